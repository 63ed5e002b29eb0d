import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import { nothingAimed, type TwinSummary } from '../../../hardware/twin/report.ts'
import { someCounters } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { RideScore } from './ride-score.ts'
import { type RideSummary, summaryLines } from './summary-text.ts'

const twin: TwinSummary = {
  simulatedS: 60.04,
  distanceKm: 1.23456,
  tracking: {
    rmsErrorDeg: 0.12345,
    p99ErrorDeg: 0.5,
    outageS: 1.26,
    mutedS: 2,
    offTargetTransmitS: 0.05,
    mutedUnblockedPct: 0.1234,
    dishInLowClearanceS: 0,
    ...nothingAimed,
  },
  availabilityPct: 99.876,
  service: { card: { attempts: 10, ok: 9, p95S: 1.2345 } },
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const setUp = () => {
  const bus = memoryBus()
  const score = new RideScore(bus, monotonicMs(0))
  const follow = (noradId?: number): void =>
    bus.publish('pointing', {
      atMs: 0,
      terminals: { oneweb: { state: 'aiming', reason: 'so', ...(noradId !== undefined && { noradId }) } },
    })
  const shake = (rms1sG: number, peakG: number, state: 'ok' | 'stuck' = 'ok'): void =>
    bus.publish('vibration', { atMs: 0, sensors: { 'imu.adxl345': { state, rms1sG, rms5sG: rms1sG, peakG } } })
  return { bus, follow, shake, end: () => score.summary(monotonicMs(0), twin) }
}

test('a handover is a change from one satellite to another; the first one, and a pause on the same, are none', async (t) => {
  const { follow, end } = setUp()
  for (const noradId of [1, 1, undefined, 1, 2, 2, 3]) follow(noradId)
  await settled()
  t.is(end().tracking.handovers, 2)
})

test('vibration is summed up over good seconds only', async (t) => {
  const { shake, end } = setUp()
  shake(0.3, 1)
  shake(0.4, 0.5)
  shake(9, 9, 'stuck')
  await settled()
  t.like(end().vibration, { rmsG: 0.3536, peakG: 1, looseMounts: 0 })
})

test('what the twin alone knows is rounded to what it is worth; without samples nothing is NaN', (t) => {
  const summary = setUp().end()
  t.like(summary, { simulatedS: 60, distanceKm: 1.235, availabilityPct: 99.88, vibration: { rmsG: 0, peakG: 0 } })
  t.deepEqual(summary.service, { card: { attempts: 10, ok: 9, p95S: 1.23 } })
  t.is(JSON.stringify({ ...summary, time: {} }).includes('null'), false)
})

test('the summary for people has a line for the ride, each link, each service and each device', async (t) => {
  const { bus, end } = setUp()
  bus.publish('navigation.health', { atMs: 0, devices: { gnss: { ...someCounters, checksumErrors: 4 } } })
  bus.publish('links', { atMs: 0, links: { lte: { state: 'up', reason: 'so' } }, routes: { passenger: 'lte' } })
  await settled()
  const summary: RideSummary = {
    ...end(),
    route: 'astana-almaty',
    seed: 7,
    fidelity: 'full',
    faults: [],
    without: [],
    isReverse: false,
    isCoachReversed: false,
    isSelfPointing: false,
    wallS: 3,
  }
  const text = summaryLines(summary).join('\n')
  for (const part of [
    'Ride on astana-almaty, seed 7: 1:00 ridden in 0:03, 1.2 km',
    'lte            up 0 s, carried traffic 0 s, 1 switch to it',
    '99.88 % of the time',
    'card           9 of 10 ok, 95 % within 1.23 s',
    'navigation     no position in the open; no tunnel',
    'gnss           10 frames, 0 bytes discarded, 4 bad checksums',
  ])
    t.true(text.includes(part), `${part}\n${text}`)
})
