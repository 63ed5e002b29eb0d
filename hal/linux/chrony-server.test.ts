import test from 'ava'
import { TerminalError } from '../terminal-error.ts'
import { utcMs } from '../units.ts'
import { openChronyServer, sockSample } from './chrony-server.ts'
import { systemClock } from './clock.ts'

test('a sample has the system’s time, how far UTC is ahead of it, and the magic number, as chrony has it in memory', (t) => {
  const bytes = Buffer.from(sockSample(1_795_608_000_123.5, -2_250))
  t.is(bytes.length, 40)
  t.is(bytes.readBigInt64LE(0), 1_795_608_000n)
  t.is(bytes.readBigInt64LE(8), 123_500n)
  t.is(bytes.readDoubleLE(16), -2.25)
  t.deepEqual(
    [24, 28, 32, 36].map((at) => bytes.readInt32LE(at)),
    [0, 0, 0, 0x53_4f_43_4b],
  )
})

test('when no chronyd takes it that is an error, and nothing is waited for', async (t) => {
  const server = await openChronyServer({ socket: '/nonexistent/chrony.sock', clock: systemClock })
  const tell = (): void => server.tell({ utcMs: utcMs(0), atMs: systemClock.nowMs() })
  t.like(t.throws(tell, { instanceOf: TerminalError }), { code: 'port-failed', retry: 'backoff' })
  server.close()
})

test('a path that no socket can have is refused', async (t) => {
  const socket = `/${'x'.repeat(120)}`
  await t.throwsAsync(openChronyServer({ socket, clock: systemClock }), { instanceOf: TerminalError })
})
