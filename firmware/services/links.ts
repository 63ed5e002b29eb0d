import type { CellularModem, CellularReport } from '../../drivers/cellular/cellular.ts'
import type { StarlinkDish } from '../../drivers/starlink/starlink.ts'
import type { CarrierWatch } from '../../hal/carrier.ts'
import type { Network } from '../../hal/network.ts'
import type { Storage } from '../../hal/storage.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import { type TopicMessage, type TopicName, topics } from '../bus/topics.ts'
import type { LinkOutlook } from '../domain/link-outage.ts'
import type { TrafficClass } from '../domain/traffic-class.ts'
import type { AnnouncedOutage } from '../plan/announced-outages.ts'
import type { ClassPolicies, LinkTerms } from '../plan/class-policy.ts'
import { coverageSample } from '../plan/coverage-sample.ts'
import type { LinkObservation } from '../plan/link-state.ts'
import { type Explanation, explainClass } from '../plan/link-why.ts'
import { type LinkAction, type LinksObservation, type LinksState, planLinks } from '../plan/links.ts'
import type { SlotRules } from '../plan/sim-slots.ts'
import { publishHealth } from './health.ts'
import { CapacityKeeper } from './links/capacity-keeper.ts'
import { CellularDesk } from './links/cellular-desk.ts'
import { CoverageMemory } from './links/coverage-memory.ts'
import type { LinkMeasurer, MeasuredTraffic } from './links/link-measuring.ts'
import { Outlook } from './links/outlook.ts'
import { announceOutage, outlookMessage, whyShow } from './links/outlook-words.ts'
import { RouteKeeper } from './links/route-keeper.ts'
import { noShoreTalk, type ShoreTalk, startShoreTalk } from './links/shore-talk.ts'
import { StarlinkDishes } from './links/starlink-dishes.ts'
import { startStarlinkDesk } from './links/start-starlink-desk.ts'
import { TakeOver } from './links/take-over.ts'
import { UsageBook } from './links/usage-book.ts'
import { WeatherWatch } from './links/weather-watch.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'

const DECIDE_EVERY_MS = 1_000
const TRAFFIC_HOLDS_MS = 3_000
const SENTENCES_AT_MOST = 3
const OUTLOOK_EVERY = 5
/** A decision comes once a second at the latest. */
const LEAD_MS = DECIDE_EVERY_MS + 500

type LinkConfig = { terminal: string } | { cellular: string } | { starlink: string } | { ethernet: string }

interface LinksDeps extends ServiceContext {
  links: Readonly<Record<string, LinkConfig & LinkTerms>>
  policies: ClassPolicies
  cellular: Readonly<Record<string, CellularModem>>
  starlink: Readonly<Record<string, StarlinkDish>>
  /** By link, of those that are a port with a router behind it. */
  carriers?: Readonly<Record<string, CarrierWatch>>
  network: Network
  /** Measures links by what passes and by probes; absent where the network tells all that is known. */
  measuring?: LinkMeasurer | undefined
  /** Tells the shore which way a class goes now; absent where nobody there has to know. */
  announce?: ((trafficClass: string, link: string | undefined) => void) | undefined
  /** Tells the shore what a link can carry from there, kbit/s; absent where nobody there shapes. */
  tellCapacity?: ((link: string, kbps: number | undefined) => void) | undefined
  /** Keeps text messages that are not done with, and the coverage map. */
  storage: Storage
  /** Whom texts may be sent to: numbers by name. */
  recipients: Readonly<Record<string, string>>
  /** Of modems with two SIMs, by name. */
  simRules?: Readonly<Record<string, SlotRules>>
  /** With whom the train speaks in words; absent: with nobody. */
  talk?: ShoreTalk
}

