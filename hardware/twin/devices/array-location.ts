import { move } from '../../../firmware/domain/geodesy.ts'
import type { Random } from '../../../hal/random.ts'
import { toDeg, wrap360Deg } from '../../../hal/units.ts'
import type { DeviceContext } from '../device.ts'
import { jammingDb, spoofed } from './gnss-interference.ts'

/** What the array's own receiver tells: degrees, metres. */
export interface ArrayLocation {
  latDeg: number
  lonDeg: number
  heightM: number
  sigmaM: number
}

// chosen: a timing receiver with a patch antenna under a radome, much worse than one for positions
const HORIZONTAL_RMS_M = 6.5
const VERTICAL_SIGMA_M = 10
const CORRELATION_S = 60
/** After sky comes back. */
const REACQUIRES_MS = 8_000
const MASK_DEG = 15
const GIVES_UP_AT_DB = 15

const axisError = (sigmaM: number, random: Random) => {
  let value = sigmaM * random.normal()
  return (stepS: number): number => {
    const kept = Math.exp(-stepS / CORRELATION_S)
    value = value * kept + sigmaM * Math.sqrt(1 - kept * kept) * random.normal()
    return value
  }
}

/** The receiver in an array's radome: asked now and then, `undefined` while it has no fix. Jammers and spoofers reach it as all others. */
export const arrayLocation = ({
  world,
  clock,
  random,
  faultAgeMs,
}: Pick<DeviceContext, 'world' | 'clock' | 'random' | 'faultAgeMs'>): (() => ArrayLocation | undefined) => {
  const east = axisError(HORIZONTAL_RMS_M / Math.SQRT2, random)
  const north = axisError(HORIZONTAL_RMS_M / Math.SQRT2, random)
  const up = axisError(VERTICAL_SIGMA_M, random)
  let askedAtMs = clock.nowMs()
  let blindAtMs = Number.NEGATIVE_INFINITY
  const seesSky = (): boolean => {
    const { horizonDeg } = world.surroundings()
    const open = [0, 90, 180, 270].filter((azimuthDeg) => horizonDeg(azimuthDeg) <= MASK_DEG)
    return open.length >= 2 && jammingDb(faultAgeMs('gnss-jammed')) < GIVES_UP_AT_DB
  }
  return () => {
    const nowMs = clock.nowMs()
    const stepS = (nowMs - askedAtMs) / 1_000
    askedAtMs = nowMs
    const [eastM, northM, upM] = [east(stepS), north(stepS), up(stepS)]
    if (!seesSky()) blindAtMs = nowMs
    if (nowMs - blindAtMs < REACQUIRES_MS) return undefined
    const train = spoofed(world.train(), faultAgeMs('gnss-spoofed'))
    const { latDeg, lonDeg, heightM } = move(
      train,
      wrap360Deg(toDeg(Math.atan2(eastM, northM))),
      Math.hypot(eastM, northM),
    )
    return { latDeg, lonDeg, heightM: heightM + upM, sigmaM: HORIZONTAL_RMS_M }
  }
}
