import type { GnssAttitude, GnssFix, GnssNoFix, GnssReport } from '../../../drivers/gnss/gnss.ts'
import type { Odometer } from '../../../drivers/odometer/odometer.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Geodetic } from '../../domain/geodesy.ts'
import type { FixJudgement } from '../../domain/navigation/fix-judgement.ts'
import { Fusion } from '../../domain/navigation/fusion.ts'
import { isSound } from '../../domain/navigation/train-filter.ts'
import { type FixGateState, fixGateAtStart, type NavigationAction, planNavigation } from '../../plan/fix-gate.ts'
import { helpfulClaim } from '../../plan/signal-heading.ts'
import type { ServiceContext } from '../service.ts'
import { tellAs } from '../tell.ts'
import type { NavigationEstimate, Places, TimeKeeper } from './collaborators.ts'
import type { HeadingStore } from './heading-store.ts'
import { attitudeFieldsOf, estimateFieldsOf, modeOf } from './navigation-message.ts'

/** An odometer with what its configuration says of it. */
export interface FittedOdometer {
  odometer: Odometer
  pulsesPerMetre: number
}

/** Whom the navigator asks and tells. */
interface NavigatorDeps extends ServiceContext {
  places: Places
  time: TimeKeeper
  headings: HeadingStore
  /** The first of them is listened to. */
  odometers?: Readonly<Record<string, FittedOdometer>> | undefined
  /** Told of each estimate as it goes out. */
  onEstimate(estimate: NavigationEstimate): void
}

/** Between fixes an estimate goes out with the motion, but not sooner than this after the one before. */
const BETWEEN_FIXES_MS = 40
/** How often odometers are read, and how long nothing may go out. */
export const TICK_MS = 500
/** Lines are asked of a new place at most so often. */
const PLACES_EVERY_MS = 200
/** Faster than this a train has a course. */
const STANDS_BELOW_MPS = 0.5
/** Of two antennas some metres apart, when the receiver states none. */
const ANTENNAS_SIGMA_DEG = 0.5
/** However sure they are of each other: a millimetre of their mounts on a metre between them. */
const LEAST_ANTENNAS_SIGMA_DEG = 0.06
/** Reflections and a receiver's own fusion err alike for seconds: thirty headings a second are not thirty times as much. */
const ANTENNAS_EVERY_MS = 1_000
/** What is older was said of another heading. */
const HEADINGS_HOLD_MS = 500
const TRACK_AFTER_MS = 2_000
/** Rails of a stretch err alike: each one is used once. */
const TRACK_EVERY_M = 100

/** Refuses what cannot be, and says where the train is and which way it points. */
export class Navigator {
  readonly #deps: NavigatorDeps
  readonly #tell: ReturnType<typeof tellAs>
  #fusion = new Fusion()
  #gate: FixGateState = fixGateAtStart
  #judgement: FixJudgement | undefined
  #publishedAtMs: number = Number.NEGATIVE_INFINITY
  #place: { atMs: number; fields: ReturnType<Places['onEstimate']> } | undefined
  #trackUsedAtM = Number.NEGATIVE_INFINITY
  #antennasAtMs = Number.NEGATIVE_INFINITY
  #signalAtMs = Number.NEGATIVE_INFINITY
  #turnedBySignalDeg = 0
  /** The part that is listened to: the first that has gyroscopes. */
  #part: string | undefined

  constructor(deps: NavigatorDeps) {
    this.#deps = deps
    this.#tell = tellAs('navigation', deps)
  }