/** Decides which link carries which class of traffic, and has the network carry it out. */
export const startLinks = (deps: LinksDeps): Service => {
  const tell = tellAs('links', deps)
  const desk: CellularDesk = new CellularDesk({
    ...deps,
    modems: deps.cellular,
    tell,
    onTextNews: (news) => talk.onTextNews(news),
    onCommand: (from, text) => talk.onCommand(from, text),
    sims: {
      rules: deps.simRules ?? {},
      usedGb: (modem) => links.usedGb(modem),
      isEmergency: () => talk.isEmergency(),
    },
  })
  const links: Links = new Links(deps, desk)
  const talk = startShoreTalk(
    { ...deps, talk: deps.talk ?? noShoreTalk, tell },
    {
      carrying: () => links.carrying(),
      isAlone: () => links.isAlone(),
      status: () => links.status(),
      resetModem: (name) => desk.reset(name),
      queueText: (text) => desk.queueText(text),
    },
  )
  const dishes = startStarlinkDesk(deps, links, tell)
  const { bus, clock } = deps
  const ends = [
    bus.subscribe('modems', (message) => links.onModems(message)),
    bus.subscribe('transmit', (message) => links.onTransmit(message)),
    bus.subscribe('pointing', (message) => links.onPointing(message)),
    bus.subscribe('permission', (message) => links.onPermission(message)),
    bus.subscribe('forecast', (message) => links.outlook.onForecast(message)),
    bus.subscribe('time', (message) => links.outlook.onTime(message)),
    bus.subscribe('navigation', (message) => links.outlook.onNavigation(message)),
    bus.handle('why.show', ({ trafficClass }) => whyShow(links.why(trafficClass))),
    bus.handle('outage.announce', (request) => announceOutage(links, request)),
    clock.every(DECIDE_EVERY_MS, () => links.repeat()),
    publishHealth(deps, 'links', { ...deps.cellular, ...deps.starlink }),
  ]
  return {
    close: () => {
      for (const end of ends) end()
      const { cellular, carriers = {} } = deps
      const watches = Object.values(carriers)
      const own = [...(deps.measuring ? [deps.measuring] : []), talk, desk, dishes, links, links.coverage, links.usage]
      return closeAll([...own, deps.network, ...Object.values(cellular), ...watches])
    },
  }
}

class Links {
  readonly coverage: CoverageMemory
  readonly outlook: Outlook
  readonly usage: UsageBook
  readonly #deps: LinksDeps
  readonly #desk: CellularDesk
  readonly #tell: ReturnType<typeof tellAs>
  readonly #cellular = new Map<string, CellularReport>()
  readonly #traffic = new Map<string, MeasuredTraffic>()
  readonly #handover = new Map<string, { noradId: number | undefined; atMs: number }>()
  readonly starlink: StarlinkDishes
  readonly #weather: WeatherWatch
  #modems: TopicMessage<'modems'> | undefined
  #transmit: TopicMessage<'transmit'> | undefined
  #permission: TopicMessage<'permission'> | undefined
  #ahead: LinkOutlook = {}
  #repeats = 0
  readonly #takeOver: TakeOver
  #state: LinksState
  readonly #routes: RouteKeeper

