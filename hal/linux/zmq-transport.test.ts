import { mkdtemp, rm } from 'node:fs/promises'
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
