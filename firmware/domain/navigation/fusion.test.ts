import test from 'ava'
import { type Random, seededRandom } from '../../../hal/random.ts'
import { toRad, wrap180Deg } from '../../../hal/units.ts'
import { bearingDeg, distanceM, move } from '../geodesy.ts'
import { errorState } from './error-states.ts'
import { type FusedFix, Fusion } from './fusion.ts'
import type { MotionSeen } from './inertial-stream.ts'

const GRAVITY = 9.80665
const START = { latDeg: 48, lonDeg: 70, heightM: 400 }
const MOTION_HZ = 50
const FIX_EVERY = 10
const LATENCY_MS = 90

interface Ride {
  fusion: Fusion
  speedMps: number
  headingDeg: number
  place: typeof START
  travelledM: number
  atMs: number
  random: Random
  ticks: number
  /** On their way to the filter, in the order in which they arrive. */
  motions: MotionSeen[]
  fixes: FusedFix[]
}

interface Leg {
  seconds: number
  accelerationMps2?: number
  turnDegPerS?: number
  rollDeg?: number
  rollDegPerS?: number
  hasFix?: boolean
  hasMotion?: boolean
  /** The coach runs with its tail first. */
  isBackwards?: boolean
  /** Ticks from fix to fix. */
  fixEvery?: number
  /** Speeds of fixes scatter by 0.1 m/s either way. */
  hasSpeedNoise?: boolean
  /** What the gyroscopes add, °/s. */
  biasDps?: number
  temperatureC?: number
}

const newRide = (): Ride => ({
  fusion: new Fusion(),
  speedMps: 0,
  headingDeg: 120,
  place: START,
  travelledM: 0,
  atMs: 1_000,
  random: seededRandom(3),
  ticks: 0,
  motions: [],
  fixes: [],
})

/** A wobble instead of noise: readings that repeat are a stuck part. */
const wobble = (ride: Ride, axis: number): number => 0.002 * Math.sin(ride.ticks * (1.3 + axis))

const motionOf = (ride: Ride, leg: Leg) => {
  const { accelerationMps2 = 0, turnDegPerS = 0, rollDeg = 0, rollDegPerS = 0, isBackwards = false, biasDps = 0 } = leg
  const side = isBackwards ? -1 : 1
  const across = ride.speedMps * toRad(turnDegPerS) - GRAVITY * Math.sin(toRad(rollDeg))
  return {
    atMs: ride.atMs + 15,
    accelerationG: [
      (side * accelerationMps2) / GRAVITY + wobble(ride, 0),
      (side * across) / GRAVITY + wobble(ride, 1),
      -1 + wobble(ride, 2),
    ] as const,
    rateDps: [
      rollDegPerS + biasDps + wobble(ride, 3),
      turnDegPerS * Math.sin(toRad(rollDeg)) + biasDps + wobble(ride, 4),
      turnDegPerS * Math.cos(toRad(rollDeg)) + biasDps + wobble(ride, 5),
    ] as const,
  }
}

const fixOf = (ride: Ride, { hasSpeedNoise = false }: Partial<Leg> = {}): FusedFix => ({
  atMs: ride.atMs + LATENCY_MS,
  utcMs: 1_780_000_000_000 + ride.atMs,
  ...ride.place,
  speedMps: Math.max(0, ride.speedMps + (hasSpeedNoise ? 0.1 * ride.random.normal() : 0)),
  ...(ride.speedMps > 0.5 && { courseTrueDeg: ride.headingDeg }),
  horizontalSigmaM: 2.5,
})

const go = (ride: Ride, leg: Leg): void => {
  const stepS = 1 / MOTION_HZ
  for (let tick = 0; tick < leg.seconds * MOTION_HZ; tick++) {
    const speedMps = Math.max(0, ride.speedMps + (leg.accelerationMps2 ?? 0) * stepS)
    const wayM = ((ride.speedMps + speedMps) / 2) * stepS
    ride.headingDeg += ((leg.turnDegPerS ?? 0) * stepS) / 2
    ride.place = move(ride.place, ride.headingDeg, wayM)
    ride.headingDeg += ((leg.turnDegPerS ?? 0) * stepS) / 2
    ride.speedMps = speedMps
    ride.travelledM += wayM
    ride.atMs += 1000 * stepS
    ride.ticks++
    if (leg.hasMotion !== false) ride.motions.push(motionOf(ride, leg))
    const { fixEvery = FIX_EVERY } = leg
    if (leg.hasFix !== false && ride.ticks % fixEvery === 0) ride.fixes.push(fixOf(ride, leg))
    hear(ride, leg.temperatureC)
  }
}

