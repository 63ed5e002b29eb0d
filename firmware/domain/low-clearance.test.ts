import test from 'ava'
import { clearanceWithin, type LowClearance, reachKm, type TrainOnLine } from './low-clearance.ts'

const bridge: LowClearance = { name: 'old bridge', line: 'steppe', fromKm: 100, toKm: 100.2 }
const train: TrainOnLine = {
  lineId: 'steppe',
  chainageKm: 90,
  chainageSigmaKm: 0.05,
  direction: 'up',
  isOffRoute: false,
  speedMps: 30,
  ageS: 0,
}
const LEAD_S = 20
const within = (more: Partial<TrainOnLine>) => clearanceWithin([bridge], { ...train, ...more }, LEAD_S)?.name

test('a stretch counts from where the train could be in it when the mount has just been laid down', (t) => {
  const beforeKm = reachKm(30, LEAD_S) + 2 * 0.05 + 0.4
  t.is(within({ chainageKm: 100 - beforeKm - 0.01 }), undefined)
  t.is(within({ chainageKm: 100 - beforeKm + 0.01 }), 'old bridge')
})

test('it counts until the last coach is through, by a doubtful position longer', (t) => {
  t.is(within({ chainageKm: 100.69 }), 'old bridge')
  t.is(within({ chainageKm: 100.71 }), undefined)
  t.is(within({ chainageKm: 102, chainageSigmaKm: 1 }), 'old bridge')
})

test('a train that stands before a bridge counts what it gains once it starts', (t) => {
  t.is(within({ chainageKm: 99.4, speedMps: 0 }), 'old bridge')
  t.is(within({ chainageKm: 99.3, speedMps: 0 }), undefined)
})

test('the other way round it counts from the far end, and both ways while nobody knows which', (t) => {
  t.is(within({ chainageKm: 101, direction: 'down' }), 'old bridge')
  t.is(within({ chainageKm: 101, direction: 'up' }), undefined)
  t.is(within({ chainageKm: 101, direction: 'unknown' }), 'old bridge')
  t.is(within({ chainageKm: 99.2, direction: 'unknown' }), 'old bridge')
})

test('silence of navigation widens what the train may have reached', (t) => {
  t.is(within({ chainageKm: 98, ageS: 0 }), undefined)
  t.is(within({ chainageKm: 98, ageS: 30 }), 'old bridge')
})

test('off the line it counts for two minutes more, and on another there is none', (t) => {
  t.is(within({ chainageKm: 100, isOffRoute: true, ageS: 0 }), 'old bridge')
  t.is(within({ chainageKm: 100, isOffRoute: true, ageS: 119 }), 'old bridge')
  t.is(within({ chainageKm: 100, isOffRoute: true, ageS: 120 }), undefined)
  t.is(within({ chainageKm: 100, lineId: 'other' }), undefined)
})
