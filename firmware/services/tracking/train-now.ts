import { type MonotonicMs, type UtcMs, utcMs, wrap360Deg } from '../../../hal/units.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import { type EstimatedAttitude, turnDoubtDeg } from '../../domain/attitude.ts'
import { type Geodetic, move } from '../../domain/geodesy.ts'
import { swungBy } from '../../domain/navigation/swing.ts'
import { isTrusted } from '../../domain/trusted-position.ts'
import type { AimObservation } from '../../plan/aim.ts'

type Navigation = TopicMessage<'navigation'>

/** A fix may be carried on for this long; beyond it the position is unknown. */
const CARRY_ON_MS = topics.navigation.staleAfterMs
/** A turn is not carried on further: transition curves end. */
const TURN_ON_S = 2
/** Nor is the sway of the coach, beyond the fifth of a second in which it goes one way. */
const TILT_ON_S = 0.2
/** Of a train that does not say its speed. */
const FASTEST_MPS = 60

/** The train at one time, carried on from the last fix along its course and turn; what is unknown is absent. */
export interface TrainNow {
  utcMs?: UtcMs
  position?: Geodetic
  attitude?: EstimatedAttitude
  speedMps?: number
}

/** Carries the last navigation message on to a time; UTC keeps its offset from the monotonic clock while no new one comes. */
export class TrainClockwork {
  #last: Navigation | undefined
  #lastWithPosition: Navigation | undefined
  #utcOffsetMs: number | undefined

  onNavigation(message: Navigation): void {
    this.#last = message
    if (message.position && isTrusted(message)) this.#lastWithPosition = message
    if (message.utcMs !== undefined) this.#utcOffsetMs = message.utcMs - message.atMs
  }

  at(nowMs: MonotonicMs): TrainNow {
    const now: TrainNow = this.#utcOffsetMs === undefined ? {} : { utcMs: utcMs(nowMs + this.#utcOffsetMs) }
    const position = carried(this.#lastWithPosition, nowMs)
    if (position) now.position = position
    if (this.#last?.speedMps !== undefined) now.speedMps = this.#last.speedMps
    const attitude = this.#attitudeAt(nowMs)
    if (attitude) now.attitude = attitude
    return now
  }

  #attitudeAt(nowMs: number): EstimatedAttitude | undefined {
    return this.#last?.attitude && turned(this.#last, this.#last.attitude, nowMs)
  }

  /** The attitude when a command sent now takes effect, and twice as far ahead where rates are asked for. */
  attitudesAhead(
    nowMs: MonotonicMs,
    { leadMs, hasRates }: { leadMs: number; hasRates: boolean },
  ): Pick<AimObservation, 'attitudeAtLead' | 'attitudeAfter'> {
    const attitudeAtLead = this.#attitudeAt(nowMs + leadMs)
    const attitudeAfter = hasRates ? this.#attitudeAt(nowMs + 2 * leadMs) : undefined
    return { ...(attitudeAtLead && { attitudeAtLead }), ...(attitudeAfter && { attitudeAfter }) }
  }
}

const carried = (last: Navigation | undefined, nowMs: MonotonicMs): Geodetic | undefined => {
  if (!last?.position) return undefined
  const ageMs = nowMs - last.atMs
  if (ageMs > CARRY_ON_MS) return undefined
  if (!last.speedMps || last.courseTrueDeg === undefined || ageMs <= 0) return last.position
  return move(last.position, last.courseTrueDeg, (last.speedMps * ageMs) / 1000)
}

/** Carried on along its turn; the longer navigation is silent, the more a turn that nobody saw may have changed it. */
const turned = (
  { atMs, speedMps }: Navigation,
  attitude: NonNullable<Navigation['attitude']>,
  nowMs: number,
): EstimatedAttitude => {
  const ageS = Math.max(0, nowMs - atMs) / 1000
  const turnedDeg = attitude.turnRateDegPerS * Math.min(TURN_ON_S, ageS)
  const tiltS = Math.min(TILT_ON_S, ageS)
  const pitch = { ratePerS: attitude.pitchRateDegPerS ?? 0, changePerS2: attitude.pitchRateChangeDegPerS2 ?? 0 }
  const roll = { ratePerS: attitude.rollRateDegPerS ?? 0, changePerS2: attitude.rollRateChangeDegPerS2 ?? 0 }
  const headingSigmaDeg = Math.min(180, attitude.headingSigmaDeg + turnDoubtDeg(speedMps ?? FASTEST_MPS, ageS))
  return {
    ...attitude,
    headingTrueDeg: wrap360Deg(attitude.headingTrueDeg + turnedDeg),
    pitchDeg: attitude.pitchDeg + swungBy(pitch, tiltS),
    rollDeg: attitude.rollDeg - (attitude.rollOfBiasDeg ?? 0) + swungBy(roll, tiltS),
    headingSigmaDeg,
  }
}
