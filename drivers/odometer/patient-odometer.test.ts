import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { monotonicMs } from '../../hal/units.ts'
import type { Odometer } from './odometer.ts'
import { patientOdometer } from './patient-odometer.ts'

const refused = (): TerminalError =>
  new TerminalError({ code: 'gpio-missing', device: 'gpio odometer-a', retry: 'backoff', message: 'no such line' })

/** Fails as often as it is told to before it opens. */
const setUp = (failures: number) => {
  const clock = new SimClock()
  let tries = 0
  const inner: Odometer = {
    reading: () => ({ atMs: monotonicMs(1), pulses: 7, direction: 'unknown' }),
    counters: () => ({ edges: 14, pulses: 7, bounces: 0, readErrors: 0 }),
    close: async () => undefined,
  }
  const open = async (): Promise<Odometer> => {
    if (++tries <= failures) throw refused()
    return inner
  }
  return { clock, ...patientOdometer({ open, clock }), tries: () => tries }
}

test('it gives readings as soon as it is open', async (t) => {
  const { odometer, opened } = setUp(0)
  t.is(odometer.reading(), undefined)
  await opened
  t.is(odometer.reading()?.pulses, 7)
  t.is(odometer.counters().edges, 14)
})

test('lines that are not there yet are tried every five seconds, and the first try is told', async (t) => {
  const { clock, odometer, opened, tries } = setUp(3)
  await t.throwsAsync(opened, { instanceOf: TerminalError })
  await clock.runFor(14_000)
  t.is(odometer.reading(), undefined)
  await clock.runFor(2_000)
  t.is(odometer.reading()?.pulses, 7)
  await clock.runFor(60_000)
  t.is(tries(), 4)
})