const hear = ({ fusion, motions, fixes, atMs }: Ride, temperatureC?: number): void => {
  while (motions[0] && motions[0].atMs <= atMs) fusion.onMotion(motions.shift() as MotionSeen, temperatureC)
  while (fixes[0] && fixes[0].atMs <= atMs) hearFix(fusion, fixes.shift() as FusedFix)
  fusion.advance(atMs)
}

const hearFix = (fusion: Fusion, fix: FusedFix): void => {
  const judged = fusion.judge(fix)
  if (judged) fusion.take(fix, judged)
  else fusion.restart(fix)
}

const errorM = (ride: Ride): number => {
  const now = ride.fusion.at(ride.atMs)
  return now ? distanceM(now, ride.place) : Number.NaN
}
const acrossM = (ride: Ride): number => {
  const now = ride.fusion.at(ride.atMs) ?? START
  return Math.abs(distanceM(now, ride.place) * Math.sin(toRad(bearingDeg(ride.place, now) - ride.headingDeg)))
}
const headingErrorDeg = (ride: Ride, turned = 0): number =>
  wrap180Deg((ride.fusion.at(ride.atMs)?.attitude?.headingTrueDeg ?? Number.NaN) - ride.headingDeg - turned)

/** A minute at rest, then up to 24 m/s, then some minutes of straights and curves. */
const underWay = (leg: Partial<Leg> = {}): Ride => {
  const ride = newRide()
  go(ride, { seconds: 60, ...leg })
  go(ride, { seconds: 80, accelerationMps2: 0.3, ...leg })
  for (const turnDegPerS of [0, 1, 0, -1, 0]) go(ride, { seconds: 40, turnDegPerS, ...leg })
  return ride
}

test('under way place, speed and heading follow the train at the time asked for, not at that of the last fix', (t) => {
  const ride = underWay()
  t.true(errorM(ride) < 1)
  t.true(Math.abs((ride.fusion.at(ride.atMs)?.speedMps ?? 0) - 24) < 0.1)
  t.true(Math.abs(headingErrorDeg(ride)) < 0.1)
  t.like(ride.fusion.at(ride.atMs)?.attitude, { headingSource: 'course', isReversible: false })
})

test('a train that stands since the start has no heading until it moves', (t) => {
  const ride = newRide()
  go(ride, { seconds: 20 })
  t.is(ride.fusion.at(ride.atMs)?.attitude, undefined)
  t.true(ride.fusion.isAtRest())
})

test('in a tunnel with a curve the train is carried on within its bound, which grows', (t) => {
  const ride = underWay()
  const before = ride.fusion.at(ride.atMs)?.horizontal95M ?? 0
  const fromM = ride.travelledM
  for (const turnDegPerS of [0, 1.5, 0]) go(ride, { seconds: 30, turnDegPerS, hasFix: false })
  const bound = ride.fusion.at(ride.atMs)?.horizontal95M ?? 0
  t.true(errorM(ride) <= bound)
  t.true(errorM(ride) < 0.02 * (ride.travelledM - fromM))
  t.true(bound > 3 * before)
})

test('braking to a stop in a tunnel is felt, and so is leaving it', (t) => {
  const ride = underWay()
  go(ride, { seconds: 48, accelerationMps2: -0.5, hasFix: false })
  go(ride, { seconds: 60, hasFix: false })
  t.true(ride.fusion.isAtRest())
  t.true(errorM(ride) < 20)
  go(ride, { seconds: 40, accelerationMps2: 0.3, hasFix: false })
  t.false(ride.fusion.isAtRest())
  t.true(Math.abs((ride.fusion.at(ride.atMs)?.speedMps ?? 0) - 12) < 0.5)
})