  /** A report of the receiver that is listened to. */
  onReport(report: GnssReport): void {
    if (report.kind === 'attitude') this.#onAttitude(report)
    if (report.kind !== 'fix' && report.kind !== 'no-fix') return
    const nowMs = this.#deps.clock.nowMs()
    this.#beSound()
    this.#judgement = report.kind === 'fix' ? this.#fusion.judge(report) : undefined
    const { state, actions, reasons } = planNavigation(this.#gate, this.#weighed(report), nowMs)
    this.#gate = state
    for (const reason of reasons)
      this.#tell({ subject: 'fix', text: reason, severity: state.standing === 'fixed' ? 'info' : 'warning' })
    for (const action of actions) this.#execute[action.do](action as never, report)
    this.#publish(nowMs)
  }

  /** The reports come from another receiver from now on. */
  onReceiver(): void {
    this.#fusion.forgetPull()
  }

  /** Samples of the motion parts since the message before. */
  onMotion({ parts }: TopicMessage<'motion'>): void {
    const found = this.#part === undefined || !parts[this.#part] ? partWithRates(parts) : this.#part
    const part = found === undefined ? undefined : parts[found]
    if (!part) return
    this.#part = found
    for (const sample of part.samples) this.#fusion.onMotion(sample, part.temperatureC)
    const nowMs = this.#deps.clock.nowMs()
    if (nowMs - this.#publishedAtMs >= BETWEEN_FIXES_MS) this.#publish(nowMs)
  }

  /** What satellites' signals say of the heading: it helps where nothing better does. */
  onHeadings({ atMs, terminals }: TopicMessage<'headings'>): void {
    const nowMs = this.#deps.clock.nowMs()
    if (nowMs - atMs > HEADINGS_HOLD_MS) return
    const attitude = this.#fusion.standing.kind === 'known' ? this.#fusion.at(nowMs)?.attitude : undefined
    const heading = attitude && { headingTrueDeg: attitude.headingTrueDeg, sigmaDeg: attitude.headingSigmaDeg }
    const seen = { claims: Object.values(terminals), ...(heading && { heading }), takenAtMs: this.#signalAtMs }
    const claim = helpfulClaim(seen, nowMs)
    if (!claim) return
    this.#signalAtMs = nowMs
    const byDeg = this.#fusion.onSignal(claim.headingTrueDeg, claim.sigmaDeg)
    this.#turnedBySignalDeg += byDeg
    const text = `turned by ${byDeg.toFixed(2)}° as satellites are seen, to ${claim.sigmaDeg.toFixed(2)}°`
    this.#tell({ subject: 'heading', text })
    this.#publish(nowMs)
  }

  /** Called twice a second, so that silent devices do not silence navigation. */
  onTick(): void {
    const nowMs = this.#deps.clock.nowMs()
    this.#beSound()
    const [fitted] = Object.values(this.#deps.odometers ?? {})
    const reading = fitted?.odometer.reading()
    if (fitted && reading) this.#fusion.onOdometer(reading, fitted.pulsesPerMetre)
    if (nowMs - this.#publishedAtMs >= TICK_MS) this.#publish(nowMs)
  }

  /** An estimate that is no number stays none: the next fix begins another. */
  #beSound(): void {
    if (isSound(this.#fusion.filter)) return
    this.#fusion = new Fusion()
    this.#tell({ subject: 'fix', text: 'the estimate was no number and begins anew', severity: 'warning' })
  }

  #weighed(report: GnssFix | GnssNoFix) {
    const judged = this.#judgement
    if (report.kind !== 'fix' || !judged) return report
    return { ...report, weighed: { offM: judged.offM, positionNis: judged.looseNis, speedNis: judged.speedNis } }
  }

  readonly #execute: {
    [K in NavigationAction['do']]: (action: Extract<NavigationAction, { do: K }>, report: GnssFix | GnssNoFix) => void
  } = {
    accept: ({ heightM, isRestart }, report) => {
      if (report.kind !== 'fix') return
      if (isRestart || !this.#judgement) this.#fusion.restart(report)
      else this.#fusion.take(report, this.#judgement)
      this.#findHeading({ latDeg: report.latDeg, lonDeg: report.lonDeg, heightM }, report)
      this.#deps.bus.publish('fix', { ...report, heightM })
    },
    refuse: ({ fix }) => this.#deps.bus.publish('fix', { kind: 'no-fix', atMs: fix.atMs, reason: 'refused' }),
    'report-no-fix': ({ reason }, { atMs }) => this.#deps.bus.publish('fix', { kind: 'no-fix', atMs, reason }),
  }

  /** What a train that has not moved yet may know of its heading; and keeps what it knows. */
  #findHeading(position: Geodetic, { atMs, speedMps = 0 }: GnssFix): void {
    const fusion = this.#fusion
    const { headings, places, time } = this.#deps
    const utcMs = time.utcAt(atMs)
    fusion.expectFacing(headings.facing(utcMs))
    headings.keep(fusion, atMs, utcMs)
    const isGuess = fusion.standing.kind === 'unknown' || fusion.headingSource() === 'line'
    if (!isGuess || speedMps > STANDS_BELOW_MPS) return
    const stored = headings.headingAt(position)
    if (stored) fusion.setHeading(stored.headingTrueDeg, stored.sigmaDeg, { kind: 'known', source: 'stored' })
    else if (fusion.standing.kind === 'unknown') {
      const line = places.bearingAt(position)
      if (line) fusion.setHeading(line.bearingDeg, line.sigmaDeg, { kind: 'reversible', source: 'line' })
    }
  }

  #onAttitude({ atMs, headingTrueDeg, headingSigmaDeg = ANTENNAS_SIGMA_DEG }: GnssAttitude): void {
    if (headingTrueDeg === undefined || atMs - this.#antennasAtMs < ANTENNAS_EVERY_MS) return
    this.#antennasAtMs = atMs
    const turnedDeg = this.#fusion.onAntennas(headingTrueDeg, Math.max(LEAST_ANTENNAS_SIGMA_DEG, headingSigmaDeg))
    if (turnedDeg === undefined) return
    const text = `antennas insist: the heading was ${Math.abs(turnedDeg).toFixed(0)}° off and is ${headingTrueDeg.toFixed(0)}° now`
    this.#tell({ subject: 'heading', text, severity: 'warning' })
  }

  /** Rails hold the train where no fix does. */
  #useTrack(nowMs: number): void {
    const fusion = this.#fusion
    if (fusion.sinceFixMs(nowMs) < TRACK_AFTER_MS || !this.#deps.places.trackAt) return
    const { travelledM } = fusion.filter
    if (Math.abs(travelledM - this.#trackUsedAtM) < TRACK_EVERY_M) return
    const now = fusion.at(nowMs)
    if (now?.courseTrueDeg === undefined) return
    this.#trackUsedAtM = travelledM
    const track = this.#deps.places.trackAt(now, now.courseTrueDeg, now.speedMps)
    if (track) fusion.onTrack(track)
  }

  #publish(nowMs: MonotonicMs): void {
    this.#publishedAtMs = nowMs
    this.#fusion.advance(nowMs)
    this.#useTrack(nowMs)
    const fused = this.#fusion.at(nowMs)
    const sinceFixMs = this.#fusion.sinceFixMs(nowMs)
    const mode = modeOf(fused, sinceFixMs)
    const pulledSigmas = this.#fusion.pulledSigmas()
    const fields = estimateFieldsOf(fused, mode)
    const estimate: NavigationEstimate = { atMs: nowMs, mode, ...fields, ...(pulledSigmas && { pulledSigmas }) }
    const { headingTrueDeg: _, pulledSigmas: __, ...told } = estimate
    const utcMs = this.#deps.time.utcAt(nowMs)
    this.#deps.bus.publish('navigation', {
      ...told,
      ...(utcMs !== undefined && { utcMs: Math.round(utcMs) }),
      ...(fused && Number.isFinite(sinceFixMs) && { sinceFixS: sinceFixMs / 1000 }),
      ...attitudeFieldsOf(fused, this.#turnedBySignalDeg),
      ...this.#placeOf(estimate),
    })
    this.#deps.onEstimate(estimate)
  }

  #placeOf(estimate: NavigationEstimate): ReturnType<Places['onEstimate']> {
    if (this.#place && estimate.position && estimate.atMs - this.#place.atMs < PLACES_EVERY_MS)
      return this.#place.fields
    this.#place = { atMs: estimate.atMs, fields: this.#deps.places.onEstimate(estimate) }
    return this.#place.fields
  }
}

const partWithRates = (parts: TopicMessage<'motion'>['parts']): string | undefined =>
  Object.keys(parts).find((name) => parts[name]?.samples[0]?.rateDps !== undefined)
