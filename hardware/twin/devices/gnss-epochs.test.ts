import test from 'ava'
import { distanceM } from '../../../firmware/domain/geodesy.ts'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import { poweredReceiver } from './gnss-epochs.ts'
import type { ReceiverEpoch } from './gnss-sentences.ts'

const FAULT_AT_MS = 20_000
const WEEKS_1024_MS = 1024 * 7 * 86_400_000

/** Epochs of a receiver on a train that rides east at 30 m/s, with one fault from 20 s on. */
const withFault = async (fault: string, durationMs: number) => {
  const clock = new SimClock()
  const world = fakeWorld({ clock, speedMps: 30, headingTrueDeg: 90 })
  const epochNow = poweredReceiver({
    name: 'gnss',
    world,
    clock,
    random: seededRandom(4),
    faultAgeMs: (name) => {
      const ageMs = clock.nowMs() - FAULT_AT_MS
      return name === fault && ageMs >= 0 ? ageMs : undefined
    },
    rates: { fixHz: 1, motionHz: 100, statusEveryMs: 200 },
  })
  const epochs: { atS: number; epoch: ReceiverEpoch; errorM: number }[] = []
  for (let atS = 0; atS * 1000 < durationMs; atS++) {
    await clock.runFor(1000)
    const epoch = epochNow(1000)
    const { fix } = epoch
    const errorM = fix ? distanceM({ ...fix, heightM: 0 }, { ...world.train(), heightM: 0 }) : Number.NaN
    epochs.push({ atS: atS + 1, epoch, errorM })
  }
  return { epochs, at: (atS: number) => epochs.find((one) => one.atS === atS) as (typeof epochs)[number] }
}

const strongest = ({ satellites }: ReceiverEpoch): number =>
  Math.max(...satellites.map(({ carrierToNoiseDbHz = 0 }) => carrierToNoiseDbHz))

test('a jammer takes signal first, then satellites, then the fix', async (t) => {
  const { at } = await withFault('gnss-jammed', 60_000)
  t.true(strongest(at(28).epoch) < strongest(at(15).epoch) - 8)
  t.not(at(24).epoch.fix, undefined)
  t.is(at(55).epoch.fix, undefined)
})

test('a spoofed receiver leaves the truth without a jump, and its speed agrees with its way', async (t) => {
  const { epochs, at } = await withFault('gnss-spoofed', 100_000)
  t.true(at(95).errorM > 130)
  for (const [index, { errorM, atS }] of epochs.entries()) {
    const before = epochs[index - 1]
    if (atS > 10 && before) t.true(Math.abs(errorM - before.errorM) < 8)
  }
  // 30 m/s to the east and up to 4 m/s to 60°
  const { speedMps = 0, courseTrueDeg = 0 } = at(100).epoch.fix ?? {}
  t.true(speedMps > 33 && courseTrueDeg < 89, `${speedMps} ${courseTrueDeg}`)
  t.deepEqual([at(25).epoch.isSpoofingSeen, at(40).epoch.isSpoofingSeen], [false, true])
})

test('a rolled-over receiver is 1024 weeks back and otherwise right', async (t) => {
  const { at } = await withFault('gnss-rollover', 30_000)
  t.is((at(25).epoch.utcMs ?? 0) - (at(15).epoch.utcMs ?? 0), 10_000 - WEEKS_1024_MS)
  t.true(at(25).errorM < 12)
})