test('at rest the heading is locked, whatever the gyroscopes drift', (t) => {
  const ride = underWay()
  go(ride, { seconds: 48, accelerationMps2: -0.5 })
  const before = headingErrorDeg(ride)
  go(ride, { seconds: 600, biasDps: 0.05 })
  t.true(Math.abs(headingErrorDeg(ride) - before) < 0.1)
})

test('a bias of the gyroscopes is learnt at rest and does not turn the train in a tunnel', (t) => {
  const ride = underWay({ biasDps: 0.1 })
  go(ride, { seconds: 120, hasFix: false, biasDps: 0.1 })
  t.true(Math.abs(headingErrorDeg(ride)) < 0.5)
})

test('in a long straight tunnel a drift of the gyroscopes is told from a curve', (t) => {
  const ride = underWay()
  go(ride, { seconds: 240, hasFix: false, biasDps: 0.006 })
  t.true(Math.abs(headingErrorDeg(ride)) < 0.4)
  go(ride, { seconds: 60, hasFix: false, biasDps: 0.006, turnDegPerS: 0.5 })
  t.true(Math.abs(headingErrorDeg(ride)) < 0.4)
})

test('fixes once a second do not make the receiver seem late, with or without a motion part', (t) => {
  for (const hasMotion of [true, false]) {
    const ride = newRide()
    const leg = { hasMotion, fixEvery: MOTION_HZ, hasSpeedNoise: true }
    go(ride, { seconds: 60, ...leg })
    go(ride, { seconds: 80, accelerationMps2: 0.3, ...leg })
    go(ride, { seconds: 1800, ...leg })
    t.true(Math.abs(ride.fusion.filter.means[errorState.fixAge] ?? 0) < 0.03)
  }
})

test('a coach that runs backwards points against its course, and the speed along it is negative', (t) => {
  const ride = underWay({ isBackwards: true })
  t.true(Math.abs(headingErrorDeg(ride, 180)) < 0.2)
  const now = ride.fusion.at(ride.atMs)
  t.true((now?.forwardMps ?? 0) < -23)
  t.true(Math.abs(wrap180Deg((now?.courseTrueDeg ?? 0) - ride.headingDeg)) < 0.2)
})

test('until its first acceleration shows which end leads, the heading of a train that moves may be the other way', (t) => {
  const ride = newRide()
  ride.speedMps = 20
  go(ride, { seconds: 30 })
  t.like(ride.fusion.at(ride.atMs)?.attitude, { headingSource: 'course', isReversible: true })
  go(ride, { seconds: 20, accelerationMps2: -0.3 })
  t.false(ride.fusion.at(ride.atMs)?.attitude?.isReversible)
})

test('without a motion part the course leads, and the train is taken to run forward', (t) => {
  const ride = underWay({ hasMotion: false })
  t.true(errorM(ride) < 2)
  t.true(Math.abs(headingErrorDeg(ride)) < 1)
  t.false(ride.fusion.at(ride.atMs)?.attitude?.isReversible)
  t.is(ride.fusion.at(ride.atMs)?.attitude?.pitchDeg, 0)
})

test('what was taken for granted without a motion part, an axle that turns backwards corrects', (t) => {
  const ride = underWay({ hasMotion: false })
  const { atMs } = ride
  ride.fusion.onOdometer({ atMs, pulses: 100, direction: 'backward', lastPulseMs: atMs - 20 }, 1)
  t.true(Math.abs(headingErrorDeg(ride, 180)) < 1)
  t.true((ride.fusion.at(ride.atMs)?.forwardMps ?? 0) < -23)
})

test('roll is what cant leaves when the pull of the curve is taken off', (t) => {
  const ride = underWay()
  for (let tenth = 0; tenth <= 40; tenth++) {
    const rollDeg = tenth / 10
    go(ride, { seconds: 0.1, rollDeg, rollDegPerS: 1, turnDegPerS: tenth / 40 })
  }
  go(ride, { seconds: 60, rollDeg: 4, turnDegPerS: 1 })
  t.true(Math.abs((ride.fusion.at(ride.atMs)?.attitude?.rollDeg ?? 0) - 4) < 0.5)
})

