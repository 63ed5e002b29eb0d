import type { GnssFix, GnssNoFix, GnssReceiver } from '../../drivers/gnss/gnss.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { TopicMessage } from '../bus/topics.ts'
import { attitudeAt, type HeadingState, nextHeading } from '../domain/attitude-estimate.ts'
import { chainageOnRoute, type OnRoute, type Route } from '../domain/route.ts'
import { type FixGateState, fixGateAtStart, type NavigationAction, planNavigation } from '../plan/fix-gate.ts'
import { publishHealth } from './health.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'

/** A route names stations and the direction of the line only when the train is on it; its way points are this far off at most. */
const ON_ROUTE_WITHIN_M = 8_000
/** The direction of a leg between way points against that of the track: what a first guess of the heading is worth. */
const ROUTE_BEARING_SIGMA_DEG = 15

interface NavigationDeps extends ServiceContext {
  receivers: Readonly<Record<string, GnssReceiver>>
  route?: Route | undefined
}

/** Reads the receiver, refuses what cannot be, and says where the train is and which way it points. */
export const startNavigation = (deps: NavigationDeps): Service => {
  const navigation = new Navigation(deps)
  const receivers = Object.values(deps.receivers)
  // chosen: the first receiver of the configuration; votes between several are the fusion's work
  receivers[0]?.onReport((report) => {
    if (report.kind === 'fix' || report.kind === 'no-fix') navigation.onReport(report)
  })
  const stopHealth = publishHealth(deps, 'navigation', deps.receivers)
  return {
    close: () => {
      stopHealth()
      return closeAll(receivers)
    },
  }
}

class Navigation {
  readonly #deps: NavigationDeps
  readonly #tell: ReturnType<typeof tellAs>
  #gate: FixGateState = fixGateAtStart
  #heading: HeadingState = { kind: 'unknown' }
  #motion: { speedMps?: number; courseTrueDeg?: number } = {}

  constructor(deps: NavigationDeps) {
    this.#deps = deps
    this.#tell = tellAs('navigation', deps)
  }

  onReport(report: GnssFix | GnssNoFix): void {
    const nowMs = this.#deps.clock.nowMs()
    const { state, actions, reasons } = planNavigation(this.#gate, report, nowMs)
    this.#gate = state
    for (const reason of reasons)
      this.#tell({ subject: 'fix', text: reason, severity: state.standing === 'fixed' ? 'info' : 'warning' })
    for (const action of actions) this.#execute[action.do](action as never, report)
    this.#publishNavigation(report, nowMs)
  }

  readonly #execute: {
    [K in NavigationAction['do']]: (action: Extract<NavigationAction, { do: K }>, report: GnssFix | GnssNoFix) => void
  } = {
    accept: ({ fix, heightM }) => {
      this.#heading = nextHeading(this.#heading, { ...fix, ...this.#routeBearing(fix) }, fix.atMs)
      this.#motion = fix
      this.#deps.bus.publish('fix', { ...fix, heightM })
    },
    refuse: ({ fix }) => this.#deps.bus.publish('fix', { kind: 'no-fix', atMs: fix.atMs, reason: 'refused' }),
    'report-no-fix': ({ reason }, { atMs }) => this.#deps.bus.publish('fix', { kind: 'no-fix', atMs, reason }),
  }

  #publishNavigation(report: GnssFix | GnssNoFix, nowMs: MonotonicMs): void {
    const position = this.#positionOf(report)
    const attitude = attitudeAt(this.#heading, nowMs)
    const onRoute = position && this.#onRoute(position)
    const turnRateDegPerS = this.#heading.kind === 'known' ? this.#heading.rateDegPerS : 0
    const message: TopicMessage<'navigation'> = {
      atMs: report.atMs,
      mode: position ? 'fixed' : 'unknown',
      ...(report.utcMs !== undefined && { utcMs: report.utcMs }),
      ...(position && { position }),
      ...(position && this.#motion.speedMps !== undefined && { speedMps: this.#motion.speedMps }),
      ...(position && this.#motion.courseTrueDeg !== undefined && { courseTrueDeg: this.#motion.courseTrueDeg }),
      ...(attitude && { attitude: { ...attitude, turnRateDegPerS } }),
      ...(onRoute && { chainageKm: onRoute.chainageKm }),
      ...(onRoute?.nextStation && { nextStation: onRoute.nextStation.name }),
    }
    this.#deps.bus.publish('navigation', message)
  }

  /** Of this very epoch: an old position is nobody's news. */
  #positionOf(report: GnssFix | GnssNoFix): TopicMessage<'navigation'>['position'] {
    const last = this.#gate.last
    if (!last || last.atMs !== report.atMs) return undefined
    return { latDeg: last.latDeg, lonDeg: last.lonDeg, heightM: last.heightM }
  }

  #onRoute(position: { latDeg: number; lonDeg: number }): OnRoute | undefined {
    const found = this.#deps.route && chainageOnRoute(this.#deps.route, position)
    return found && found.offsetM <= ON_ROUTE_WITHIN_M ? found : undefined
  }

  #routeBearing(position: { latDeg: number; lonDeg: number }) {
    if (this.#heading.kind === 'known') return {}
    const onRoute = this.#onRoute(position)
    return onRoute ? { route: { bearingDeg: onRoute.bearingDeg, sigmaDeg: ROUTE_BEARING_SIGMA_DEG } } : {}
  }
}
