import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { zmqTransport } from './zmq-transport.ts'

test('a writer takes any number of messages in a row', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-zmq-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const writer = await (await zmqTransport(folder)).openWriter('power')
  t.notThrows(() => {
    for (let message = 0; message < 2_000; message += 1) writer.send('power', `${message}`)
  })
  await writer.close()
})

test('a socket lies in a folder of its writer, which goes with the writer', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-zmq-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const transport = await zmqTransport(folder)
  const [writer, server] = [await transport.openWriter('power'), await transport.openServer('power')]
  t.is((await stat(join(folder, 'power'))).mode & 0o7777, 0o700)
  t.is((await stat(join(folder, 'power', 'topics.ipc'))).mode & 0o777, 0o660)
  await Promise.all([writer.close(), server.close()])
  t.deepEqual(await readdir(folder), [])
})

test('the folder of a bus is closed to others, whatever it was, and stays open to the group that it was prepared for', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-zmq-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await chmod(folder, 0o777)
  await zmqTransport(folder)
  t.is((await stat(folder)).mode & 0o777, 0o750)
  await chmod(folder, 0o2750)
  await zmqTransport(folder)
  t.is((await stat(folder)).mode & 0o7777, 0o2750)
})
