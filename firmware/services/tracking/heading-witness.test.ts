import test from 'ava'
import { memoryStorage } from '../../../hal/storage.ts'
import type { EstimatedAttitude } from '../../domain/attitude.ts'
import { HeadingWitness } from './heading-witness.ts'

const MINUTE_MS = 60_000

const by = (more: Partial<EstimatedAttitude> = {}): EstimatedAttitude => ({
  headingTrueDeg: 100,
  pitchDeg: 0,
  rollDeg: 0,
  headingSigmaDeg: 0.05,
  tiltSigmaDeg: 0.1,
  headingSource: 'course',
  ...more,
})
const yaw = { yawDeg: 0.4, sigmaDeg: 0.1 }

/** Rides for some minutes with a heading by course. */
const ride = (
  witness: HeadingWitness,
  minutes: number,
  more: { attitude?: EstimatedAttitude; speedMps?: number } = {},
) => {
  let claim: ReturnType<HeadingWitness['look']>
  for (let minute = 0; minute < minutes; minute++)
    claim = witness.look({ attitude: by(), speedMps: 20, yaw, ...more }, minute * MINUTE_MS)
  return claim
}

test('a terminal that rode with a known heading says later by how much a heading is off', (t) => {
  const witness = new HeadingWitness('array', undefined)
  ride(witness, 30)
  const turned = {
    attitude: by({ headingSource: 'stored', headingSigmaDeg: 0.4 }),
    speedMps: 0,
    yaw: { ...yaw, yawDeg: -0.1 },
  }
  const claim = witness.look(turned, 31 * MINUTE_MS)
  t.true(Math.abs((claim?.headingTrueDeg ?? 0) - 99.5) < 0.001)
  t.true((claim?.sigmaDeg ?? 1) < 0.2)
})

test('without a heading by course or antennas nothing is learnt, and nothing said', (t) => {
  for (const more of [
    { speedMps: 0 },
    { attitude: by({ headingSource: 'stored' }) },
    { attitude: by({ headingSigmaDeg: 0.3 }) },
    { attitude: by({ isReversible: true }) },
  ])
    t.is(ride(new HeadingWitness('array', undefined), 30, more), undefined)
})

test('a heading that the signal has turned teaches nothing for ten minutes', (t) => {
  const witness = new HeadingWitness('array', undefined)
  witness.turnedBy(by(), 0)
  t.is(witness.turnedBy(by({ turnedBySignalDeg: 0.5 }), 1), 0.5)
  t.is(ride(witness, 9), undefined)
  t.not(ride(witness, 60), undefined)
  const restarted = new HeadingWitness('array', undefined)
  t.is(restarted.turnedBy(by({ turnedBySignalDeg: 0.5 }), 1), 0)
  t.is(ride(restarted, 9), undefined, 'whoever starts after it does not know how long ago that was')
})

test('the sum of turns is followed by who has seen it grow, and by nobody who has just started', (t) => {
  const witness = new HeadingWitness('array', undefined)
  t.is(witness.turnedBy(by({ turnedBySignalDeg: 0.5 }), 0), 0)
  t.true(Math.abs(witness.turnedBy(by({ turnedBySignalDeg: 0.7 }), 1) - 0.2) < 1e-9)
  t.is(witness.turnedBy(by(), 2), 0)
  t.is(witness.turnedBy(by({ turnedBySignalDeg: -0.3 }), 3), -0.3)
})

test('how it sits outlasts a restart, and a damaged record is none', async (t) => {
  const records = new Map<string, Uint8Array>()
  ride(new HeadingWitness('array', memoryStorage(records)), 30)
  const stored = { attitude: by({ headingSource: 'stored', headingSigmaDeg: 0.4 }), speedMps: 0, yaw }
  const say = async (): Promise<unknown> => {
    const next = new HeadingWitness('array', memoryStorage(records))
    for (let turn = 0; turn < 8; turn++) await Promise.resolve()
    return next.look(stored, 0)
  }
  t.not(await say(), undefined)
  records.set('mount-yaw-array', new TextEncoder().encode('{"yawDeg":"far"}'))
  t.is(await say(), undefined)
})
