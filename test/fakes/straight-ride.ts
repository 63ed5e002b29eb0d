import { type FusedFix, Fusion } from '../../firmware/domain/navigation/fusion.ts'
import { type Random, seededRandom } from '../../hal/random.ts'
import { toDeg, toRad } from '../../hal/units.ts'

/** Due north on level, straight track. */
export interface StraightRide {
  seed: number
  seconds: number
  fromMps: number
  accelerationMps2(atS: number): number
  hasFix(atS: number): boolean
  /** Called once a second. */
  onSecond(seen: { atS: number; fusion: Fusion; wayM: number; speedMps: number; errorM: number; boundM: number }): void
}

const START = { latDeg: 51, lonDeg: 71, heightM: 300 }
const START_UTC_MS = 1_800_000_000_000
const MERIDIAN_M = 6_374_300
const GRAVITY = 9.80665
const STEP_S = 0.01
const FIX_EVERY = 20
const FIX_LATE_MS = 100
const MOTION_LATE_MS = 15
/** The twin's errors of parts and receiver, without the wander of the gyroscopes' bias. */
const errors = {
  forceBiasG: 0.005,
  forceG: 0.0028,
  rateDps: 0.035,
  rateBiasDps: 0.005,
  vibrationG: 0.02,
  fullVibrationMps: 25,
  axisM: 1.8,
  fixLastsS: 120,
  speedMps: 0.05,
} as const

const readingsOf = (random: Random) => {
  const bias = errors.forceBiasG * random.normal()
  const rateBias = errors.rateBiasDps * random.normal()
  const rate = (): number => errors.rateDps * random.normal()
  return (accelerationMps2: number, speedMps: number) => {
    const shaken = (share: number): number => {
      const vibration = (share * errors.vibrationG * speedMps) / errors.fullVibrationMps
      return Math.hypot(errors.forceG, vibration) * random.normal()
    }
    return {
      accelerationG: [accelerationMps2 / GRAVITY + bias + shaken(0.35), shaken(0.65), shaken(1) - 1] as const,
      rateDps: [rate(), rate() + rateBias, rate()] as const,
    }
  }
}

const wandering = (random: Random): (() => number) => {
  const kept = Math.exp((-FIX_EVERY * STEP_S) / errors.fixLastsS)
  let offM = errors.axisM * random.normal()
  return () => {
    offM = kept * offM + errors.axisM * Math.sqrt(1 - kept * kept) * random.normal()
    return offM
  }
}

const fixesOf = (random: Random) => {
  const north = wandering(random)
  const east = wandering(random)
  return (atS: number, wayM: number, speedMps: number): FusedFix => ({
    ...START,
    atMs: 1_000 * atS + FIX_LATE_MS,
    utcMs: START_UTC_MS + 1_000 * atS,
    latDeg: START.latDeg + toDeg((wayM + north()) / MERIDIAN_M),
    lonDeg: START.lonDeg + toDeg(east() / (MERIDIAN_M * Math.cos(toRad(START.latDeg)))),
    speedMps: Math.max(0, speedMps + errors.speedMps * random.normal()),
    ...(speedMps > 0.5 && { courseTrueDeg: toDeg(Math.atan2(errors.speedMps * random.normal(), speedMps)) }),
    hdop: 1,
  })
}

const hear = (fusion: Fusion, fix: FusedFix): void => {
  const judged = fusion.judge(fix)
  if (judged) fusion.take(fix, judged)
  else fusion.restart(fix)
}

/** Rides with the errors of cheap parts, a hundred readings and five fixes a second, and tells each second how the fusion does. */
export const rideStraight = (ride: StraightRide): void => {
  const random = seededRandom(ride.seed)
  const fusion = new Fusion()
  const readings = readingsOf(random)
  const fixes = fixesOf(random)
  let [wayM, speedMps] = [0, ride.fromMps]
  for (let step = 1; step <= ride.seconds / STEP_S; step++) {
    const atS = step * STEP_S
    const before = speedMps
    speedMps = Math.max(0, speedMps + ride.accelerationMps2(atS) * STEP_S)
    wayM += speedMps * STEP_S
    fusion.onMotion({ atMs: 1_000 * atS + MOTION_LATE_MS, ...readings((speedMps - before) / STEP_S, speedMps) })
    if (step % FIX_EVERY === 0 && ride.hasFix(atS)) hear(fusion, fixes(atS, wayM, speedMps))
    if (step % (1 / STEP_S) !== 0) continue
    fusion.advance(1_000 * atS + MOTION_LATE_MS)
    const now = fusion.at(1_000 * atS)
    const errorM = now ? Math.abs(toRad(now.latDeg - START.latDeg) * MERIDIAN_M - wayM) : Number.POSITIVE_INFINITY
    ride.onSecond({ atS, fusion, wayM, speedMps, errorM, boundM: now?.horizontal95M ?? 0 })
  }
}
