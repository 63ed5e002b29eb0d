import { move } from '../../firmware/domain/geodesy.ts'
import { lookAtGeostationary } from '../../firmware/domain/look-angle.ts'
import type { Clock } from '../../hal/clock.ts'
import { utcMs } from '../../hal/units.ts'
import type { CellTruth, TrainTruth, World } from '../../hardware/twin/truth.ts'

/** What differs from a train at rest in Astana under an open sky: fields of the train, or whole functions of the world. */
export interface FakeWorldOptions extends Partial<TrainTruth>, Partial<Omit<World, 'clock' | 'train'>> {
  clock: Clock
  /** UTC at the clock's zero; 2026-05-31T15:00Z unless given. */
  startUtcMs?: number
}

const atRest: Omit<TrainTruth, 'atStop' | 'nextStop' | 'courseTrueDeg'> = {
  chainageM: 0,
  speedMps: 0,
  latDeg: 51.112,
  lonDeg: 71.533,
  heightM: 350,
  headingTrueDeg: 180,
  pitchDeg: 0,
  rollDeg: 0,
}
const cityCell: CellTruth = { rsrpDbm: -85, operator: 'Kcell', plmn: '40102', capacityMbps: 60 }

/**
 * A world for tests of one device: the train stands in Astana, or goes straight ahead from there at `speedMps`
 * along `courseTrueDeg`, which is `headingTrueDeg` unless given; every satellite asked for stands 60° high in the east.
 */
export const fakeWorld = (options: FakeWorldOptions): World => {
  const { clock, startUtcMs = Date.UTC(2026, 4, 31, 15), ...overrides } = options
  const lie = { ...atRest, ...overrides }
  const start: TrainTruth = { courseTrueDeg: lie.headingTrueDeg, ...lie }
  const train = (): TrainTruth => {
    if (start.speedMps === 0) return start
    const wayM = (clock.nowMs() / 1000) * start.speedMps
    return { ...start, ...move(start, start.courseTrueDeg, wayM), chainageM: start.chainageM + wayM }
  }
  return {
    clock,
    utcMs: () => utcMs(startUtcMs + clock.nowMs()),
    motion: () => ({ specificForceG: [0, 0, -1], angularRateDps: [0, 0, 0] }),
    surroundings: () => ({ kind: 'open', horizonDeg: () => 0 }),
    satellite: () => ({ azimuthDeg: 90, elevationDeg: 60, rangeKm: 1360 }),
    geostationary: (longitudeDeg) => lookAtGeostationary(longitudeDeg, train()),
    cell: () => cityCell,
    ...overrides,
    train,
  }
}
