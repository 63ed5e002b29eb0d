import { move } from '../../../firmware/domain/geodesy.ts'
import { toDeg, toRad, wrap360Deg } from '../../../hal/units.ts'
import type { TrainTruth } from '../truth.ts'

/** A jammer that comes nearer: so much of every satellite's signal is lost in its noise, and so fast. */
const JAMMER = { dbPerS: 1.5, worstDb: 32 }
/** Where receivers begin to warn, and to give up: of the loss. */
const WARNING_DB = 5
const CRITICAL_DB = 15
/** Below this nothing is tracked, dB-Hz. */
const TRACKING_LIMIT_DB_HZ = 22

/** A spoofer that walks a receiver off smoothly: the false position leaves the true one with this acceleration, up to this speed. */
const SPOOFER = { bearingDeg: 60, accelerationMps2: 0.05, topMps: 5 }
/** A receiver's own detectors need the false signal to have parted from the true one. */
const SUSPECT_AFTER_MS = 10_000

/** The satellites' loss in a jammer's noise, dB, `ageMs` after it came on; 0 without one. */
export const jammingDb = (ageMs: number | undefined): number =>
  ageMs === undefined ? 0 : Math.min(JAMMER.worstDb, 1 + (JAMMER.dbPerS * ageMs) / 1000)

/** What is left of a signal; `undefined` when it is tracked no more. */
export const jammed = (carrierToNoiseDbHz: number | undefined, lossDb: number): number | undefined => {
  if (carrierToNoiseDbHz === undefined || lossDb === 0) return carrierToNoiseDbHz
  const leftDbHz = carrierToNoiseDbHz - lossDb
  return leftDbHz < TRACKING_LIMIT_DB_HZ ? undefined : leftDbHz
}

export type JammingLevel = 'ok' | 'warning' | 'critical'

export const jammingLevel = (lossDb: number): JammingLevel =>
  lossDb >= CRITICAL_DB ? 'critical' : lossDb >= WARNING_DB ? 'warning' : 'ok'

/** Where a spoofer wants the train to be: away from the truth smoothly, in position and speed alike. */
export const spoofed = (train: TrainTruth, ageMs: number | undefined): TrainTruth => {
  if (ageMs === undefined) return train
  const { bearingDeg, accelerationMps2, topMps } = SPOOFER
  const ageS = ageMs / 1000
  const rampS = Math.min(ageS, topMps / accelerationMps2)
  const awayMps = accelerationMps2 * rampS
  const awayM = (awayMps * rampS) / 2 + topMps * (ageS - rampS)
  const [alongRad, awayRad] = [toRad(train.courseTrueDeg), toRad(bearingDeg)]
  const east = train.speedMps * Math.sin(alongRad) + awayMps * Math.sin(awayRad)
  const north = train.speedMps * Math.cos(alongRad) + awayMps * Math.cos(awayRad)
  return {
    ...train,
    ...move(train, bearingDeg, awayM),
    speedMps: Math.hypot(east, north),
    courseTrueDeg: wrap360Deg(toDeg(Math.atan2(east, north))),
  }
}

/** Whether a receiver that can tell would say that it is being spoofed. */
export const isSpoofingSeen = (ageMs: number | undefined): boolean => ageMs !== undefined && ageMs >= SUSPECT_AFTER_MS

/** GPS counts weeks to 1024: a receiver with old firmware takes the week before for this one. */
const ROLLOVER_MS = 1024 * 7 * 86_400_000

export const rolledOver = (utcMs: number, ageMs: number | undefined): number =>
  ageMs === undefined ? utcMs : utcMs - ROLLOVER_MS
