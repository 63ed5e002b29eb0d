import { toDeg } from '../../hal/units.ts'
import type { Attitude } from './frames.ts'

/** An attitude with one-sigma uncertainties, degrees; tilt is pitch and roll together. */
export interface EstimatedAttitude extends Attitude {
  headingSigmaDeg: number
  tiltSigmaDeg: number
  /** Nothing has shown yet which end of the coach leads. */
  isReversible?: boolean | undefined
  /** Of the sensor that gives the level, °C; absent when it does not say. */
  sensorC?: number | undefined
  /** Where the heading comes from. */
  headingSource?: 'course' | 'stored' | 'antennas' | 'line' | undefined
  /** By how much satellites' signals have turned the heading since navigation runs, degrees. */
  turnedBySignalDeg?: number | undefined
}

/** Below this a train stands, and a train cannot turn in place. */
const STANDING_MPS = 0.3
/** Change of turn rate that transition curves bring at line speed, one sigma, °/s². */
const TURN_CHANGE_DEG_PER_S2 = 0.3
const HELD_RADIUS_M = 600

/** What a turn that nobody saw may have added to the heading of a train at that speed, one sigma, degrees; none at rest. */
export const turnDoubtDeg = (speedMps: number, forS: number): number =>
  speedMps < STANDING_MPS
    ? 0
    : Math.min(0.5 * TURN_CHANGE_DEG_PER_S2 * forS * forS, toDeg((speedMps * forS) / HELD_RADIUS_M))
