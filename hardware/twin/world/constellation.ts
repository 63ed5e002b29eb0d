import { type Random, seededRandom } from '../../../hal/random.ts'

const PLANES = 12
const SATELLITES_PER_PLANE = 52
/** First catalogue number of the made-up constellation: a range that no real object bears yet. */
const FIRST_NORAD_ID = 80_001
// 1,200 km above the equatorial radius, circular: Kepler's third law with WGS72's constants.
const REVOLUTIONS_PER_DAY = 13.1587
const INCLINATION_DEG = 87.9
// Planes fill half a turn, so that all but the first and last neighbours fly the same way.
const NODE_SPACING_DEG = 15.2
const DAY_MS = 86_400_000

/**
 * A made-up constellation like OneWeb's, as three-line element sets: 12 planes of 52 satellites at 1,200 km and 87.9°,
 * neighbouring planes half a spacing apart, each satellite a little off its slot. The same seed and epoch give the same text.
 */
export const syntheticTle = ({ epochUtcMs, seed }: { epochUtcMs: number; seed: number }): string => {
  const random = seededRandom(seed).fork('constellation')
  const firstNodeDeg = 360 * random.next()
  const lines: string[] = []
  for (let plane = 0; plane < PLANES; plane++) {
    for (let slot = 0; slot < SATELLITES_PER_PLANE; slot++) {
      lines.push(...threeLines({ plane, slot, firstNodeDeg, epoch: epochField(epochUtcMs) }, random))
    }
  }
  return `${lines.join('\n')}\n`
}

const threeLines = (
  sat: { plane: number; slot: number; firstNodeDeg: number; epoch: string },
  random: Random,
): [string, string, string] => {
  const index = sat.plane * SATELLITES_PER_PLANE + sat.slot
  const norad = String(FIRST_NORAD_ID + index)
  const node = angle(sat.firstNodeDeg + sat.plane * NODE_SPACING_DEG + 0.02 * random.normal())
  const slotDeg = 360 / SATELLITES_PER_PLANE
  const anomaly = angle((sat.slot + (sat.plane % 2) / 2) * slotDeg + 0.05 * random.normal())
  const inclination = angle(INCLINATION_DEG + 0.005 * random.normal())
  const motion = (REVOLUTIONS_PER_DAY + 0.00002 * random.normal()).toFixed(8).padStart(11)
  const designator = `19${String(sat.plane + 1).padStart(3, '0')}${piece(sat.slot)}`
  return [
    `SYNTH-${String(sat.plane + 1).padStart(2, '0')}${String(sat.slot + 1).padStart(2, '0')}`,
    withChecksum(`1 ${norad}U ${designator} ${sat.epoch}  .00000000  00000-0  00000-0 0  999`),
    withChecksum(`2 ${norad} ${inclination} ${node} 0001000 ${angle(90)} ${anomaly} ${motion}    1`),
  ]
}

/** Pieces of a launch are lettered A to Z without I and O, then AA on; three columns. */
const piece = (slot: number): string => {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
  const last = letters[slot % letters.length] as string
  return (slot < letters.length ? last : `${letters[Math.floor(slot / letters.length) - 1]}${last}`).padEnd(3)
}

const angle = (deg: number): string => (((deg % 360) + 360) % 360).toFixed(4).replace(/^360/, '0').padStart(8)

/** Year in two digits and day of the year with eight decimals, 1.0 at midnight of January 1st (CelesTrak, TLE columns 19–32). */
const epochField = (utcMs: number): string => {
  const days = utcMs / DAY_MS
  let year = 1970
  let yearBegins = 0
  for (let next = daysIn(year); days >= yearBegins + next; next = daysIn(year)) {
    yearBegins += next
    year++
  }
  const day = days - yearBegins + 1
  return `${String(year % 100).padStart(2, '0')}${day.toFixed(8).padStart(12, '0')}`
}

const daysIn = (year: number): number => (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 366 : 365)

/** Digits add up, a minus counts one, modulo 10; padded to the format's 68 columns before it. */
const withChecksum = (line: string): string => {
  const full = line.padEnd(68)
  let sum = 0
  for (const sign of full) sum += sign === '-' ? 1 : Number(/\d/.test(sign) ? sign : 0)
  return `${full}${sum % 10}`
}
