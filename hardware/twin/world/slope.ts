import type { Random } from '../../../hal/random.ts'

/** How the track rises: grade as a fraction (0.01 = 10 ‰), its change a metre, and the height above the ellipsoid, m. */
export interface Slope {
  grade: number
  gradeSlopePerM: number
  heightM: number
}

/** Lengths of the waves that make the relief and the steepest grade of each: together below 10 ‰. */
const WAVES = [
  { lengthM: 2900, grade: 0.0026 },
  { lengthM: 7300, grade: 0.0032 },
  { lengthM: 19_000, grade: 0.0024 },
  { lengthM: 47_000, grade: 0.0014 },
]

/** A gentle seeded relief about a mean height: an analytic function of the chainage, so smooth everywhere. */
export const makeSlope = (random: Random, meanHeightM: number): ((chainageM: number) => Slope) => {
  const waves = WAVES.map((wave) => ({
    grade: wave.grade * (0.7 + 0.3 * random.next()),
    perM: (2 * Math.PI) / (wave.lengthM * (0.85 + 0.3 * random.next())),
    phase: 2 * Math.PI * random.next(),
  }))
  return (chainageM) => {
    let grade = 0
    let gradeSlopePerM = 0
    let heightM = meanHeightM
    for (const wave of waves) {
      const angle = wave.perM * chainageM + wave.phase
      const sin = Math.sin(angle)
      const cos = Math.cos(angle)
      grade += wave.grade * sin
      gradeSlopePerM += wave.grade * wave.perM * cos
      heightM -= (wave.grade / wave.perM) * cos
    }
    return { grade, gradeSlopePerM, heightM }
  }
}