for (const [name, spoil] of [
  ['repeats its last reading', { accelerationG: [0.1, 0.1, -1], rateDps: [3, 3, 3] }],
  ['streams zeros', { accelerationG: [0, 0, 0], rateDps: [0, 0, 0] }],
  ['clips', { accelerationG: [1.99, -1.99, -1], rateDps: [250, -250, 250] }],
] as const)
  test(`a motion part that ${name} is left out at once`, (t) => {
    const ride = underWay()
    for (let tick = 0; tick < 1_000; tick++) {
      const noisy = name === 'clips' ? wobble(ride, 0) : 0
      ride.ticks++
      ride.atMs += 20
      ride.place = move(ride.place, ride.headingDeg, ride.speedMps / 50)
      const [x, y, z] = spoil.accelerationG
      ride.motions.push({ ...spoil, accelerationG: [x + noisy, y, z], atMs: ride.atMs + 15 })
      if (ride.ticks % FIX_EVERY === 0) ride.fixes.push(fixOf(ride))
      hear(ride)
    }
    t.true(errorM(ride) < 2)
    t.true(Math.abs(headingErrorDeg(ride)) < 0.5)
    go(ride, { seconds: 60 })
    t.true(Math.abs(headingErrorDeg(ride)) < 0.2)
  })

test('two antennas give a train at rest its heading', (t) => {
  const ride = newRide()
  go(ride, { seconds: 10 })
  ride.fusion.onAntennas(119.5, 0.3)
  t.true(Math.abs(headingErrorDeg(ride)) < 0.6)
  t.like(ride.fusion.at(ride.atMs)?.attitude, { headingSource: 'antennas', isReversible: false })
})

test('rails pull a train in a tunnel back on them', (t) => {
  const ride = underWay()
  go(ride, { seconds: 100, hasFix: false, biasDps: 0.005 })
  const before = [acrossM(ride), Math.abs(headingErrorDeg(ride))] as const
  const rails = { ...ride.place, bearingDeg: ride.headingDeg, crossSigmaM: 2, bearingSigmaDeg: 0.2 }
  ride.fusion.onTrack(rails)
  t.true(acrossM(ride) < before[0] / 2)
  t.true(Math.abs(headingErrorDeg(ride)) < before[1] / 2)
})

test('rails that cannot be under the train are left alone', (t) => {
  const ride = underWay()
  const before = errorM(ride)
  ride.fusion.onTrack({
    ...move(ride.place, ride.headingDeg + 90, 200),
    bearingDeg: 10,
    crossSigmaM: 2,
    bearingSigmaDeg: 1,
  })
  t.true(Math.abs(errorM(ride) - before) < 0.01)
})

test('two antennas turn a train that is taken to run forward, and a heading at rest that is the wrong way, when they insist', (t) => {
  const moving = underWay({ hasMotion: false })
  const turnedDeg = Array.from({ length: 12 }, () => moving.fusion.onAntennas(moving.headingDeg + 180, 0.4))
  t.deepEqual(
    turnedDeg.map((deg) => deg !== undefined && Math.round(Math.abs(deg))),
    [...Array(9).fill(false), 180, false, false],
  )
  t.true((moving.fusion.at(moving.atMs)?.forwardMps ?? 0) < -23)
  go(moving, { seconds: 5, hasMotion: false })
  t.true(errorM(moving) < 3)
  const resting = newRide()
  go(resting, { seconds: 10 })
  resting.fusion.setHeading(300, 0.3, { kind: 'known', source: 'stored' })
  for (let count = 0; count < 10; count++) resting.fusion.onAntennas(120, 0.4)
  t.true(Math.abs(headingErrorDeg(resting)) < 0.5)
})

test('antennas heard by a train that already runs backwards set the sign of its speed', (t) => {
  const ride = newRide()
  ride.speedMps = 20
  go(ride, { seconds: 2, hasMotion: false })
  ride.fusion.onAntennas(300, 0.4)
  t.true((ride.fusion.at(ride.atMs)?.forwardMps ?? 0) < -19)
  go(ride, { seconds: 10, hasMotion: false })
  t.true(errorM(ride) < 3)
})
