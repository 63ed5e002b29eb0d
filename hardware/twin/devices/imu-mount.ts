import type { Random } from '../../../hal/random.ts'
import { toRad } from '../../../hal/units.ts'
import type { MotionTruth } from '../truth.ts'

/** Beyond what any part takes. */
const STRIKE_G = 24
const STRIKE_DPS = 400

/** What a board feels that something hammers on: some axis is at its end in most readings. */
export const struck = (truth: MotionTruth, random: Random): MotionTruth => {
  const strike = (limit: number): number => 1.5 * limit * (2 * random.next() - 1)
  const [x, y, z] = truth.specificForceG
  const [p, q, r] = truth.angularRateDps
  return {
    specificForceG: [x + strike(STRIKE_G), y + strike(STRIKE_G), z + strike(STRIKE_G)],
    angularRateDps: [p + strike(STRIKE_DPS), q + strike(STRIKE_DPS), r + strike(STRIKE_DPS)],
  }
}

// Chosen: a board on one screw less. It sags about its x axis to 6° within five minutes, chatters, and knocks now and then.
const SAG_DEG = 6
const SAGGED_AFTER_MS = 300_000
const CHATTER_G_PER_MPS = 0.0012
const KNOCK_G_PER_MPS = 0.01
const KNOCK_SHARE = 0.03

/** What a board feels whose mount is loose since `looseMs`: turned a little, and rattling as long as the train rides. */
export const loosened = (
  { specificForceG: [x, y, z], angularRateDps }: MotionTruth,
  { looseMs, speedMps, random }: { looseMs: number; speedMps: number; random: Random },
): MotionTruth => {
  const sagRad = toRad(SAG_DEG * Math.min(1, looseMs / SAGGED_AFTER_MS))
  const rattle = (): number => {
    const knock = random.next() < KNOCK_SHARE ? KNOCK_G_PER_MPS * (random.next() < 0.5 ? -1 : 1) : 0
    return speedMps * (CHATTER_G_PER_MPS * random.normal() + knock)
  }
  const [sin, cos] = [Math.sin(sagRad), Math.cos(sagRad)]
  const sagged = [x, cos * y - sin * z, cos * z + sin * y] as const
  return {
    specificForceG: [sagged[0] + rattle(), sagged[1] + rattle(), sagged[2] + rattle()],
    angularRateDps,
  }
}
