import test from 'ava'
import { bodyDirection } from '../../firmware/domain/frames.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { fakeWorld } from '../../test/fakes/world.ts'
import { AimScore, type AimWord } from './aim-score.ts'

const HIGH = { azimuthDeg: 90, elevationDeg: 60, rangeKm: 1_360 }
const WELL: AimWord = { noradId: 1, isAiming: true, isSlewing: false, isBiasLearnt: true }

/** An array and a dish that point beside their satellites by as much as is set. */
const setUp = () => {
  const clock = new SimClock()
  const is = { arrayOffDeg: 0, dishOffDeg: 0, isLocked: true, horizonDeg: 0, aims: 0 }
  const fake = fakeWorld({
    clock,
    satellite: (noradId) => (noradId === 9 ? undefined : HIGH),
    surroundings: () => ({ kind: 'open', horizonDeg: () => is.horizonDeg }),
  })
  const world = {
    ...fake,
    visible: () => [1],
    elementsTle: '',
    lengthM: 1_000,
    isFinished: () => false,
    isInLowClearance: () => false,
  }
  const beside = (sky: typeof HIGH, offDeg: number) => {
    const body = bodyDirection(sky, world.train())
    return { ...body, elevationDeg: body.elevationDeg + offDeg }
  }
  const score = new AimScore({
    world,
    array: { boresight: () => beside(HIGH, is.arrayOffDeg), isLocked: () => is.isLocked, aims: () => is.aims },
    dish: {
      boresight: () => beside(world.geostationary(58.5), is.dishOffDeg),
      isLocked: () => true,
      aims: () => is.aims,
      longitudeDeg: 58.5,
    },
  })
  const sampleFor = async (ms: number, words: Readonly<Record<string, AimWord>>) => {
    score.setAimed(words)
    for (let passed = 0; passed < ms; passed += 100) {
      score.sample()
      await clock.runFor(100)
    }
    return score.summary()
  }
  return { clock, is, score, sampleFor }
}

test('before lock and locked are held to different limits, so they are counted apart', async (t) => {
  const { is, sampleFor } = setUp()
  is.isLocked = false
  is.arrayOffDeg = 1.5
  await sampleFor(5_000, { oneweb: WELL })
  is.isLocked = true
  is.arrayOffDeg = 0.1
  const seen = await sampleFor(5_000, { oneweb: WELL })
  t.true(Math.abs(seen.arrayBeforeLockP99Deg - 1.5) < 0.002)
  t.true(Math.abs(seen.arrayLockedP99Deg - 0.1) < 0.002)
})

test('a handover has two seconds to settle', async (t) => {
  const { is, sampleFor } = setUp()
  await sampleFor(5_000, { oneweb: WELL })
  is.arrayOffDeg = 1
  t.true((await sampleFor(1_900, { oneweb: { ...WELL, noradId: 2 } })).arrayLockedP99Deg < 0.01)
  t.true((await sampleFor(1_000, { oneweb: { ...WELL, noradId: 2 } })).arrayLockedP99Deg > 0.9)
})

test('locked time in which the bias is not known counts in the share of it, and nowhere else', async (t) => {
  const { is, sampleFor } = setUp()
  is.arrayOffDeg = 0.5
  await sampleFor(12_000, { oneweb: { ...WELL, isBiasLearnt: false } })
  is.arrayOffDeg = 0
  const seen = await sampleFor(10_000, { oneweb: WELL })
  t.true(Math.abs(seen.arrayLearntPct - 50) < 2)
  t.true(seen.arrayLockedP99Deg < 0.01)
})

test('a satellite behind the horizon, one that is not there, and a terminal that does not aim are not counted', async (t) => {
  const { is, sampleFor } = setUp()
  is.arrayOffDeg = 1
  await sampleFor(5_000, { oneweb: { ...WELL, isAiming: false } })
  await sampleFor(5_000, { oneweb: { ...WELL, noradId: 9 } })
  is.horizonDeg = 90
  const seen = await sampleFor(5_000, { oneweb: WELL })
  t.deepEqual([seen.arrayLockedP99Deg, seen.arrayBeforeLockP99Deg, seen.arrayLearntPct], [0, 0, 0])
})

test('a dish is measured outside its slews, once its bias is known', async (t) => {
  const { is, sampleFor } = setUp()
  is.dishOffDeg = 3
  await sampleFor(2_000, { geo: { ...WELL, isSlewing: true } })
  await sampleFor(2_000, { geo: { ...WELL, isBiasLearnt: false } })
  is.dishOffDeg = 0.2
  const { dishRmsDeg, dishP99Deg } = await sampleFor(2_000, { geo: WELL })
  t.true(Math.abs(dishRmsDeg - 0.2) < 0.002)
  t.true(Math.abs(dishP99Deg - 0.2) < 0.002)
})

test('directions are counted over the whole time', async (t) => {
  const { clock, is, score } = setUp()
  t.is(score.summary().arrayCommandsHz, 0)
  is.aims = 200
  await clock.runFor(10_000)
  t.is(score.summary().arrayCommandsHz, 20)
  t.is(score.summary().dishCommandsHz, 20)
})
