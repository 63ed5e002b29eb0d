import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { until } from '../../test/fakes/desk-bench.ts'
import { openPtyLink } from './pty-link.ts'

const setUp = async (t: ExecutionContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-pty-'))
  const path = join(folder, 'console')
  const link = await openPtyLink({ name: 'console', link: path })
  t.teardown(async () => {
    await link.close()
    await rm(folder, { recursive: true })
  })
  const states: string[] = []
  link.onState((state) => states.push(state))
  const open = (): number => openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  return { link, states, open }
}

const readAll = (fd: number): number => {
  const buffer = Buffer.alloc(65_536)
  try {
    return readSync(fd, buffer, 0, buffer.length, null)
  } catch {
    return 0
  }
}

test('a line is open while somebody has opened its other side', async (t) => {
  const { states, open, link } = await setUp(t)
  t.deepEqual(states, ['closed'])
  await t.throwsAsync(link.write(Buffer.from('x')), { message: /nobody has opened it/ })
  const fd = open()
  await until(() => states.at(-1) === 'open')
  closeSync(fd)
  await until(() => states.at(-1) === 'closed')
  closeSync(open())
  await until(() => states.length >= 3)
  t.deepEqual(states.slice(0, 3), ['closed', 'open', 'closed'])
})

test('bytes go both ways, and a write waits for a reader that is slow', async (t) => {
  const { states, open, link } = await setUp(t)
  let heard = ''
  link.onData((bytes) => {
    heard += Buffer.from(bytes).toString()
  })
  const fd = open()
  await until(() => states.at(-1) === 'open')
  writeSync(fd, 'hello')
  await until(() => heard === 'hello')
  let written = 0
  const all = (async () => {
    for (let index = 0; index < 400; index++) {
      await link.write(Buffer.alloc(256, 0x61))
      written++
    }
  })()
  let read = 0
  await until(() => written > 10)
  t.true(written < 400, 'it waits: nobody reads')
  await until(() => {
    read += readAll(fd)
    return read === 400 * 256
  })
  await all
  closeSync(fd)
  t.like(link.counters(), { rxBytes: 5, txBytes: 400 * 256 })
})

test('a write that nobody takes ends when the other side is closed', async (t) => {
  const { states, open, link } = await setUp(t)
  const fd = open()
  await until(() => states.at(-1) === 'open')
  const writing = (async () => {
    for (let index = 0; index < 400; index++) await link.write(Buffer.alloc(256, 0x61))
  })()
  const failed = t.throwsAsync(writing, { message: /nobody has opened it/ })
  await new Promise((resolve) => setImmediate(resolve))
  closeSync(fd)
  await failed
})
