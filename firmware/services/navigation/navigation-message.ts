import type { TopicMessage } from '../../bus/topics.ts'
import type { TrainEstimate } from '../../domain/navigation/estimate.ts'
import type { NavigationEstimate } from './collaborators.ts'

type Message = TopicMessage<'navigation'>

/** While fixes come at the slowest rate that a receiver has. */
const FIXED_WITHIN_MS = 1_500
/** A position that is less sure than this helps nobody. */
const WORTHLESS_M = 5_000

/** How the position of an estimate is known. */
export const modeOf = (fused: TrainEstimate | undefined, sinceFixMs: number): Message['mode'] => {
  if (!fused || fused.horizontal95M > WORTHLESS_M) return 'unknown'
  return sinceFixMs <= FIXED_WITHIN_MS ? 'fixed' : 'dead-reckoning'
}

/** Position and speed, absent while they are worth nothing. */
export const estimateFieldsOf = (
  fused: TrainEstimate | undefined,
  mode: Message['mode'],
): Omit<NavigationEstimate, 'atMs' | 'mode'> & Omit<Partial<Message>, 'atMs' | 'mode'> => {
  if (!fused) return {}
  const heading = fused.attitude && { headingTrueDeg: fused.attitude.headingTrueDeg }
  if (mode === 'unknown') return { ...heading }
  const { latDeg, lonDeg, heightM, forwardMps, courseTrueDeg } = fused
  return {
    position: { latDeg, lonDeg, heightM },
    horizontalSigmaM: fused.horizontalSigmaM,
    horizontal95M: fused.horizontal95M,
    verticalSigmaM: fused.verticalSigmaM,
    speedMps: fused.speedMps,
    speedSigmaMps: fused.speedSigmaMps,
    ...(forwardMps !== undefined && { forwardMps }),
    ...(courseTrueDeg !== undefined && { courseTrueDeg }),
    ...heading,
  }
}

/** The attitude, absent while the heading is unknown. */
export const attitudeFieldsOf = (
  fused: TrainEstimate | undefined,
  turnedBySignalDeg = 0,
): Pick<Message, 'attitude'> => {
  if (!fused?.attitude) return {}
  const { isReversible, ...attitude } = fused.attitude
  const turned = turnedBySignalDeg === 0 ? {} : { turnedBySignalDeg }
  return { attitude: { ...attitude, ...turned, ...(isReversible && { isReversible }) } }
}
