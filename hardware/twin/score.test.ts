import test from 'ava'
import { bodyDirection } from '../../firmware/domain/frames.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { utcMs } from '../../hal/units.ts'
import { nothingAimed, type TwinReport } from './report.ts'
import { makeScore, type ScoredTerminal } from './score.ts'
import type { TrainTruth } from './truth.ts'
import type { RideWorld } from './world/index.ts'

const sky = new Map([
  [1, { azimuthDeg: 40, elevationDeg: 50, rangeKm: 1500 }],
  [2, { azimuthDeg: 200, elevationDeg: 60, rangeKm: 1400 }],
])

/** What the twin is in, as a test sets it. */
const usual = {
  receiving: true,
  transmitting: true,
  offDeg: 0,
  beamOffDeg: 0,
  horizonDeg: 2,
  carries: true,
  dishDeg: 30,
  isLow: false,
}

const trainAt = (ms: number): TrainTruth => ({
  chainageM: ms / 50,
  speedMps: 20,
  latDeg: 50,
  lonDeg: 72,
  heightM: 400,
  headingTrueDeg: 150,
  courseTrueDeg: 150,
  pitchDeg: 0.4,
  rollDeg: 2,
})

const worldOf = (clock: SimClock, is: typeof usual): RideWorld => ({
  clock,
  utcMs: () => utcMs(clock.nowMs()),
  train: () => trainAt(clock.nowMs()),
  motion: () => ({ specificForceG: [0, 0, -1], angularRateDps: [0, 0, 0] }),
  surroundings: () => ({ kind: 'open', horizonDeg: () => is.horizonDeg }),
  satellite: (noradId) => sky.get(noradId),
  geostationary: () => ({ azimuthDeg: 180, elevationDeg: 30, rangeKm: 38_000 }),
  cell: () => undefined,
  visible: () => [...sky.keys()],
  elementsTle: '',
  lengthM: 1000,
  isInLowClearance: () => is.isLow,
  isFinished: () => false,
})

const arrayOf = (is: typeof usual): ScoredTerminal => ({
  terminal: {
    reception: () => ({
      isReceiving: is.receiving,
      carrierToNoiseDb: 10,
      errorDeg: is.beamOffDeg,
      isBlocked: false,
    }),
  },
  isTransmitting: () => is.transmitting,
})

const setUp = () => {
  const clock = new SimClock()
  const is = { ...usual }
  const meant = { noradId: 1 as number | undefined }
  const aimed = () => bodyDirection(sky.get(1) ?? { azimuthDeg: 0, elevationDeg: 0 }, trainAt(clock.nowMs()))
  const score = makeScore({
    world: worldOf(clock, is),
    dishElevationDeg: () => is.dishDeg,
    clock,
    samplePeriodMs: 100,
    aim: { sample: () => undefined, summary: () => nothingAimed },
    aimEveryMs: 100,
    terminals: { array: arrayOf(is) },
    array: {
      name: 'array',
      boresight: () => ({ ...aimed(), elevationDeg: aimed().elevationDeg + is.offDeg }),
      meantSatellite: () => meant.noradId,
    },
    network: {
      linkOf: () => 'oneweb',
      link: (name) => ({ name, carries: is.carries, latencyMs: 50, loss: 0, capacityMbps: 100 }),
    },
    people: { service: () => ({ call: { attempts: 1, ok: 1, p95S: 2 } }) },
    activeFaults: () => ['snow-on-array'],
  })
  return { clock, is, meant, score }
}

test('a beam on its satellite has no error, one beside it the angle between them', async (t) => {
  const { clock, is, score } = setUp()
  await clock.runFor(10_000)
  t.true(score.summary().tracking.rmsErrorDeg < 1e-6)
  is.offDeg = 0.5
  await clock.runFor(10_000)
  const { rmsErrorDeg, p99ErrorDeg } = score.summary().tracking
  t.true(Math.abs(rmsErrorDeg - 0.5 * Math.SQRT1_2) < 0.001)
  t.true(Math.abs(p99ErrorDeg - 0.5) < 0.002)
})

test('the error is taken to the satellite that is meant, however near another one is', async (t) => {
  const { clock, meant, score } = setUp()
  meant.noradId = 2
  await clock.runFor(1000)
  t.true(score.summary().tracking.rmsErrorDeg > 50)
})

test('when nobody says which one is meant, it is the nearest', async (t) => {
  const { clock, is, meant, score } = setUp()
  meant.noradId = undefined
  is.offDeg = 0.2
  await clock.runFor(1000)
  t.true(Math.abs(score.summary().tracking.rmsErrorDeg - 0.2) < 0.001)
})

test('a hidden satellite does not count against the beam', async (t) => {
  const { clock, is, score } = setUp()
  is.offDeg = 3
  is.horizonDeg = 90
  await clock.runFor(1000)
  t.is(score.summary().tracking.rmsErrorDeg, 0)
})

test('a dish counts as in the way while it stands in a stretch of low clearance', async (t) => {
  const { clock, is, score } = setUp()
  await clock.runFor(1000)
  is.isLow = true
  await clock.runFor(2000)
  is.dishDeg = 4
  await clock.runFor(3000)
  t.true(Math.abs(score.summary().tracking.dishInLowClearanceS - 2) < 0.11)
})

test('outage, mute and availability are shares of the time that they lasted', async (t) => {
  const { clock, is, score } = setUp()
  await clock.runFor(6000)
  is.receiving = false
  is.carries = false
  await clock.runFor(3000)
  is.transmitting = false
  await clock.runFor(1000)
  const { tracking, availabilityPct, simulatedS, distanceKm } = score.summary()
  t.is(simulatedS, 10)
  t.is(distanceKm, 0.2)
  t.true(Math.abs(tracking.outageS - 4) < 0.11)
  t.true(Math.abs(tracking.mutedS - 1) < 0.11)
  t.true(Math.abs(availabilityPct - 60) < 1.1)
})

test('transmission counts as off target when the beam is more than 3° beside its satellite', async (t) => {
  const { clock, is, score } = setUp()
  is.beamOffDeg = 2.9
  await clock.runFor(2000)
  t.is(score.summary().tracking.offTargetTransmitS, 0)
  is.beamOffDeg = 3.1
  await clock.runFor(2000)
  is.transmitting = false
  await clock.runFor(2000)
  t.true(Math.abs(score.summary().tracking.offTargetTransmitS - 2) < 0.11)
})

test('it reports once a second what is true', async (t) => {
  const { clock, score } = setUp()
  const reports: TwinReport[] = []
  score.onReport((report) => reports.push(report))
  await clock.runFor(5000)
  t.is(reports.length, 5)
  t.like(reports[4], { surroundings: { kind: 'open' }, activeFaults: ['snow-on-array'] })
  t.like(reports[4]?.terminals['array'], { isReceiving: true, isTransmitting: true })
  score.stop()
  await clock.runFor(5000)
  t.is(reports.length, 5)
})
