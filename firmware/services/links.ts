import type { CellularModem, CellularReport } from '../../drivers/cellular/cellular.ts'
import type { LinkTraffic, Network } from '../../hal/network.ts'
import type { Storage } from '../../hal/storage.ts'
import { type TopicMessage, type TopicName, topics } from '../bus/topics.ts'
import type { ClassPolicies } from '../plan/class-policy.ts'
import type { LinkObservation } from '../plan/link-state.ts'
import { type LinkAction, type LinksState, linksAtStart, planLinks } from '../plan/links.ts'
import { publishHealth } from './health.ts'
import { CellularDesk } from './links/cellular-desk.ts'
import { closeAll, type Service, type ServiceContext } from './service.ts'
import { tellAs } from './tell.ts'

const DECIDE_EVERY_MS = 1_000
const TRAFFIC_HOLDS_MS = 3_000
const SENTENCES_AT_MOST = 3

interface LinksDeps extends ServiceContext {
  links: Readonly<Record<string, { terminal: string } | { cellular: string }>>
  policies: ClassPolicies
  cellular: Readonly<Record<string, CellularModem>>
  network: Network
  /** Keeps text messages that are not done with. */
  storage: Storage
  /** Whom texts may be sent to: numbers by name. */
  recipients: Readonly<Record<string, string>>
}

/** Decides which link carries which class of traffic, and has the network carry it out. */
export const startLinks = (deps: LinksDeps): Service => {
  const desk = new CellularDesk({ ...deps, modems: deps.cellular, tell: tellAs('links', deps) })
  const links = new Links(deps, desk)
  const { bus, clock } = deps
  const ends = [
    bus.subscribe('modems', (message) => links.onModems(message)),
    bus.subscribe('transmit', (message) => links.onTransmit(message)),
    bus.subscribe('pointing', (message) => links.onPointing(message)),
    clock.every(DECIDE_EVERY_MS, () => links.repeat()),
    publishHealth(deps, 'links', deps.cellular),
  ]
  return {
    close: () => {
      for (const end of ends) end()
      return closeAll([desk, deps.network, ...Object.values(deps.cellular)])
    },
  }
}

class Links {
  readonly #deps: LinksDeps
  readonly #desk: CellularDesk
  readonly #tell: ReturnType<typeof tellAs>
  readonly #cellular = new Map<string, CellularReport>()
  readonly #traffic = new Map<string, LinkTraffic>()
  readonly #handover = new Map<string, { noradId: number | undefined; atMs: number }>()
  #modems: TopicMessage<'modems'> | undefined
  #transmit: TopicMessage<'transmit'> | undefined
  #state: LinksState = linksAtStart
  /** The link of each class as it was last asked for, and the classes for which the network refused it. */
  readonly #wanted = new Map<string, string | undefined>()
  readonly #refused = new Set<string>()

  constructor(deps: LinksDeps, desk: CellularDesk) {
    this.#deps = deps
    this.#desk = desk
    this.#tell = tellAs('links', deps)
    for (const [name, modem] of Object.entries(deps.cellular)) {
      modem.onReport((report) => {
        this.#cellular.set(name, report)
        desk.onReport(name, report)
        this.#decide()
      })
    }
    deps.network.onTraffic((seen) => this.#traffic.set(seen.link, seen))
  }

  onModems(message: TopicMessage<'modems'>): void {
    this.#modems = message
    this.#decide()
  }

  onTransmit(message: TopicMessage<'transmit'>): void {
    this.#transmit = message
    this.#decide()
  }

  onPointing({ atMs, terminals }: TopicMessage<'pointing'>): void {
    for (const [name, { noradId }] of Object.entries(terminals)) {
      if (this.#handover.get(name)?.noradId !== noradId) this.#handover.set(name, { noradId, atMs })
    }
  }

  /** Once a second, changed or not. */
  repeat(): void {
    this.#askAgain()
    this.#decide()
    this.#publish()
    this.#deps.bus.publish('cellular', { atMs: this.#deps.clock.nowMs(), modems: this.#desk.modems() })
  }

  #decide(): void {
    const nowMs = this.#deps.clock.nowMs()
    const observation = {
      links: Object.entries(this.#deps.links).map(([name, link]) => this.#observe(name, link)),
      policies: this.#deps.policies,
    }
    const { state, actions, reasons } = planLinks(this.#state, observation, nowMs)
    if (state === this.#state) return
    this.#state = state
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
    prefer: ({ trafficClass, link }) => this.#route(trafficClass, link),
    drop: ({ trafficClass }) => this.#route(trafficClass, undefined),
  }

  #route(trafficClass: string, link: string | undefined): void {
    this.#refused.delete(trafficClass)
    this.#wanted.set(trafficClass, link)
    this.#ask(trafficClass, link).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      this.#tell({ subject: trafficClass, text: 'its route was not changed', reasons: [why], severity: 'warning' })
    })
  }

  /** A refused route is asked for again for as long as it is wanted; it was told once. */
  #askAgain(): void {
    for (const trafficClass of this.#refused) {
      this.#refused.delete(trafficClass)
      this.#ask(trafficClass, this.#wanted.get(trafficClass)).catch(() => undefined)
    }
  }

  async #ask(trafficClass: string, link: string | undefined): Promise<void> {
    try {
      await this.#deps.network.route(trafficClass, link)
    } catch (error) {
      if (this.#wanted.get(trafficClass) === link) this.#refused.add(trafficClass)
      throw error
    }
  }

  #observe(name: string, link: { terminal: string } | { cellular: string }): LinkObservation {
    const traffic = this.#freshTraffic(name)
    const seen = traffic && { traffic }
    if ('cellular' in link) {
      const modem = this.#cellular.get(link.cellular)
      return { name, kind: 'cellular', ...seen, ...(modem && { modem }) }
    }
    const modem = this.#fresh('modems', this.#modems)?.terminals[link.terminal]
    const isTransmitPermitted = this.#fresh('transmit', this.#transmit)?.terminals[link.terminal]?.isPermitted === true
    const handedOverAtMs = this.#handover.get(link.terminal)?.atMs
    const handover = handedOverAtMs !== undefined && { handoverAgeMs: this.#deps.clock.nowMs() - handedOverAtMs }
    return { name, kind: 'satellite', ...seen, ...(modem && { modem }), isTransmitPermitted, ...handover }
  }

  /** What a writer that died said last is not so any more. */
  #fresh<M extends { atMs: number }>(topic: TopicName, message: M | undefined): M | undefined {
    return message && this.#deps.clock.nowMs() - message.atMs <= topics[topic].staleAfterMs ? message : undefined
  }

  #freshTraffic(name: string): LinkTraffic | undefined {
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
