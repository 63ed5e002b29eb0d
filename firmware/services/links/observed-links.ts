import type { CellularReport } from '../../../drivers/cellular/cellular.ts'
import type { CarrierWatch } from '../../../hal/carrier.ts'
import type { Clock } from '../../../hal/clock.ts'
import { type TopicMessage, type TopicName, topics } from '../../bus/topics.ts'
import type { LinkObservation } from '../../plan/link-state.ts'
import type { MeasuredTraffic } from './link-measuring.ts'
import type { StarlinkDishes } from './starlink-dishes.ts'

/** By what a link goes: the name of a terminal, of a modem, of a dish, or of a port. */
export type LinkMeans = { terminal: string } | { cellular: string } | { starlink: string } | { ethernet: string }

interface ObservedDeps {
  clock: Clock
  links: Readonly<Record<string, LinkMeans>>
  dishes: Pick<StarlinkDishes, 'seen'>
  /** By link, of those that are a port with a router behind it. */
  carriers: Readonly<Record<string, CarrierWatch>>
}

const TRAFFIC_HOLDS_MS = 3_000

/** What is seen of each link now, by whoever has to do with it; what is too old to count is not. */
export class ObservedLinks {
  readonly #deps: ObservedDeps
  readonly #cellular = new Map<string, CellularReport>()
  readonly #traffic = new Map<string, MeasuredTraffic>()
  readonly #handover = new Map<string, { noradId: number | undefined; atMs: number }>()
  #modems: TopicMessage<'modems'> | undefined
  #transmit: TopicMessage<'transmit'> | undefined

  constructor(deps: ObservedDeps) {
    this.#deps = deps
  }

  onModems(message: TopicMessage<'modems'>): void {
    this.#modems = message
  }

  onTransmit(message: TopicMessage<'transmit'>): void {
    this.#transmit = message
  }

  /** Another satellite than before is a handover. */
  onPointing({ atMs, terminals }: TopicMessage<'pointing'>): void {
    for (const [name, { noradId }] of Object.entries(terminals))
      if (this.#handover.get(name)?.noradId !== noradId) this.#handover.set(name, { noradId, atMs })
  }

  onCellular(modem: string, report: CellularReport): void {
    this.#cellular.set(modem, report)
  }

  onTraffic(seen: MeasuredTraffic): void {
    this.#traffic.set(seen.link, seen)
  }

  /** In the order of the train's file. */
  all(): LinkObservation[] {
    return Object.entries(this.#deps.links).map(([name, link]) => this.#observe(name, link))
  }

  /** What was measured of a link, for three seconds. */
  traffic(link: string): MeasuredTraffic | undefined {
    const traffic = this.#traffic.get(link)
    return traffic && this.#deps.clock.nowMs() - traffic.atMs <= TRAFFIC_HOLDS_MS ? traffic : undefined
  }

  /** What a terminal's modem said last, however long ago. */
  carrierToNoiseDb(terminal: string): number | undefined {
    return this.#modems?.terminals[terminal]?.carrierToNoiseDb
  }

  /** Whether whoever knows of a link has said anything yet. */
  hasBeenHeard(name: string): boolean {
    const link = this.#deps.links[name]
    if (!link) return true
    if ('terminal' in link) return this.#fresh('modems', this.#modems) !== undefined && this.#transmit !== undefined
    if ('starlink' in link) return this.#deps.dishes.seen(link.starlink) !== undefined
    if ('ethernet' in link) return true
    const modem = this.#cellular.get(link.cellular)
    return modem?.isAlive === true && modem.registration !== 'unknown'
  }

  #observe(name: string, link: LinkMeans): LinkObservation {
    const { dishes, carriers } = this.#deps
    const traffic = this.traffic(name)
    const shared = { name, ...(traffic && { traffic }) }
    if ('terminal' in link) return { ...shared, kind: 'satellite', ...this.#terminal(link.terminal) }
    if ('ethernet' in link) return { ...shared, kind: 'ethernet', carrier: carriers[name]?.carrier() ?? 'absent' }
    if ('cellular' in link) {
      const modem = this.#cellular.get(link.cellular)
      return { ...shared, kind: 'cellular', ...(modem && { modem }) }
    }
    const dish = dishes.seen(link.starlink)
    return { ...shared, kind: 'starlink', ...(dish && { dish }) }
  }

  #terminal(terminal: string) {
    const modem = this.#fresh('modems', this.#modems)?.terminals[terminal]
    const isTransmitPermitted = this.#fresh('transmit', this.#transmit)?.terminals[terminal]?.isPermitted === true
    const atMs = this.#handover.get(terminal)?.atMs
    return {
      ...(modem && { modem }),
      isTransmitPermitted,
      ...(atMs !== undefined && { handoverAgeMs: this.#deps.clock.nowMs() - atMs }),
    }
  }

  /** What a writer that died said last is not so any more. */
  #fresh<M extends { atMs: number }>(topic: TopicName, message: M | undefined): M | undefined {
    return message && this.#deps.clock.nowMs() - message.atMs <= topics[topic].staleAfterMs ? message : undefined
  }
}
