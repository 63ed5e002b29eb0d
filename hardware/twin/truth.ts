import type { Clock } from '../../hal/clock.ts'
import type { UtcMs } from '../../hal/units.ts'

/** The train as it really is now. Angles as everywhere: heading clockwise from true north, pitch nose up, roll right side down. */
export interface TrainTruth {
  chainageM: number
  /** Along the direction of travel, ≥ 0. */
  speedMps: number
  latDeg: number
  lonDeg: number
  heightM: number
  /** Of the body's x axis. */
  headingTrueDeg: number
  /** Of the track, in the direction of travel; also at rest. */
  courseTrueDeg: number
  pitchDeg: number
  rollDeg: number
  /** The stop it stands at, if it does. */
  atStop?: string
  nextStop?: string
}

/** What an ideal motion sensor at the coach's floor would feel, body frame (x forward, y right, z down). At rest on level track: 0, 0, −1 g. */
export interface MotionTruth {
  specificForceG: readonly [x: number, y: number, z: number]
  angularRateDps: readonly [x: number, y: number, z: number]
}

/** What stands between the train and the sky, and the ground's own radio. */
export interface Surroundings {
  kind: 'open' | 'tunnel' | 'canopy' | 'cutting' | 'hall'
  name?: string
  /** Nothing of the ground's radio comes in either. */
  isCellless?: true
  /** Below this elevation nothing passes at the given true azimuth. 90 and more: nothing at all. */
  horizonDeg(azimuthTrueDeg: number): number
}

/** A direction in the local level frame: azimuth clockwise from true north, elevation above the horizon. */
export interface SkyDirection {
  azimuthDeg: number
  elevationDeg: number
  rangeKm: number
}

/** Radio of the ground where the train is. */
export interface CellTruth {
  rsrpDbm: number
  operator: string
  plmn: string
  /** Capacity to this train, Mbit/s. */
  capacityMbps: number
}

/** The truth of a ride, as functions of the time and the seed. Only virtual devices and the ride's score read it, never the firmware. */
export interface World {
  readonly clock: Clock
  utcMs(): UtcMs
  train(): TrainTruth
  motion(): MotionTruth
  surroundings(): Surroundings
  /** Undefined for a satellite that the sky does not hold, or when it has no orbit for this time. */
  satellite(noradId: number): SkyDirection | undefined
  geostationary(longitudeDeg: number): SkyDirection
  /** Strongest cell; undefined where nothing reaches. */
  cell(): CellTruth | undefined
}
