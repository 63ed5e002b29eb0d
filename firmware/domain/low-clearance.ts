/** A stretch of a line above which a raised antenna has no room: kilometres as in the line's file, ends included. */
export interface LowClearance {
  name: string
  line: string
  fromKm: number
  toKm: number
}

/** Where the train was last on its line, as navigation told it, and how long ago that was. */
export interface TrainOnLine {
  lineId: string
  chainageKm: number
  chainageSigmaKm: number
  /** `up`: kilometres rise. */
  direction: 'up' | 'down' | 'unknown'
  /** Now: off the line, or on another. */
  isOffRoute: boolean
  speedMps: number
  ageS: number
}

/** The antenna may be on any coach, and the point that is navigated on another: a long passenger train. Chosen. */
const TRAIN_LENGTH_KM = 0.4
/** A passenger train gains no more, m/s². Chosen. */
const GAINS_MPS2 = 0.6
/** Positions are good to their sigma by two. */
const SIGMAS = 2
/** Navigation that is silent for longer says as little as after this. */
const OLDEST_S = 120

/** How far a train may come in so many seconds, gaining speed all the while, km. */
export const reachKm = (speedMps: number, seconds: number): number =>
  (speedMps * seconds + (GAINS_MPS2 / 2) * seconds ** 2) / 1000

/**
 * The first stretch that some of the train may be in within `leadS`; `undefined` where there is none. Off its line it may still be in one for
 * two minutes: a position that strays in a station must not raise a mount beneath its roof.
 */
export const clearanceWithin = (
  stretches: readonly LowClearance[],
  train: TrainOnLine,
  leadS: number,
): LowClearance | undefined => {
  if (train.isOffRoute && train.ageS >= OLDEST_S) return undefined
  const doubtKm = SIGMAS * train.chainageSigmaKm + TRAIN_LENGTH_KM
  const aheadKm = doubtKm + reachKm(train.speedMps, leadS + Math.min(OLDEST_S, train.ageS))
  const upKm = train.direction === 'down' ? doubtKm : aheadKm
  const downKm = train.direction === 'up' ? doubtKm : aheadKm
  return stretches.find(
    ({ line, fromKm, toKm }) =>
      line === train.lineId && fromKm <= train.chainageKm + upKm && toKm >= train.chainageKm - downKm,
  )
}
