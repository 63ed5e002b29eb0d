import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { DatagramAddress, DatagramSocket } from '../../../hal/datagram-socket.ts'
import { encodeCapacity } from '../../domain/capacity-message.ts'
import type { MessageMac } from '../../domain/message-mac.ts'
import {
  decodeSwitch,
  encodeSwitch,
  nextOrder,
  type SwitchMessage,
  type SwitchOrder,
} from '../../domain/switch-message.ts'
import { type TrafficClass, trafficClasses } from '../../domain/traffic-class.ts'

/** The train's address inside a link's tunnel, and where the hub listens in it. */
export interface AnnouncingDoor {
  socket: DatagramSocket
  hub: DatagramAddress
}

interface AnnouncerDeps {
  clock: Clock
  mac: MessageMac
  /** By link. */
  doors: Readonly<Record<string, AnnouncingDoor>>
  /** Higher than that of any earlier run where the clock was right; the hub sets it right where it was not. */
  run: number
  /** Told once for each announcement that the hub never answered. */
  onUnanswered: (trafficClass: TrafficClass, link: string) => void
}

interface Pending {
  link: string
  order: SwitchOrder
  sent: number
  cancel: Cancel
}

/** Longer than a round trip by a low orbit; by a geostationary one an answer comes while it is repeated. */
const AGAIN_AFTER_MS = 150
const TRIES = 10

/** Tells the hub by which tunnel a class now goes: inside that tunnel, repeated until it is answered, the newest of a class only. */
export class Announcer {
  readonly #deps: AnnouncerDeps
  readonly #pending = new Map<TrafficClass, Pending>()
  #order: SwitchOrder

  constructor(deps: AnnouncerDeps) {
    this.#deps = deps
    this.#order = { run: deps.run, number: 0 }
    for (const { socket } of Object.values(deps.doors)) socket.onMessage((bytes) => this.#onAnswer(bytes))
  }

  /** Never waits. A link without a tunnel needs no announcement; nor does a class that nothing carries. */
  announce(name: string, link: string | undefined): void {
    const trafficClass = trafficClasses.find((one) => one === name)
    if (trafficClass === undefined) return
    this.#pending.get(trafficClass)?.cancel()
    this.#pending.delete(trafficClass)
    if (link === undefined || !Object.hasOwn(this.#deps.doors, link)) return
    this.#order = nextOrder(this.#order)
    this.#send(trafficClass, { link, order: this.#order, sent: 0, cancel: () => {} })
  }

  /** Tells the hub what a link can carry from the shore, kbit/s; it is not answered, and so told again and again. */
  tellCapacity(link: string, kbps: number | undefined): void {
    const door = Object.hasOwn(this.#deps.doors, link) ? this.#deps.doors[link] : undefined
    if (!door) return
    this.#order = nextOrder(this.#order)
    void door.socket.send(encodeCapacity({ ...this.#order, kbps }, this.#deps.mac), door.hub)
  }

  async close(): Promise<void> {
    for (const { cancel } of this.#pending.values()) cancel()
    this.#pending.clear()
    await Promise.all(Object.values(this.#deps.doors).map(({ socket }) => socket.close()))
  }

  #send(trafficClass: TrafficClass, pending: Pending): void {
    if (pending.sent >= TRIES) {
      this.#pending.delete(trafficClass)
      this.#deps.onUnanswered(trafficClass, pending.link)
      return
    }
    const door = this.#deps.doors[pending.link]
    void door?.socket.send(encodeSwitch({ kind: 'announce', trafficClass, ...pending.order }, this.#deps.mac), door.hub)
    const next = { ...pending, sent: pending.sent + 1 }
    const cancel = this.#deps.clock.after(AGAIN_AFTER_MS, () => this.#send(trafficClass, next))
    this.#pending.set(trafficClass, { ...next, cancel })
  }

  #onAnswer(bytes: Uint8Array): void {
    const answer = decodeSwitch(bytes, this.#deps.mac)
    if (typeof answer === 'string' || answer.kind !== 'answer') return
    const pending = this.#pending.get(answer.trafficClass)
    if (!pending) return
    if (answer.outcome === 'stale') {
      this.#overtake(answer, pending)
      return
    }
    const isItsOwn = answer.run === pending.order.run && answer.number === pending.order.number
    // What failed is repeated like what was lost.
    if (!isItsOwn || answer.outcome === 'failed') return
    pending.cancel()
    this.#pending.delete(answer.trafficClass)
  }

  /** The hub knows a later run: the clock stood wrong, then or now. */
  #overtake({ trafficClass, run }: SwitchMessage, pending: Pending): void {
    if (run < this.#order.run) return
    this.#order = { run: run + 1, number: 0 }
    pending.cancel()
    this.#send(trafficClass, { ...pending, order: this.#order })
  }
}
