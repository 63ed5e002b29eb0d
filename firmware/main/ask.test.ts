import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { systemClock } from '../../hal/linux/clock.ts'
import { zmqTransport } from '../../hal/linux/zmq-transport.ts'
import { refuse } from '../bus/answer.ts'
import { SocketBus } from '../bus/socket-bus.ts'
import { UsageError } from '../usage-error.ts'
import { ask } from './ask.ts'

test('a program asks a running service and brings its answer', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-ask-'))
  const transport = await zmqTransport(folder)
  const bus = await SocketBus.open({ transport, services: ['navigation'], run: 'one', clock: systemClock })
  t.teardown(async () => {
    await bus.close()
    await rm(folder, { recursive: true })
  })
  bus.handle('journey.clear', () => refuse('no journey is set'))
  t.deepEqual(await ask(folder, 'journey.clear', {}), { ok: false, reason: 'refused', text: 'no journey is set' })
})

test('a folder that is not there is the caller’s mistake', async (t) => {
  const folder = join(tmpdir(), 'steppelink-no-such-bus')
  await t.throwsAsync(ask(folder, 'journey.clear', {}), { instanceOf: UsageError })
})
