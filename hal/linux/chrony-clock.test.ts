import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { TerminalError } from '../terminal-error.ts'
import { chronyClock } from './chrony-clock.ts'
import { systemClock } from './clock.ts'
import { wallUtcMs } from './wall-clock.ts'

/** A program in chronyc's place. */
const clockBy = (t: ExecutionContext, script: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'steppelink-chrony-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const program = join(folder, 'chronyc')
  writeFileSync(program, `#!/bin/sh\n${script}\n`)
  chmodSync(program, 0o700)
  return chronyClock({ program, socket: '/run/chrony/chronyd.sock', clock: systemClock })
}

test('time is the system’s, put right by what chronyd says that it is off', async (t) => {
  const rows = [
    'C0000201,192.0.2.1,2,1795608000.1,-30.000000000,0,0,0,0,0,0.020000000,0.030000000,64.2,Normal',
    '^,*,192.0.2.1,1,6,377,22,0.0001,0.0001,0.0002',
    '192.0.2.1,NTS,1,15,256,12,0,0,8,100',
  ]
  const reading = await clockBy(t, rows.map((row) => `echo '${row}'`).join('\n')).read()
  t.true(Math.abs((reading?.utcMs ?? 0) - wallUtcMs() + 30_000) < 1_000)
  t.is(reading?.sigmaMs, 20)
})

test('garbage is no time', async (t) => {
  t.is(await clockBy(t, 'head -c 2000 /dev/zero').read(), undefined)
})

test('a chronyd that does not answer, one that never ends, and no chronyc at all, are errors', async (t) => {
  const failing = clockBy(t, 'echo "506 Cannot talk to daemon"; exit 1').read()
  t.like(await t.throwsAsync(failing, { instanceOf: TerminalError }), { code: 'device-timeout', retry: 'backoff' })
  const sinceMs = systemClock.nowMs()
  await t.throwsAsync(clockBy(t, 'exec sleep 60').read(), { instanceOf: TerminalError })
  t.true(systemClock.nowMs() - sinceMs < 20_000)
  const none = chronyClock({ program: '/nonexistent/chronyc', socket: '/run/x', clock: systemClock }).read()
  t.like(await t.throwsAsync(none, { instanceOf: TerminalError }), { code: 'port-missing' })
})
