import type { Cancel, Clock } from '../../../hal/clock.ts'
import { DOUBLE } from '../../domain/network-numbers.ts'
import { decodeSwitch, encodeSwitch, nextOrder, type SwitchMac, type SwitchOrder } from '../../domain/switch-message.ts'
import { ASK_EVERY_MS, answered, type DoubleWatch, unanswered, watchFrom } from '../../plan/double-watch.ts'
import type { AnnouncingDoor } from './announcer.ts'

interface DoubleDeps {
  clock: Clock
  mac: SwitchMac
  /** The train's address inside the double tunnel; its own, beside that of announcements. */
  door: AnnouncingDoor
  run: number
  /** The two links. */
  links: readonly string[]
  /** Classes that are sent on both. */
  classes: readonly string[]
  /** Has the kernel send them on both, or on their link alone. */
  carryOut: (isThrough: boolean) => Promise<void>
  /** Tells the hub by which tunnel a class goes. */
  announce: (trafficClass: string, link: string | undefined) => void
  /** Told of each change. */
  onChange: (isThrough: boolean) => void
}

/** Answers to older questions than these prove nothing. */
const QUESTIONS_KNOWN = 3

/** Asks the hub by the double tunnel whether it is heard: classes go by it only while it is, since neither end may be there. */
export class DoubleKeeper {
  readonly #deps: DoubleDeps
  readonly #present = new Map<string, string | undefined>()
  readonly #endAsking: Cancel
  #watch: DoubleWatch
  #order: SwitchOrder
  #isDoubled = false
  #last: Promise<void> = Promise.resolve()

  constructor(deps: DoubleDeps) {
    this.#deps = deps
    this.#watch = watchFrom(deps.clock.nowMs())
    this.#order = { run: deps.run, number: 0 }
    deps.door.socket.onMessage((bytes) => this.#onAnswer(bytes))
    this.#endAsking = deps.clock.every(ASK_EVERY_MS, () => this.#ask())
  }

  /** A class goes by a link now: the hub is told of the double tunnel while that carries it. */
  announce(trafficClass: string, link: string | undefined): void {
    this.#present.set(trafficClass, link)
    this.#deps.announce(trafficClass, this.#isDouble(trafficClass, link) ? DOUBLE : link)
  }

  async close(): Promise<void> {
    this.#endAsking()
    await this.#last
    await this.#deps.door.socket.close()
  }

  #isDouble(trafficClass: string, link: string | undefined): boolean {
    const { classes, links } = this.#deps
    return this.#isDoubled && classes.includes(trafficClass) && link !== undefined && links.includes(link)
  }

  #ask(): void {
    this.#become(unanswered(this.#watch, this.#deps.clock.nowMs()))
    const { door, mac } = this.#deps
    this.#order = nextOrder(this.#order)
    void door.socket.send(encodeSwitch({ kind: 'ask', trafficClass: 'emergency', ...this.#order }, mac), door.hub)
  }

  #onAnswer(bytes: Uint8Array): void {
    const answer = decodeSwitch(bytes, this.#deps.mac)
    if (typeof answer === 'string' || answer.kind !== 'here' || answer.run !== this.#order.run) return
    if (answer.number > this.#order.number || answer.number <= this.#order.number - QUESTIONS_KNOWN) return
    this.#become(answered(this.#watch, this.#deps.clock.nowMs()))
  }

  #become(watch: DoubleWatch): void {
    const { isThrough } = watch
    const isNew = isThrough !== this.#watch.isThrough
    this.#watch = watch
    if (isNew && isThrough !== undefined) this.#last = this.#last.then(() => this.#change(isThrough))
  }

  /** The hub is told once the train's own packets go that way; what the kernel refuses leaves each class on its link. */
  async #change(isThrough: boolean): Promise<void> {
    const isDone = await this.#deps.carryOut(isThrough).then(
      () => true,
      () => false,
    )
    this.#isDoubled = isThrough && isDone
    for (const trafficClass of this.#deps.classes)
      if (this.#present.has(trafficClass)) this.announce(trafficClass, this.#present.get(trafficClass))
    this.#deps.onChange(this.#isDoubled)
  }
}
