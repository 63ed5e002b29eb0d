import { type MonotonicMs, type UtcMs, utcMs, wrap360Deg } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { EstimatedAttitude } from '../../domain/attitude-estimate.ts'
import { type Geodetic, move } from '../../domain/geodesy.ts'

type Navigation = TopicMessage<'navigation'>

/** A fix may be carried on for this long; beyond it the position is unknown. */
const CARRY_ON_MS = 3_000
/** A turn is not carried on further: transition curves end. */
const TURN_ON_S = 2

/** The train at one time, carried on from the last fix along its course and turn; what is unknown is absent. */
export interface TrainNow {
  utcMs?: UtcMs
  position?: Geodetic
  attitude?: EstimatedAttitude
}

/** Carries the last navigation message on to a time; UTC keeps its offset from the monotonic clock while no new one comes. */
export class TrainClockwork {
  #last: Navigation | undefined
  #lastWithPosition: Navigation | undefined
  #utcOffsetMs: number | undefined

  onNavigation(message: Navigation): void {
    this.#last = message
    if (message.position) this.#lastWithPosition = message
    if (message.utcMs !== undefined) this.#utcOffsetMs = message.utcMs - message.atMs
  }

  at(nowMs: MonotonicMs): TrainNow {
    const now: TrainNow = this.#utcOffsetMs === undefined ? {} : { utcMs: utcMs(nowMs + this.#utcOffsetMs) }
    const position = carried(this.#lastWithPosition, nowMs)
    if (position) now.position = position
    if (this.#last?.attitude) now.attitude = turned(this.#last.attitude, nowMs - this.#last.atMs)
    return now
  }
}

const carried = (last: Navigation | undefined, nowMs: MonotonicMs): Geodetic | undefined => {
  if (!last?.position) return undefined
  const ageMs = nowMs - last.atMs
  if (ageMs > CARRY_ON_MS) return undefined
  if (!last.speedMps || last.courseTrueDeg === undefined || ageMs <= 0) return last.position
  return move(last.position, last.courseTrueDeg, (last.speedMps * ageMs) / 1000)
}

const turned = (attitude: NonNullable<Navigation['attitude']>, ageMs: number): EstimatedAttitude => {
  const turnedDeg = attitude.turnRateDegPerS * Math.min(TURN_ON_S, Math.max(0, ageMs) / 1000)
  return { ...attitude, headingTrueDeg: wrap360Deg(attitude.headingTrueDeg + turnedDeg) }
}
