/** The axes of EN 61373, in the body frame: x along the train, y across, z down. */
export type VibrationAxis = 'longitudinal' | 'transverse' | 'vertical'

/**
 * Functional random vibration of category 1, class B (bodies of coaches, equipment in cubicles), rms over 5 to 150 Hz, m/s².
 * EN 61373:2010, table 2; check the edition that a contract names.
 */
export const class1bRmsMps2: Readonly<Record<VibrationAxis, number>> = {
  longitudinal: 0.7,
  transverse: 0.45,
  vertical: 1.01,
}

const LOWEST_HZ = 5
const HIGHEST_HZ = 150
/** Flat up to here, then falling by 6 dB an octave (figure 2). */
const CORNER_HZ = 20

/** Integral of the shape, its flat part being 1, from the lowest frequency up to `hz`. */
const shapeUpTo = (hz: number): number => {
  const clamped = Math.max(LOWEST_HZ, Math.min(HIGHEST_HZ, hz))
  const flat = Math.min(clamped, CORNER_HZ) - LOWEST_HZ
  const falling = clamped > CORNER_HZ ? CORNER_HZ ** 2 * (1 / CORNER_HZ - 1 / clamped) : 0
  return flat + falling
}

/** The part of a band that the standard speaks of; `undefined` where the two do not meet. */
export const judgedBandHz = ([lowHz, highHz]: readonly [number, number]): readonly [number, number] | undefined => {
  const low = Math.max(LOWEST_HZ, lowHz)
  const high = Math.min(HIGHEST_HZ, highHz)
  return high > low ? [low, high] : undefined
}

/** What the standard allows within the band that a sensor sees, rms in m/s²; 0 where the two do not meet. */
export const class1bLimitMps2 = (axis: VibrationAxis, [lowHz, highHz]: readonly [number, number]): number => {
  const share = (shapeUpTo(highHz) - shapeUpTo(lowHz)) / shapeUpTo(HIGHEST_HZ)
  return class1bRmsMps2[axis] * Math.sqrt(Math.max(0, share))
}
