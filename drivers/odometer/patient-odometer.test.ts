import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { monotonicMs } from '../../hal/units.ts'
import type { Odometer } from './odometer.ts'
import { patientOdometer } from './patient-odometer.ts'

const refused = (retry: 'never' | 'backoff'): TerminalError =>
  new TerminalError({ code: 'gpio-missing', device: 'gpio odometer-a', retry, message: 'no such line' })

/** Fails as often as it is told to before it opens. */
const setUp = (failures: number, retry: 'never' | 'backoff' = 'backoff') => {
  const clock = new SimClock()
  let tries = 0
  let isClosed = false
  const inner: Odometer = {
    reading: () => ({ atMs: monotonicMs(1), pulses: 7, direction: 'unknown' }),
    counters: () => ({ edges: 14, pulses: 7, bounces: 0, readErrors: 0 }),
    close: async () => {
      isClosed = true
    },
  }
  const open = async (): Promise<Odometer> => {
    if (++tries <= failures) throw refused(retry)
    return inner
  }
  return { clock, ...patientOdometer({ open, clock }), tries: () => tries, isClosed: () => isClosed }
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

test('what can never be opened is not tried again', async (t) => {
  const { clock, opened, tries } = setUp(9, 'never')
  await t.throwsAsync(opened)
  await clock.runFor(60_000)
  t.is(tries(), 1)
})

test('closing ends the tries, and closes what opens late', async (t) => {
  const waiting = setUp(9)
  await t.throwsAsync(waiting.opened)
  await waiting.odometer.close()
  await waiting.clock.runFor(60_000)
  t.is(waiting.tries(), 1)
  const late = setUp(0)
  await late.odometer.close()
  await late.opened
  t.true(late.isClosed())
})
