import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import type { Direction } from '../../domain/frames.ts'
import type { AimState, SatelliteAhead } from '../../plan/aim.ts'
import type { BeamNumber } from '../../plan/beams.ts'
import { BeamPair } from './beam-pair.ts'
import type { SecondBeam } from './pointers.ts'
import type { FollowedSatellite } from './satellite-source.ts'

const level = {
  headingTrueDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  turnRateDegPerS: 0,
  headingSigmaDeg: 0.1,
  tiltSigmaDeg: 0.1,
}
const mounting = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
const common = {
  pointer: { kind: 'array', mounting, elevationDeg: [10, 90] },
  isPositionKnown: true,
  isLockedOut: false,
  maskDeg: 25,
  attitude: level,
} as const
const satellite = (noradId: number): FollowedSatellite => ({
  name: `${noradId}`,
  noradId,
  sigmaDegAt: () => 0.05,
  lookAt: () => undefined,
})
const [first, second] = [satellite(1), satellite(2)]
const where: Direction = { azimuthDeg: 200, elevationDeg: 60 }
const ahead = (): SatelliteAhead => ({ now: where, lead: where, leadMs: 40, rangeKm: 1300, sigmaDeg: 0.05 })
const good: AimState = { errorDeg: 0.1, sigmaDeg: 0.2 }

/** A second beam that stands at once where it is aimed; it serves when `answer` says so. */
const setUp = () => {
  const aims: Direction[] = []
  let serving: BeamNumber | undefined = 0
  let asked: BeamNumber | undefined
  let offDeg = 0
  const beam: SecondBeam = {
    serving: () => serving,
    isSwapping: () => asked !== undefined,
    readBack: () => {
      const last = aims.at(-1)
      return last && { ...last, elevationDeg: last.elevationDeg + offDeg }
    },
    aim: async (target) => void aims.push(target),
    serve: async (wanted) => {
      asked = wanted
    },
  }
  const pair = new BeamPair(beam, 3)
  let nowMs = 0
  const run = (ms: number) => {
    let decided = pair.decide({ utcMs: nowMs, aim: good, isLocked: true }, monotonicMs(nowMs))
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 50) {
      decided = pair.decide({ utcMs: nowMs, aim: good, isLocked: true }, monotonicMs(nowMs))
      pair.aimOther(common, ahead)
    }
    return decided.satellite?.noradId
  }
  const answer = (): void => {
    serving = asked
    asked = undefined
  }
  return {
    pair,
    aims,
    run,
    answer,
    asked: () => asked,
    isOff: (deg: number): void => {
      offDeg = deg
    },
    hasOne: (): void => {
      serving = undefined
    },
  }
}

/** At the handover, with the other beam ahead and asked to serve. */
const atHandover = () => {
  const up = setUp()
  up.pair.follow(first, { satellite: second, utcMs: 4_000 })
  up.run(4_000)
  up.pair.follow(second, undefined)
  up.run(50)
  return up
}

test('the other beam is aimed at the next satellite five times a second, and takes over at the handover', (t) => {
  const { aims, asked, answer, run } = atHandover()
  t.true(aims.length >= 19 && aims.length <= 21, `${aims.length}`)
  t.is(asked(), 1)
  t.is(run(50), 1)
  answer()
  t.is(run(50), 2)
})

test('while either beam may serve, permission has the worse of the two', (t) => {
  const { pair, isOff, run } = atHandover()
  t.is(pair.standing(good).errorDeg, 0.1)
  isOff(0.3)
  run(50)
  t.is(pair.standing(good).errorDeg?.toFixed(2), '0.30')
})

test('when nobody says for a tenth of a second which beam serves, neither counts as on target', (t) => {
  const { pair, run, answer } = atHandover()
  run(150)
  t.is(pair.standing(good).errorDeg, undefined)
  answer()
  run(50)
  t.is(pair.standing(good).errorDeg, 0.1)
})

test('an array that does not say that it has two beams is aimed as one', (t) => {
  const { pair, aims, hasOne, run } = setUp()
  hasOne()
  pair.follow(first, { satellite: second, utcMs: 4_000 })
  t.is(run(4_000), 1)
  pair.follow(second, undefined)
  t.is(run(50), 2)
  t.deepEqual(aims, [])
})

test('a beam that is off its target does not take over', (t) => {
  const { pair, isOff, asked, run } = setUp()
  pair.follow(first, { satellite: second, utcMs: 4_000 })
  isOff(1.1)
  run(4_000)
  pair.follow(second, undefined)
  t.is(run(3_900), 1)
  t.is(asked(), undefined)
  t.is(run(200), 2)
})
