import { wrap180Deg } from '../../../hal/units.ts'
import type { TwinReport } from '../../../hardware/twin/report.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { distanceM, move } from '../../domain/geodesy.ts'
import { Deviation, percentile, TunnelScore } from './navigation-samples.ts'

type Navigation = TopicMessage<'navigation'>

/** Older than this a message says nothing of the train now. */
const STALE_MS = 2_500
/** Four seconds of messages at their full rate. */
const RECENT = 100
const HEADING_FROM_MPS = 5
/** So long at rest a heading must have stayed. */
const LONG_REST_MS = 600_000
/** Without a fix for longer than this the train is dead reckoned. */
const OUTAGE_MS = 2_500

/** What navigation said, held against the truth once a second; 0 where there was nothing to hold. */
export interface NavigationSummary {
  openS: number
  openP95M: number
  openBoundsPct: number
  headingRmsDeg: number
  headingAtRestRmsDeg: number
  headingAfterRestRmsDeg: number
  headingStoredRmsDeg: number
  reversibleS: number
  rollRmsDeg: number
  pitchRmsDeg: number
  tunnels: number
  tunnelP95Pct: number
  tunnelAt90sP95Pct: number
  tunnelAt200sP95Pct: number
  exitBoundsPct: number
}

/** Carried on to a time as readers of the topic do. */
const carriedTo = (message: Navigation, atMs: number) => {
  const { position, speedMps, courseTrueDeg } = message
  if (!position || !speedMps || courseTrueDeg === undefined) return position
  return move(position, courseTrueDeg, (speedMps * (atMs - message.atMs)) / 1000)
}

/** Holds position, bounds and attitude against the truth: under an open sky, in tunnels, and when the fix comes back after them. */
export class NavigationScore {
  readonly #recent: Navigation[] = []
  readonly #openErrorsM: number[] = []
  #openWithin = 0
  readonly #heading = new Deviation()
  readonly #headingAtRest = new Deviation()
  readonly #headingAfterRest = new Deviation()
  readonly #headingStored = new Deviation()
  #reversibleS = 0
  #restsSinceMs: number | undefined
  readonly #roll = new Deviation()
  readonly #pitch = new Deviation()
  readonly #tunnels = new TunnelScore()
  #fixAtMs: number | undefined

  /** Another ride begins, whose samples join those before: its clock knows nothing of them. */
  beginRide(): void {
    this.#recent.length = 0
    this.#fixAtMs = undefined
    this.#restsSinceMs = undefined
    this.#tunnels.beginRide()
  }

  onNavigation(message: Navigation): void {
    this.#recent.push(message)
    if (this.#recent.length > RECENT) this.#recent.shift()
  }

  onFix(fix: TopicMessage<'fix'>): void {
    if (fix.kind === 'fix') this.#fixAtMs = fix.atMs
  }

  onTruth(truth: TwinReport): void {
    const message = this.#recent.findLast(({ atMs }) => atMs <= truth.atMs)
    if (!message || this.#fixAtMs === undefined || truth.atMs - message.atMs > STALE_MS) return
    this.#holdPosition(message, truth, this.#fixAtMs)
    this.#holdAttitude(message, truth)
  }

  summary(): NavigationSummary {
    const open = this.#openErrorsM.length
    return {
      openS: open,
      openP95M: rounded(percentile(this.#openErrorsM, 0.95), 2),
      openBoundsPct: rounded(open === 0 ? 0 : (100 * this.#openWithin) / open, 2),
      headingRmsDeg: rounded(this.#heading.rms(), 3),
      headingAtRestRmsDeg: rounded(this.#headingAtRest.rms(), 3),
      headingAfterRestRmsDeg: rounded(this.#headingAfterRest.rms(), 3),
      headingStoredRmsDeg: rounded(this.#headingStored.rms(), 3),
      reversibleS: this.#reversibleS,
      rollRmsDeg: rounded(this.#roll.rms(), 3),
      pitchRmsDeg: rounded(this.#pitch.rms(), 3),
      ...this.#tunnels.summary(),
    }
  }

  #holdPosition(message: Navigation, truth: TwinReport, fixAtMs: number): void {
    const { train, surroundings, atMs } = truth
    const position = carriedTo(message, atMs)
    const errorM = position ? distanceM(position, train) : Number.POSITIVE_INFINITY
    const isWithin = errorM <= (message.horizontal95M ?? 0)
    const isOutage = atMs - fixAtMs > OUTAGE_MS
    const isOpen = surroundings.kind === 'open'
    this.#tunnels.hold({
      isSkyless: surroundings.kind === 'tunnel',
      isOutage,
      sinceFixS: (atMs - fixAtMs) / 1000,
      wayM: train.chainageM - this.#tunnels.chainageAtM(fixAtMs, { atMs, ...train }),
      errorM,
      isWithin,
    })
    if (!isOpen || isOutage) return
    this.#openErrorsM.push(errorM)
    if (isWithin) this.#openWithin++
  }

  #holdAttitude({ attitude, atMs }: Navigation, { train, atMs: nowMs }: TwinReport): void {
    this.#restsSinceMs = train.speedMps === 0 ? (this.#restsSinceMs ?? nowMs) : undefined
    if (attitude?.isReversible) this.#reversibleS++
    if (!attitude || attitude.isReversible) return
    const turnedDeg = (attitude.turnRateDegPerS * (nowMs - atMs)) / 1000
    const headingErrorDeg = wrap180Deg(attitude.headingTrueDeg + turnedDeg - train.headingTrueDeg)
    if (train.speedMps > HEADING_FROM_MPS) this.#heading.add(headingErrorDeg)
    if (attitude.headingSource === 'stored') this.#headingStored.add(headingErrorDeg)
    if (this.#restsSinceMs !== undefined) this.#headingAtRest.add(headingErrorDeg)
    if (nowMs - (this.#restsSinceMs ?? nowMs) >= LONG_REST_MS) this.#headingAfterRest.add(headingErrorDeg)
    this.#roll.add(attitude.rollDeg - train.rollDeg)
    this.#pitch.add(attitude.pitchDeg - train.pitchDeg)
  }
}

const rounded = (value: number, digits: number): number =>
  Number.isFinite(value) ? Math.round(value * 10 ** digits) / 10 ** digits : 1e9