  constructor(deps: LinksDeps, desk: CellularDesk) {
    this.#deps = deps
    this.#desk = desk
    this.#tell = tellAs('links', deps)
    this.#takeOver = new TakeOver(deps.network.routes(), deps.clock.nowMs())
    this.#state = this.#takeOver.state()
    this.#routes = new RouteKeeper({ ...deps, tell: this.#tell })
    this.coverage = new CoverageMemory(deps.storage, (error) =>
      this.#tell({ subject: 'storage', text: `the coverage map is not kept: ${String(error)}`, severity: 'warning' }),
    )
    this.usage = new UsageBook({ ...deps, tell: this.#tell })
    this.#weather = new WeatherWatch(this.#tell)
    this.outlook = new Outlook(deps.links, this.coverage)
    for (const [name, modem] of Object.entries(deps.cellular)) {
      modem.onReport((report) => {
        this.#cellular.set(name, report)
        desk.onReport(name, report)
        this.#decide()
      })
    }
    this.starlink = new StarlinkDishes({
      ...deps,
      dishes: deps.starlink,
      tell: this.#tell,
      onChange: () => this.#decide(),
    })
    for (const watch of Object.values(deps.carriers ?? {})) watch.onChange(() => this.#decide())
    deps.network.onTraffic((seen) => this.#traffic.set(seen.link, seen))
    const capacities = new CapacityKeeper({ ...deps, tell: this.#tell })
    deps.measuring?.onSeen((seen, isNews) => {
      this.#traffic.set(seen.link, seen)
      if (isNews) this.#decide()
      else capacities.seen(seen)
    })
    this.#tellUse()
  }

  onModems(message: TopicMessage<'modems'>): void {
    this.#modems = message
    this.#decide()
  }

  onTransmit(message: TopicMessage<'transmit'>): void {
    this.#transmit = message
    this.#decide()
  }

  onPointing(message: TopicMessage<'pointing'>): void {
    const { atMs, terminals } = message
    this.#weather.onPointing(message)
    for (const [name, { noradId }] of Object.entries(terminals)) {
      if (this.#handover.get(name)?.noradId !== noradId) this.#handover.set(name, { noradId, atMs })
    }
  }

  onPermission(message: TopicMessage<'permission'>): void {
    this.#permission = message
  }

  /** Why a class is where it is, by what is known now; undefined for one of which the configuration says nothing. */
  why(trafficClass: TrafficClass): Explanation | undefined {
    return explainClass(this.#state, this.#observation(), { trafficClass, nowMs: this.#deps.clock.nowMs() })
  }

  /** Takes an outage into account that somebody knows of; says why not, or nothing. */
  announce(source: string, outage: AnnouncedOutage): string | undefined {
    const names = Object.keys(this.#deps.links)
    if (!names.includes(outage.link)) return `"${outage.link}": no such link; links: ${names.join(', ')}`
    this.outlook.announce(source, [outage])
    this.#lookAhead()
    this.#decide()
    return undefined
  }

  /** Links that carry now. */
  carrying(): string[] {
    const able = Object.values(this.#state.links).filter(({ state }) => state === 'up' || state === 'degraded')
    return able.map(({ name }) => name)
  }

  /** What the link of a cellular modem has carried in this month, where it is counted. */
  usedGb(modem: string): number | undefined {
    const own = Object.entries(this.#deps.links).find(([, link]) => 'cellular' in link && link.cellular === modem)
    return own && this.usage.terms()[own[0]]?.usedGb
  }

  /** Whether nothing carries what the train itself has to say. */
  isAlone(): boolean {
    const { operations, maintenance } = this.#state.classes
    return operations?.link === undefined && maintenance?.link === undefined
  }

  /** The state of each link, and the link of each class that has one. */
  status(): ReturnType<Parameters<typeof startShoreTalk>[1]['status']> {
    const { links, classes } = this.#state
    const carried = Object.entries(classes).flatMap(([name, { link }]) =>
      link === undefined ? [] : [[name, `by ${link}`]],
    )
    return {
      links: Object.fromEntries(Object.values(links).map(({ name, state }) => [name, state])),
      classes: Object.fromEntries(carried),
    }
  }

  nowMs(): number {
    return this.#deps.clock.nowMs()
  }

  /** Once a second, changed or not. */
  repeat(): void {
    this.#routes.askAgain()
    this.#lookAhead()
    this.#decide()
    this.#publish()
    this.starlink.publish()
    this.#deps.bus.publish('cellular', { atMs: this.#deps.clock.nowMs(), modems: this.#desk.modems() })
  }

  close(): Promise<void> {
    return this.starlink.close()
  }

  #observation(): LinksObservation {
    return {
      links: Object.entries(this.#deps.links).map(([name, link]) => this.#observe(name, link)),
      policies: this.#deps.policies,
      outlook: this.#ahead,
      terms: this.usage.terms(),
      leadMs: LEAD_MS + this.#routes.takesMs(),
    }
  }

  /** Learns from what is seen here, and looks at what lies ahead. */
  #lookAhead(): void {
    const nowMs = this.#deps.clock.nowMs()
    const samples = Object.entries(this.#deps.links).flatMap(([name, link]) => {
      const seen = this.#observe(name, link)
      const terminal = 'terminal' in link ? link.terminal : ''
      const antenna = this.#permission?.terminals[terminal]
      const { carrierToNoiseDb } = this.#modems?.terminals[terminal] ?? {}
      this.#weather.see(seen, terminal, { antenna, carrierToNoiseDb }, nowMs)
      const signal = seen.kind === 'cellular' ? seen.modem?.rsrpDbm : carrierToNoiseDb
      const sample = coverageSample(seen, { antenna, signal })
      return sample ? [[name, sample] as const] : []
    })
    this.outlook.learn(Object.fromEntries(samples), nowMs)
    this.#ahead = this.#outlook(nowMs)
    if (this.#repeats++ % OUTLOOK_EVERY === 0) this.#deps.bus.publish('outlook', outlookMessage(this.#ahead, nowMs))
  }

  #decide(): void {
    const nowMs = this.#deps.clock.nowMs()
    if (this.#takeOver.isWaiting((link) => this.#hasBeenHeard(link), nowMs)) return
    const { state, actions, reasons } = planLinks(this.#state, this.#observation(), nowMs)
    if (state === this.#state) return
    this.#state = state
    this.#tellUse()
    for (const action of actions) this.#execute[action.do](action as never)
    if (reasons.length > 0)
      this.#tell({
        subject: 'links',
        text: reasons.slice(0, SENTENCES_AT_MOST).join('; '),
        reasons: reasons.slice(SENTENCES_AT_MOST),
      })
    this.#publish()
  }

  readonly #execute: { [K in LinkAction['do']]: (action: Extract<LinkAction, { do: K }>) => void } = {
    prefer: ({ trafficClass, link }) => this.#routes.want(trafficClass, link),
    drop: ({ trafficClass }) => this.#routes.want(trafficClass, undefined),
  }

  /** What is known of the way ahead, and what terminals themselves let expect. */
  #outlook(nowMs: MonotonicMs): LinkOutlook {
    const ahead = this.outlook.ahead(nowMs)
    const told = Object.entries(this.#deps.links).map(([name, link]) => {
      const own = 'starlink' in link ? this.starlink.ahead(link.starlink) : this.#weather.ahead(name)
      return [name, [...(ahead[name] ?? []), ...own]] as const
    })
    return { ...ahead, ...Object.fromEntries(told) }
  }

  #observe(name: string, link: LinkConfig): LinkObservation {
    const traffic = this.#freshTraffic(name)
    const seen = traffic && { traffic }
    if ('cellular' in link) {
      const modem = this.#cellular.get(link.cellular)
      return { name, kind: 'cellular', ...seen, ...(modem && { modem }) }
    }
    if ('starlink' in link) {
      const dish = this.starlink.seen(link.starlink)
      return { name, kind: 'starlink', ...seen, ...(dish && { dish }) }
    }
    if ('ethernet' in link)
      return { name, kind: 'ethernet', ...seen, carrier: this.#deps.carriers?.[name]?.carrier() ?? 'absent' }
    const modem = this.#fresh('modems', this.#modems)?.terminals[link.terminal]
    const isTransmitPermitted = this.#fresh('transmit', this.#transmit)?.terminals[link.terminal]?.isPermitted === true
    const handedOverAtMs = this.#handover.get(link.terminal)?.atMs
    const handover = handedOverAtMs !== undefined && { handoverAgeMs: this.#deps.clock.nowMs() - handedOverAtMs }
    return { name, kind: 'satellite', ...seen, ...(modem && { modem }), isTransmitPermitted, ...handover }
  }

  #hasBeenHeard(name: string): boolean {
    const link = this.#deps.links[name]
    if (!link) return true
    if ('terminal' in link) return this.#fresh('modems', this.#modems) !== undefined && this.#transmit !== undefined
    if ('starlink' in link) return this.starlink.seen(link.starlink) !== undefined
    if ('ethernet' in link) return true
    const modem = this.#cellular.get(link.cellular)
    return modem?.isAlive === true && modem.registration !== 'unknown'
  }

  /** What a writer that died said last is not so any more. */
  #fresh<M extends { atMs: number }>(topic: TopicName, message: M | undefined): M | undefined {
    return message && this.#deps.clock.nowMs() - message.atMs <= topics[topic].staleAfterMs ? message : undefined
  }

  /** What carries a class is measured more closely. */
  #tellUse(): void {
    const used = Object.values(this.#state.classes).flatMap(({ link }) => (link === undefined ? [] : [link]))
    this.#deps.measuring?.use(new Set(used))
  }

  #freshTraffic(name: string): MeasuredTraffic | undefined {
    const traffic = this.#traffic.get(name)
    return traffic && this.#deps.clock.nowMs() - traffic.atMs <= TRAFFIC_HOLDS_MS ? traffic : undefined
  }

  #publish(): void {
    const { links, classes } = this.#state
    const linkMessage = ({ state, reason, name }: LinksState['links'][string]) => {
      const traffic = this.#freshTraffic(name)
      return {
        state,
        reason,
        ...(traffic?.latencyMs !== undefined && { latencyMs: traffic.latencyMs }),
        ...(traffic && { loss: traffic.loss }),
      }
    }
    this.#deps.bus.publish('links', {
      atMs: this.#deps.clock.nowMs(),
      links: Object.fromEntries(Object.values(links).map((link) => [link.name, linkMessage(link)])),
      routes: Object.fromEntries(
        Object.entries(classes).flatMap(([name, { link }]) => (link === undefined ? [] : [[name, link]])),
      ),
    })
  }
}
