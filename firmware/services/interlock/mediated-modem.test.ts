import test from 'ava'
import type { ModemReport } from '../../../drivers/modem/modem.ts'
import type { SelfPointingAntenna, SelfPointingReport } from '../../../drivers/self-pointing/self-pointing.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeModem, someCounters } from '../../../test/fakes/drivers.ts'
import { mediatedModem } from './mediated-modem.ts'

const onSatellite = { isAlive: true, isFunctional: true, mayTransmit: true }

/** Two modems under one antenna that is on its satellite. */
const setUp = () => {
  const clock = new SimClock()
  const [first, second] = [fakeModem(), fakeModem()]
  let sayAntenna: (report: SelfPointingReport) => void = () => undefined
  const antenna: SelfPointingAntenna = {
    target: () => undefined,
    tellModem: () => undefined,
    onReport: (handler) => {
      sayAntenna = handler
    },
    counters: () => someCounters,
    close: async () => undefined,
  }
  const modems = { first: first.modem, second: second.modem }
  const modem = mediatedModem({ name: 'ku', clock, modems, antennas: { dish: antenna }, tell: () => undefined })
  const heard: ModemReport[] = []
  modem.onReport((report) => heard.push(report))
  sayAntenna({ atMs: clock.nowMs(), ...onSatellite })
  const say = (which: typeof first, isAlive: boolean): void =>
    which.say({ atMs: clock.nowMs(), isAlive, isLocked: isAlive, isTransmitAllowed: isAlive })
  return { modem, first, second, say, heard }
}

test('a modem that falls silent is heard to be silent before another takes its place', (t) => {
  const { modem, first, second, say, heard } = setUp()
  say(first, true)
  say(second, true)
  t.is(modem.standing().modem, 'first')
  heard.length = 0
  say(first, false)
  t.is(modem.standing().modem, 'second')
  t.deepEqual(
    heard.map(({ isAlive }) => isAlive),
    [false, true],
  )
})
