import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { SimClock } from '../sim-clock.ts'
import { TerminalError } from '../terminal-error.ts'
import { openRtc } from './rtc.ts'

const rtcThatSays = (t: ExecutionContext, text: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'steppelink-rtc-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'rtc0'))
  writeFileSync(join(folder, 'rtc0', 'since_epoch'), text)
  return openRtc({ device: 'rtc0', clock: new SimClock(), folder })
}

test('whole seconds are told as their middle', async (t) => {
  const reading = await rtcThatSays(t, '1780239600\n').read()
  t.deepEqual({ ...reading }, { utcMs: 1_780_239_600_500, atMs: 0, sigmaMs: 289 } as typeof reading)
})

test('what is no number of seconds is no time', async (t) => {
  for (const text of ['', '\n', '-1\n', '17e8', '1780239600 \n', '9999999999999\n'])
    t.is(await rtcThatSays(t, text).read(), undefined, text)
})

test('an RTC that is not there is an error with its name', async (t) => {
  const error = await t.throwsAsync(openRtc({ device: 'rtc7', clock: new SimClock(), folder: tmpdir() }).read(), {
    instanceOf: TerminalError,
  })
  t.like(error, { code: 'port-missing', device: 'rtc7', retry: 'backoff' })
})
