import type { Covariance } from './covariance.ts'
import { errorState as at } from './error-states.ts'

/** How sure a position is, metres. */
export interface Horizontal {
  /** The root of the squares of north and east. */
  sigmaM: number
  /** Radius that holds the truth with 95 %. */
  p95M: number
}

/** Of a receiver's error so much lasts for hours, as that of its orbits and the ionosphere: no averaging takes it away. */
const LASTING_SHARE = 0.4
/** Of a circle, from one axis to the radius that holds 95 %. */
const CIRCLE = 2.4477

/** How sure a position by fixes is at best; `fixSigmaM`: one axis of the receiver's error. */
export const surestOf = ({ sigmaM, p95M }: Horizontal, fixSigmaM: number): Horizontal => {
  const lastingM = LASTING_SHARE * fixSigmaM
  return { sigmaM: Math.max(sigmaM, Math.SQRT2 * lastingM), p95M: Math.max(p95M, CIRCLE * lastingM) }
}

/** Radius of the circle about a normally distributed position that holds 95 %: fit of Leenhouts (Navigation 32/1, 1985). */
export const horizontalOf = (covariance: Covariance): Horizontal => {
  const north = covariance.at(at.north, at.north)
  const east = covariance.at(at.east, at.east)
  const both = covariance.at(at.north, at.east)
  const middle = (north + east) / 2
  const spread = Math.hypot((north - east) / 2, both)
  const long = Math.sqrt(Math.max(0, middle + spread))
  const ratio = long > 0 ? Math.sqrt(Math.max(0, middle - spread)) / long : 1
  const factor = 1.96079 + ratio * (0.004071 + ratio * (0.114276 + ratio * 0.371625))
  return { sigmaM: Math.sqrt(Math.max(0, north + east)), p95M: long * factor }
}
