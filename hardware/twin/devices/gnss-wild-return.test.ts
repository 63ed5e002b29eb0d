import test from 'ava'
import { distanceM } from '../../../firmware/domain/geodesy.ts'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import type { ReceiverFix } from './gnss-sentences.ts'
import { wildReturns } from './gnss-wild-return.ts'

const good: ReceiverFix = {
  latDeg: 51.112,
  lonDeg: 71.533,
  altitudeM: 386,
  geoidSeparationM: -36,
  speedMps: 25,
  courseTrueDeg: 180,
  climbMps: 0,
  hdop: 0.8,
  sigmaM: 2.5,
}

const setUp = (seed: number, holds = true) => {
  const clock = new SimClock()
  const tell = wildReturns(
    {
      name: 'gnss',
      world: fakeWorld({ clock }),
      clock,
      random: seededRandom(seed),
      faultAgeMs: (fault) => (holds && fault === 'gnss-wild-return' ? 1 : undefined),
      rates: { fixHz: 1, motionHz: 100, statusEveryMs: 500 },
    },
    seededRandom(seed),
  )
  /** Whether the fix of each second of some is there. */
  const epochs = async (has: string): Promise<(ReceiverFix | undefined)[]> => {
    const told: (ReceiverFix | undefined)[] = []
    for (const epoch of has) {
      told.push(tell(epoch === 'A' ? good : undefined))
      await clock.runFor(1000)
    }
    return told
  }
  return epochs
}

const offM = (fix: ReceiverFix | undefined): number =>
  fix ? distanceM({ ...good, heightM: 0 }, { ...fix, heightM: 0 }) : Number.NaN

test('a fix that is back after a loss is up to 1.2 km off and says 80 m/s for some epochs, then it is right', async (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const told = await setUp(seed)('AAVVAAAAAAAA')
    const returned = told.slice(4)
    const wild = returned.filter((fix) => offM(fix) > 100)
    t.true(wild.length >= 1 && wild.length <= 5)
    t.true(wild.every((fix) => offM(fix) < 1201 && Math.abs((fix?.speedMps ?? 0) - 80) < 20))
    t.is(returned.at(-1), good)
  }
})

test('each return is wild anew, the first fix is none', async (t) => {
  const told = await setUp(1)('VAAVAAAAAAVA')
  t.true(offM(told[1]) < 1)
  t.true(offM(told[4]) > 100)
  t.true(offM(told[11]) > 100)
})

test('without the fault a return is right at once', async (t) => {
  const told = await setUp(1, false)('AVA')
  t.is(told[2], good)
})
