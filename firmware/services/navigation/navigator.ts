import type { GnssFix, GnssNoFix, GnssReport } from '../../../drivers/gnss/gnss.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { attitudeAt, type HeadingState, nextHeading } from '../../domain/attitude-estimate.ts'
import { type FixGateState, fixGateAtStart, type NavigationAction, planNavigation } from '../../plan/fix-gate.ts'
import type { ServiceContext } from '../service.ts'
import { tellAs } from '../tell.ts'
import type { NavigationEstimate, Places, TimeKeeper } from './collaborators.ts'

/** Whom the navigator asks and tells. */
interface NavigatorDeps extends ServiceContext {
  places: Places
  time: TimeKeeper
  /** Told of each estimate as it goes out. */
  onEstimate(estimate: NavigationEstimate): void
}

/** Refuses what cannot be, and says where the train is and which way it points. */
export class Navigator {
  readonly #deps: NavigatorDeps
  readonly #tell: ReturnType<typeof tellAs>
  #gate: FixGateState = fixGateAtStart
  #heading: HeadingState = { kind: 'unknown' }
  #motion: { speedMps?: number; courseTrueDeg?: number } = {}

  constructor(deps: NavigatorDeps) {
    this.#deps = deps
    this.#tell = tellAs('navigation', deps)
  }

  /** A report of the receiver that is listened to. */
  onReport(report: GnssReport): void {
    if (report.kind !== 'fix' && report.kind !== 'no-fix') return
    const nowMs = this.#deps.clock.nowMs()
    const { state, actions, reasons } = planNavigation(this.#gate, report, nowMs)
    this.#gate = state
    for (const reason of reasons)
      this.#tell({ subject: 'fix', text: reason, severity: state.standing === 'fixed' ? 'info' : 'warning' })
    for (const action of actions) this.#execute[action.do](action as never, report)
    this.#publish(report, nowMs)
  }

  readonly #execute: {
    [K in NavigationAction['do']]: (action: Extract<NavigationAction, { do: K }>, report: GnssFix | GnssNoFix) => void
  } = {
    accept: ({ fix, heightM }) => {
      this.#heading = nextHeading(this.#heading, { ...fix, ...this.#routeBearing({ ...fix, heightM }) }, fix.atMs)
      this.#motion = fix
      this.#deps.bus.publish('fix', { ...fix, heightM })
    },
    refuse: ({ fix }) => this.#deps.bus.publish('fix', { kind: 'no-fix', atMs: fix.atMs, reason: 'refused' }),
    'report-no-fix': ({ reason }, { atMs }) => this.#deps.bus.publish('fix', { kind: 'no-fix', atMs, reason }),
  }

  #publish(report: GnssFix | GnssNoFix, nowMs: MonotonicMs): void {
    const position = this.#positionOf(report)
    const attitude = attitudeAt(this.#heading, nowMs)
    const turnRateDegPerS = this.#heading.kind === 'known' ? this.#heading.rateDegPerS : 0
    const { speedMps, courseTrueDeg } = this.#motion
    const estimate: NavigationEstimate = {
      atMs: report.atMs,
      mode: position ? 'fixed' : 'unknown',
      ...(position && { position }),
      ...(position && speedMps !== undefined && { speedMps }),
      ...(position && courseTrueDeg !== undefined && { courseTrueDeg }),
      ...(attitude && { headingTrueDeg: attitude.headingTrueDeg }),
    }
    const { headingTrueDeg: _, ...told } = estimate
    const utcMs = this.#deps.time.utcAt(report.atMs)
    this.#deps.bus.publish('navigation', {
      ...told,
      ...(utcMs !== undefined && { utcMs }),
      ...(attitude && { attitude: { ...attitude, turnRateDegPerS } }),
      ...this.#deps.places.onEstimate(estimate),
    })
    this.#deps.onEstimate(estimate)
  }

  /** Of this very epoch: an old position is nobody's news. */
  #positionOf(report: GnssFix | GnssNoFix): TopicMessage<'navigation'>['position'] {
    const last = this.#gate.last
    if (!last || last.atMs !== report.atMs) return undefined
    return { latDeg: last.latDeg, lonDeg: last.lonDeg, heightM: last.heightM }
  }

  #routeBearing(position: { latDeg: number; lonDeg: number; heightM: number }) {
    if (this.#heading.kind === 'known') return {}
    const route = this.#deps.places.bearingAt(position)
    return route ? { route } : {}
  }
}
