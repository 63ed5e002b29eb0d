/** Cant of 150 mm at most, over 1.6 m between the rails' heads on a gauge of 1520 mm, takes up this much of the sideways pull. */
const CANT_MPS2 = (9.81 * 0.15) / 1.6
/** What is left for passengers to feel; the limit of railways of this gauge for passenger trains. */
const UNBALANCED_MPS2 = 0.7
/** Chosen: what open line has at the sharpest, where trains go slowly. */
const SHARPEST_M = 300

/** The smallest radius that a passenger train rides at a speed, metres. */
export const smallestRadiusM = (speedMps: number): number =>
  Math.max(SHARPEST_M, speedMps ** 2 / (CANT_MPS2 + UNBALANCED_MPS2))

/**
 * How far off the curve between its portals the track in a tunnel may be, one sigma. Places and bearings of both portals are
 * known, curvature within is not: with a quarter of the length bent one way as sharply as the speed allows, half the other way and a
 * quarter back, the middle is off by length² / (16 radius), and the bearing a quarter along by length / (4 radius). All within
 * that is equally likely, which is 1/√3 of it.
 */
export const bridgeSigmas = (
  { share, lengthM }: { share: number; lengthM: number },
  speedMps: number,
): { crossM: number; bearingDeg: number } => {
  const bulge = 4 * share * (1 - share)
  const turnRad = lengthM / (4 * smallestRadiusM(speedMps) * Math.sqrt(3))
  return { crossM: (bulge ** 2 * turnRad * lengthM) / 4, bearingDeg: Math.min(60, (bulge * turnRad * 180) / Math.PI) }
}
