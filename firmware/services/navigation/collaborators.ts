import type { GnssReport } from '../../../drivers/gnss/gnss.ts'
import type { MonotonicMs, UtcMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Geodetic } from '../../domain/geodesy.ts'
import type { PulledSigmas } from '../../domain/navigation/fix-pull.ts'

type NavigationMessage = TopicMessage<'navigation'>

/** What the filter knows of the train at one time; what is unknown is absent. */
export interface NavigationEstimate {
  atMs: MonotonicMs
  mode: NavigationMessage['mode']
  position?: Geodetic
  /** One sigma: the root of the squares of north and east, metres. */
  horizontalSigmaM?: number
  speedMps?: number
  /** Along the body: negative when the coach runs backwards. */
  forwardMps?: number
  courseTrueDeg?: number
  /** Of the body; absent while it is unknown. */
  headingTrueDeg?: number
  /** How far fixes pull speed and heading off inertia, in sigmas; absent while inertia cannot tell. */
  pulledSigmas?: PulledSigmas
}

/** The track at a place, learnt from the train's own earlier good fixes. */
export interface TrackConstraint {
  latDeg: number
  lonDeg: number
  /** Of the track there, in the direction of travel. */
  bearingDeg: number
  /** One sigma across the track, metres. */
  crossSigmaM: number
  bearingSigmaDeg: number
}

/** Lines, learnt track and the journey: told of every estimate, asked for what they know of a place. */
export interface Places {
  /** Called with each estimate that is published; what it returns goes out with it. */
  onEstimate(estimate: NavigationEstimate): Pick<NavigationMessage, 'line' | 'chainageKm' | 'nextStation'>
  /** The direction of the line or the track at a place, either way along it: a first guess of the heading of a train at rest. */
  bearingAt(position: Geodetic): { bearingDeg: number; sigmaDeg: number } | undefined
  /** Asked while the train is dead reckoned, with its speed, at which no bend is too sharp; `undefined` where no track was learnt. */
  trackAt?(position: Geodetic, courseTrueDeg: number, speedMps?: number): TrackConstraint | undefined
}

/** UTC from all that tells it. */
export interface TimeKeeper {
  /** Every report of every receiver. */
  onReport(receiver: string, report: GnssReport): void
  /** `undefined` while no UTC is known. */
  utcAt(atMs: MonotonicMs): UtcMs | undefined
  close(): void
}

/** Hears every receiver and lets one through at a time. */
export interface ReceiverVote {
  onReport(receiver: string, report: GnssReport): void
  /** Where the filter is, for what disagrees with inertia and rails. */
  onEstimate(estimate: NavigationEstimate): void
  close(): void
}
