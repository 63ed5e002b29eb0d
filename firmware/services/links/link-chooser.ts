import type { Network } from '../../../hal/network.ts'
import type { TrafficClass } from '../../domain/traffic-class.ts'
import type { AnnouncedOutage } from '../../plan/announced-outages.ts'
import { withSpent } from '../../plan/class-budget.ts'
import type { ClassPolicies } from '../../plan/class-policy.ts'
import { type Explanation, explainClass } from '../../plan/link-why.ts'
import { type LinkAction, type LinksObservation, type LinksState, planLinks } from '../../plan/links.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import type { LinkMeasurer } from './link-measuring.ts'
import { linksMessage, linksStatus } from './links-words.ts'
import type { LookAhead } from './look-ahead.ts'
import type { ObservedLinks } from './observed-links.ts'
import type { RouteKeeper } from './route-keeper.ts'
import { TakeOver } from './take-over.ts'
import type { UsageBook } from './usage-book.ts'

interface ChooserDeps extends ServiceContext {
  links: Readonly<Record<string, object>>
  policies: ClassPolicies
  network: Pick<Network, 'routes'>
  observed: ObservedLinks
  lookAhead: LookAhead
  usage: Pick<UsageBook, 'terms'>
  routes: RouteKeeper
  measuring?: Pick<LinkMeasurer, 'use'> | undefined
  tell: Tell
}

/** How often all is looked at, whether something was said or not. */
export const DECIDE_EVERY_MS = 1_000
/** A decision comes once a second at the latest. */
const LEAD_MS = DECIDE_EVERY_MS + 500
const SENTENCES_AT_MOST = 3

/** Decides by `planLinks` which link carries each class, has the routes changed, and tells why. */
export class LinkChooser {
  readonly #deps: ChooserDeps
  readonly #takeOver: TakeOver
  #state: LinksState

  constructor(deps: ChooserDeps) {
    this.#deps = deps
    this.#takeOver = new TakeOver(deps.network.routes(), deps.clock.nowMs())
    this.#state = this.#takeOver.state()
    this.#tellUse()
  }

  /** By what is known now: at once when something new is, and once a second. */
  decide(): void {
    const { clock, observed, tell } = this.#deps
    const nowMs = clock.nowMs()
    if (this.#takeOver.isWaiting((link) => observed.hasBeenHeard(link), nowMs)) return
    const { state, actions, reasons } = planLinks(this.#state, this.#observation(), nowMs)
    if (state === this.#state) return
    this.#state = state
    this.#tellUse()
    for (const action of actions) this.#execute[action.do](action as never)
    if (reasons.length > 0)
      tell({
        subject: 'links',
        text: reasons.slice(0, SENTENCES_AT_MOST).join('; '),
        reasons: reasons.slice(SENTENCES_AT_MOST),
      })
    this.publish()
  }

  publish(): void {
    const { bus, clock, observed } = this.#deps
    bus.publish(
      'links',
      linksMessage(this.#state, (link) => observed.traffic(link), clock.nowMs()),
    )
  }

  /** Why a class is where it is, by what is known now; undefined for one of which the configuration says nothing. */
  why(trafficClass: TrafficClass): Explanation | undefined {
    return explainClass(this.#state, this.#observation(), { trafficClass, nowMs: this.nowMs() })
  }

  /** Takes an outage into account that somebody knows of; says why not, or nothing. */
  announce(source: string, outage: AnnouncedOutage): string | undefined {
    const { links, lookAhead } = this.#deps
    const names = Object.keys(links)
    if (!names.includes(outage.link)) return `"${outage.link}": no such link; links: ${names.join(', ')}`
    lookAhead.outlook.announce(source, [outage])
    lookAhead.look()
    this.decide()
    return undefined
  }

  /** What is announced and not over. */
  announced(): ReturnType<LookAhead['outlook']['announced']> {
    return this.#deps.lookAhead.outlook.announced(this.nowMs())
  }

  /** Takes back what a source announced; whether there was any. */
  withdraw(source: string): boolean {
    const { lookAhead } = this.#deps
    if (!this.announced().some((outage) => outage.source === source)) return false
    lookAhead.outlook.announce(source, [])
    lookAhead.look()
    this.decide()
    return true
  }

  /** Whether any class is on a link. */
  isUsed(link: string): boolean {
    return Object.values(this.#state.classes).some((routed) => routed.link === link)
  }

  /** Links that carry now. */
  carrying(): string[] {
    const able = Object.values(this.#state.links).filter(({ state }) => state === 'up' || state === 'degraded')
    return able.map(({ name }) => name)
  }

  /** Whether nothing carries what the train itself has to say. */
  isAlone(): boolean {
    const { policies } = this.#deps
    // A train whose file names neither of them speaks by whatever carries.
    if (!policies.operations && !policies.maintenance) return this.carrying().length === 0
    const { operations, maintenance } = this.#state.classes
    return operations?.link === undefined && maintenance?.link === undefined
  }

  status(): ReturnType<typeof linksStatus> {
    return linksStatus(this.#state)
  }

  nowMs(): ReturnType<ServiceContext['clock']['nowMs']> {
    return this.#deps.clock.nowMs()
  }

  #observation(): LinksObservation {
    const { observed, policies, lookAhead, usage, routes } = this.#deps
    const terms = usage.terms()
    return {
      links: observed.all(),
      policies: withSpent(policies, terms),
      outlook: lookAhead.ahead(),
      terms,
      leadMs: LEAD_MS + routes.takesMs(),
    }
  }

  readonly #execute: { [K in LinkAction['do']]: (action: Extract<LinkAction, { do: K }>) => void } = {
    prefer: ({ trafficClass, link }) => this.#deps.routes.want(trafficClass, link),
    drop: ({ trafficClass }) => this.#deps.routes.want(trafficClass, undefined),
  }

  /** What carries a class is measured more closely. */
  #tellUse(): void {
    const used = Object.values(this.#state.classes).flatMap(({ link }) => (link === undefined ? [] : [link]))
    this.#deps.measuring?.use(new Set(used))
  }
}
