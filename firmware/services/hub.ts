import type { Clock } from '../../hal/clock.ts'
import type { DatagramAddress, DatagramSocket } from '../../hal/datagram-socket.ts'
import type { ShoreRouter } from '../../hal/shore-router.ts'
import { type CapacityMessage, decodeCapacity } from '../domain/capacity-message.ts'
import type { MessageMac } from '../domain/message-mac.ts'
import { decodeSwitch, encodeSwitch, isLater, type SwitchMessage } from '../domain/switch-message.ts'
import type { TrafficClass } from '../domain/traffic-class.ts'
import { type DoorCounters, hearBy } from './limited-door.ts'
import { closeAll, type Service } from './service.ts'

export interface HubCounters extends DoorCounters {
  /** Announcements that were carried out. */
  moved: number
  /** Capacities that were taken. */
  shaped: number
  /** That could not be carried out; the train asks again. */
  failed: number
  /** As old as one before, and not obeyed. */
  stale: number
}

interface HubDeps {
  clock: Clock
  router: ShoreRouter
  mac: MessageMac
  /** The hub's address inside each tunnel, by the name of its link: what comes there came by that link. */
  doors: Readonly<Record<string, DatagramSocket>>
  /** Tells a person, a line at a time. */
  say: (line: string) => void
}

type Announcement = Extract<SwitchMessage, { kind: 'announce' }>
type Outcome = Extract<SwitchMessage, { kind: 'answer' }>['outcome']

/** The newest announcement of a class; `outcome` is absent while it is being carried out. */
interface Newest {
  message: Announcement
  link: string
  from: DatagramAddress
  outcome?: Outcome
}

/** A train has six classes and repeats itself ten times a second. */
const MESSAGES_A_SECOND = 200

/** What a train tells its hub. */
type Told = CapacityMessage | Announcement | Extract<SwitchMessage, { kind: 'ask' }>

const decodeTold = (bytes: Uint8Array, mac: MessageMac): Told | 'garbled' | 'forged' => {
  const capacity = decodeCapacity(bytes, mac)
  if (capacity !== 'garbled') return capacity
  const message = decodeSwitch(bytes, mac)
  if (typeof message === 'string') return message
  return message.kind === 'announce' || message.kind === 'ask' ? message : 'garbled'
}

class Hub {
  readonly counters: HubCounters = { moved: 0, shaped: 0, failed: 0, stale: 0, garbled: 0, forged: 0, tooMany: 0 }
  readonly #deps: HubDeps
  readonly #newest = new Map<TrafficClass, Newest>()
  readonly #moving = new Set<TrafficClass>()
  readonly #capacities = new Map<string, CapacityMessage>()

  constructor(deps: HubDeps) {
    this.#deps = deps
    const { clock, mac, doors } = deps
    for (const [link, socket] of Object.entries(doors))
      hearBy(
        {
          socket,
          clock,
          decode: (bytes) => decodeTold(bytes, mac),
          aSecond: MESSAGES_A_SECOND,
          counters: this.counters,
        },
        (message, from) => this.#onMessage(link, message, from),
      )
  }

  #onMessage(link: string, message: Told, from: DatagramAddress): void {
    if (!('kind' in message)) this.#onCapacity(link, message)
    else if (message.kind === 'announce') this.#onAnnouncement({ message, link, from })
    else this.#answer(link, from, { ...message, kind: 'here' })
  }

  #onAnnouncement(now: Newest): void {
    const before = this.#newest.get(now.message.trafficClass)
    if (!before || isLater(now.message, before.message)) this.#obey(now)
    else if (!isLater(before.message, now.message)) this.#answerAgain(before, now.from)
    else {
      this.counters.stale++
      this.#answer(now.link, now.from, { ...before.message, kind: 'answer', outcome: 'stale' })
    }
  }

  /** The tunnel in which it came is the link. What is the same as before was made then; the router puts it back when it is lost. */
  #onCapacity(link: string, message: CapacityMessage): void {
    const before = this.#capacities.get(link)
    if (before && !isLater(message, before)) {
      this.counters.stale++
      return
    }
    this.#capacities.set(link, message)
    if (before?.kbps !== message.kbps) void this.#shape(link, message)
  }

  async #shape(link: string, { kbps }: CapacityMessage): Promise<void> {
    try {
      await this.#deps.router.shape(link, kbps)
      this.counters.shaped++
    } catch (error) {
      this.counters.failed++
      // The same capacity told again counts as new.
      this.#capacities.delete(link)
      this.#deps.say(`${link}: not shaped: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** A repeated announcement was not answered, or the answer was lost; a failed one is tried again. */
  #answerAgain(known: Newest, from: DatagramAddress): void {
    if (known.outcome === undefined) return
    if (known.outcome === 'failed') this.#obey({ message: known.message, link: known.link, from })
    else this.#answer(known.link, from, { ...known.message, kind: 'answer', outcome: known.outcome })
  }

  #obey(newest: Newest): void {
    const { trafficClass } = newest.message
    this.#newest.set(trafficClass, newest)
    if (!this.#moving.has(trafficClass)) void this.#moveToNewest(trafficClass)
  }

  /** One change of a class at a time; what was overtaken meanwhile is never carried out. */
  async #moveToNewest(trafficClass: TrafficClass): Promise<void> {
    this.#moving.add(trafficClass)
    for (let next = this.#newest.get(trafficClass); next && next.outcome === undefined; ) {
      const outcome = await this.#move(trafficClass, next.link)
      next.outcome = outcome
      this.#answer(next.link, next.from, { ...next.message, kind: 'answer', outcome })
      next = this.#newest.get(trafficClass)
    }
    this.#moving.delete(trafficClass)
  }

  async #move(trafficClass: TrafficClass, link: string): Promise<Outcome> {
    try {
      await this.#deps.router.move(trafficClass, link)
      this.counters.moved++
      this.#deps.say(`${trafficClass}: by ${link}`)
      return 'moved'
    } catch (error) {
      this.counters.failed++
      this.#deps.say(`${trafficClass}: not by ${link}: ${error instanceof Error ? error.message : String(error)}`)
      return 'failed'
    }
  }

  #answer(link: string, to: DatagramAddress, message: SwitchMessage): void {
    this.#deps.doors[link]?.send(encodeSwitch(message, this.#deps.mac), to)
  }
}

/** Takes the switches that a train announces inside its tunnels, in their order, and has the router carry them out. */
export const startHub = (deps: HubDeps): Service & { counters(): HubCounters } => {
  const hub = new Hub(deps)
  return {
    counters: () => ({ ...hub.counters }),
    close: () => closeAll([deps.router, ...Object.values(deps.doors)]),
  }
}
