import type { LinkCounters } from './serial-link.ts'
import type { MonotonicMs } from './units.ts'

/** The parts that a motion board may carry. */
export type MotionPart = 'adxl345' | 'mpu6050'

/** What samples come from: `accelerometer` is one that the kernel drives, whatever its make. */
export type SampledPart = MotionPart | 'accelerometer'

/**
 * One reading in the sensor's own axes, which the train's configuration turns to the body frame.
 * Specific force: at rest it reads 1 g away from the ground.
 */
export interface MotionSample {
  part: SampledPart
  atMs: MonotonicMs
  accelerationG: readonly [x: number, y: number, z: number]
  /** Angular rate, where the part has gyroscopes. */
  rateDps?: readonly [x: number, y: number, z: number]
  /** Of the die, where the part tells it: its biases move with it. */
  temperatureC?: number
}

/** A board of accelerometers and gyroscopes. Samples come at the board's rate until it is closed; a lost board comes back by itself. */
export interface MotionSensor {
  onSample(handler: (sample: MotionSample) => void): void
  counters(): LinkCounters & { rxFrames: number; rxDiscardedBytes: number; timeouts: number }
  close(): Promise<void>
}
