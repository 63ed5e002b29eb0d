/** A stretch of a line above which a raised antenna has no room: kilometres as in the line's file, ends included. */
export interface LowClearance {
  name: string
  line: string
  fromKm: number
  toKm: number
}

/** Where the train is on its line, as navigation tells it, and how long ago that was. */
export interface TrainOnLine {
  lineId: string
  chainageKm: number
  chainageSigmaKm: number
  /** `up`: kilometres rise. */
  direction: 'up' | 'down' | 'unknown'
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

/** The first stretch that some of the train may be in within `leadS`; `undefined` off its line, and where there is none. */
export const clearanceWithin = (
  stretches: readonly LowClearance[],
  train: TrainOnLine,
  leadS: number,
): LowClearance | undefined => {
  if (train.isOffRoute) return undefined
  const doubtKm = SIGMAS * train.chainageSigmaKm + TRAIN_LENGTH_KM
  const aheadKm = doubtKm + reachKm(train.speedMps, leadS + Math.min(OLDEST_S, train.ageS))
  const upKm = train.direction === 'down' ? doubtKm : aheadKm
  const downKm = train.direction === 'up' ? doubtKm : aheadKm
  return stretches.find(
    ({ line, fromKm, toKm }) =>
      line === train.lineId && fromKm <= train.chainageKm + upKm && toKm >= train.chainageKm - downKm,
  )
}
