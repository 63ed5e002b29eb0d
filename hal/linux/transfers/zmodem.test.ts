import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { fileOf } from '../../../firmware/console/files/file-of.ts'
import { noisyLine } from '../../../test/fakes/noisy-line.ts'
import { spooledBytes } from '../../../test/fakes/spooled-bytes.ts'
import { sleep } from '../../clock.ts'
import { seededRandom } from '../../random.ts'
import { systemClock } from '../clock.ts'
import { spoolIsFull } from './spool.ts'
import { zmodemTransfers } from './zmodem.ts'

const temporary = mkdtempSync(join(tmpdir(), 'steppelink-transfer-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const folder = (): string => mkdtempSync(join(temporary, 'end-'))
const spooled = (spool: string): string[] => readdirSync(spool)
const noise = (count: number, seed = 1): Uint8Array => {
  const random = seededRandom(seed)
  return Uint8Array.from({ length: count }, () => Math.floor(random.next() * 256))
}
const never = new AbortController().signal
const setUp = async (weather: Parameters<typeof noisyLine>[0] = {}) => {
  const spool = folder()
  return { cable: await noisyLine(weather), far: folder(), spool, transfers: await zmodemTransfers(spool) }
}
const options = { baudRate: 115_200, ended: never }

test.serial('a file goes to a terminal program whole, every byte of 256 in it', async (t) => {
  const { cable, far, spool, transfers } = await setUp()
  const bytes = noise(40_000)
  const child = cable.farEnd('rz', ['-q'], far)
  t.deepEqual(await transfers.send(cable.line, { name: 'log-1a2b3c4d.txt', bytes }, options), { ok: true })
  if (child.exitCode === null) await once(child, 'exit')
  t.deepEqual(readFileSync(join(far, 'log-1a2b3c4d.txt')), Buffer.from(bytes))
  t.deepEqual(spooled(spool), [])
  t.true(cable.calls.includes('progressed'))
  cable.close()
})

test.serial('a file comes from a terminal program whole, and nothing of it stays on the medium', async (t) => {
  const { cable, far, spool, transfers } = await setUp()
  const bytes = noise(40_000)
  writeFileSync(join(far, 'train.yaml'), bytes)
  cable.farEnd('sz', ['-q', 'train.yaml'], far)
  const got = await transfers.receive(cable.line, { ...options, atMostBytes: 65_536 })
  t.true(got.ok && Buffer.from(got.file.bytes).equals(bytes) && got.file.name === 'train.yaml')
  t.true(cable.calls.includes('progressed'))
  t.deepEqual(spooled(spool), [])
  cable.close()
})

test.serial('noise on the line costs time, and no byte', async (t) => {
  const { cable, far, transfers } = await setUp({ flipped: 1 / 20_000 })
  const bytes = noise(60_000)
  const child = cable.farEnd('rz', ['-q'], far)
  t.deepEqual(await transfers.send(cable.line, { name: 'log-1a2b3c4d.txt', bytes }, options), { ok: true })
  if (child.exitCode === null) await once(child, 'exit')
  t.deepEqual(readFileSync(join(far, 'log-1a2b3c4d.txt')), Buffer.from(bytes))
  writeFileSync(join(far, 'back.bin'), bytes)
  cable.farEnd('sz', ['-q', 'back.bin'], far)
  const got = await transfers.receive(cable.line, { ...options, atMostBytes: 65_536 })
  t.true(got.ok && Buffer.from(got.file.bytes).equals(bytes))
  cable.close()
})

test.serial('a cut in the middle leaves nothing here, and what goes on later is the same file', async (t) => {
  const { cable, far, spool, transfers } = await setUp({ cutAfterBytes: 30_000 })
  const bytes = noise(60_000)
  const file = { name: 'log-1a2b3c4d.txt', bytes }
  const gone = new AbortController()
  cable.onCut(() => gone.abort())
  const first = cable.farEnd('rz', ['-q', '-r'], far)
  const result = await transfers.send(cable.line, file, { ...options, ended: gone.signal })
  t.false(result.ok)
  t.deepEqual(spooled(spool), [])
  const stopped = once(first, 'exit')
  first.kill('SIGTERM')
  await stopped
  cable.close()
  const kept = readFileSync(join(far, file.name)).length
  t.true(kept > 0 && kept < bytes.length)

  const again = await noisyLine()
  const second = again.farEnd('rz', ['-q', '-r'], far)
  let sent = 0
  const write = (out: Uint8Array): Promise<void> => {
    sent += out.length
    return again.line.write(out)
  }
  const counted = { ...again.line, write }
  t.deepEqual(await transfers.send(counted, file, options), { ok: true })
  if (second.exitCode === null) await once(second, 'exit')
  t.deepEqual(readFileSync(join(far, file.name)), Buffer.from(bytes))
  t.true(sent < 1.2 * (bytes.length - kept) + 2_000, `${sent} of ${bytes.length}, ${kept} were there`)
  again.close()
})

test.serial(
  'a cut while a file comes leaves nothing of it here, and the same file comes whole the next time',
  async (t) => {
    const { cable, far, spool, transfers } = await setUp({ cutAfterBytes: 30_000 })
    const bytes = noise(60_000)
    writeFileSync(join(far, 'train.yaml'), bytes)
    const gone = new AbortController()
    let cameBytes = 0
    cable.onCut(() => {
      cameBytes = spooledBytes(spool)
      gone.abort()
    })
    const first = cable.farEnd('sz', ['-q', 'train.yaml'], far)
    const cut = await transfers.receive(cable.line, { ...options, ended: gone.signal, atMostBytes: 65_536 })
    t.deepEqual(cut, { ok: false, why: 'interrupted' })
    t.true(cameBytes > 0 && cameBytes < bytes.length, `${cameBytes} had come`)
    t.deepEqual(spooled(spool), [])
    const stopped = once(first, 'exit')
    first.kill('SIGTERM')
    await stopped
    cable.close()

    const again = await noisyLine()
    again.farEnd('sz', ['-q', 'train.yaml'], far)
    const got = await transfers.receive(again.line, { ...options, atMostBytes: 65_536 })
    t.true(got.ok && Buffer.from(got.file.bytes).equals(bytes))
    t.deepEqual(spooled(spool), [])
    again.close()
  },
)

test.serial('a terminal program that resumes never joins two files: other bytes have another name', async (t) => {
  const { cable, far, transfers } = await setUp()
  const [before, now] = [noise(9_000, 1), noise(9_500, 2)].map((bytes) =>
    fileOf('log', { train: 'KTZ-1', ending: 'txt', bytes }),
  )
  if (!before || !now) throw new Error('two files')
  writeFileSync(join(far, before.name), before.bytes.subarray(0, 4_000))
  const child = cable.farEnd('rz', ['-q', '-r'], far)
  t.deepEqual(await transfers.send(cable.line, now, options), { ok: true })
  if (child.exitCode === null) await once(child, 'exit')
  t.deepEqual(readFileSync(join(far, now.name)), Buffer.from(now.bytes))
  t.is(readFileSync(join(far, before.name)).length, 4_000)
  cable.close()
})

test.serial('more than is allowed, and more files than one, are refused and not kept', async (t) => {
  const { cable, far, spool, transfers } = await setUp()
  writeFileSync(join(far, 'large'), noise(30_000))
  cable.farEnd('sz', ['-q', 'large'], far)
  const large = await transfers.receive(cable.line, { ...options, atMostBytes: 10_000 })
  t.deepEqual(large, { ok: false, why: 'too-large' })
  cable.close()
  const other = await noisyLine()
  for (const name of ['a', 'b']) writeFileSync(join(far, name), noise(1_000))
  other.farEnd('sz', ['-q', 'a', 'b'], far)
  t.deepEqual(await transfers.receive(other.line, { ...options, atMostBytes: 10_000 }), {
    ok: false,
    why: 'too-many-files',
  })
  t.deepEqual(spooled(spool), [])
  other.close()
})

test.serial('a batch of files is ended at its second, not when all have come', async (t) => {
  const { cable, far, transfers } = await setUp()
  const names = ['a', 'b', 'c', 'd', 'e']
  for (const name of names) writeFileSync(join(far, name), noise(40_000))
  cable.farEnd('sz', ['-q', ...names], far)
  let came = 0
  const onData = (handler: (bytes: Uint8Array) => void): void =>
    cable.line.onData((bytes) => {
      came += bytes.length
      handler(bytes)
    })
  const got = await transfers.receive({ ...cable.line, onData }, { ...options, atMostBytes: 50_000 })
  t.deepEqual(got, { ok: false, why: 'too-many-files' })
  t.true(came < 120_000, `${came} bytes came`)
  cable.close()
})

test.serial('noise of a cable that hangs loose is no progress, and a BREAK ends what waits', async (t) => {
  const { cable, transfers } = await setUp()
  const ending = new AbortController()
  const line = { ...cable.line, broke: () => ending.abort() }
  const waiting = transfers.receive(line, { ...options, ended: ending.signal, atMostBytes: 1_000 })
  for (let piece = 0; piece < 4; piece++) {
    cable.type('\xff\x07 z\x1b*')
    await sleep(systemClock, 300)
  }
  cable.type('\0\0\0')
  t.deepEqual(await waiting, { ok: false, why: 'interrupted' })
  t.deepEqual(cable.calls, [])
  cable.close()
})

test('one file within its size and the room is taken, more is not', (t) => {
  const [room, most] = [100_000_000, 5_000]
  t.is(spoolIsFull({ files: 1, bytes: 5_000, roomBytes: room }, most), undefined)
  t.is(spoolIsFull({ files: 2, bytes: 10, roomBytes: room }, most), 'too-many-files')
  t.is(spoolIsFull({ files: 1, bytes: 5_001, roomBytes: room }, most), 'too-large')
  t.is(spoolIsFull({ files: 1, bytes: 10, roomBytes: 1_000_000 }, most), 'no-room')
})

test.serial('a command that the other end sends is not carried out', async (t) => {
  const { cable, far, spool, transfers } = await setUp()
  const mark = join(far, 'carried-out')
  const child = cable.farEnd('sz', ['-q', '-i', `touch ${mark}`], far)
  const ending = new AbortController()
  child.once('exit', () => ending.abort())
  t.false((await transfers.receive(cable.line, { ...options, ended: ending.signal, atMostBytes: 10_000 })).ok)
  t.false(existsSync(mark))
  t.deepEqual(spooled(spool), [])
  cable.close()
})

test.serial('Ctrl-C ends it while nobody answers, and tells the other end to end too', async (t) => {
  const spool = folder()
  const transfers = await zmodemTransfers(spool)
  const written: number[] = []
  const line = {
    write: async (bytes: Uint8Array) => void written.push(...bytes),
    onData: (handler: (bytes: Uint8Array) => void) => void setTimeout(() => handler(Uint8Array.of(3)), 100),
    progressed: () => undefined,
    broke: () => undefined,
  }
  t.deepEqual(await transfers.receive(line, { ...options, atMostBytes: 1_000 }), { ok: false, why: 'interrupted' })
  t.deepEqual(written.slice(-20, -15), [24, 24, 24, 24, 24])
  t.deepEqual(spooled(spool), [])
})

test.serial('what a process that was killed left in its spool is taken away by the next', async (t) => {
  const spool = folder()
  mkdirSync(join(spool, 'transfer-abc'))
  writeFileSync(join(spool, 'transfer-abc', 'half'), 'x')
  await zmodemTransfers(spool)
  t.deepEqual(spooled(spool), [])
})

test.serial('a name that is none for a file is refused before anything is written', async (t) => {
  const { cable, transfers } = await setUp()
  for (const name of ['../x', '-x', '', 'a b', '.x'])
    await t.throwsAsync(transfers.send(cable.line, { name, bytes: noise(1) }, options), { instanceOf: RangeError })
  cable.close()
})
