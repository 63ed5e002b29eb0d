import type { Cancel, Clock } from '../../hal/clock.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { Bus, Unsubscribe } from '../bus/bus.ts'
import { type TopicMessage, type TopicName, topics } from '../bus/topics.ts'
import type { Seen } from './command.ts'

const WAIT_MS = 1_000
/** Longer than the pauses of a `watch`, so that a topic is not asked for anew at each look. */
const KEPT_MS = 60_000

interface Watched {
  last: { message: unknown; heardMs: MonotonicMs } | undefined
  first: Promise<void>
  end: Unsubscribe
  /** Its end, when nobody asks for it again. */
  cancelEnd: Cancel
}

/** The last message of each topic that somebody has asked for, from then on until a minute after the last time. */
export class TopicWatch {
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #watched = new Map<TopicName, Watched>()

  constructor({ bus, clock }: { bus: Bus; clock: Clock }) {
    this.#bus = bus
    this.#clock = clock
  }

  /** Waits at most a second for the first one. */
  async seen<N extends TopicName>(topic: N): Promise<Seen<N> | undefined> {
    const watched = this.#watched.get(topic) ?? this.#watch(topic)
    this.#keep(topic, watched)
    if (!watched.last) await Promise.race([watched.first, this.#wait()])
    if (!watched.last) return undefined
    const { message, heardMs } = watched.last
    const isStale = this.#clock.nowMs() - heardMs > topics[topic].staleAfterMs
    return { message: message as TopicMessage<N>, heardMs, isStale }
  }

  close(): void {
    for (const topic of [...this.#watched.keys()]) this.#release(topic)
  }

  #watch(topic: TopicName): Watched {
    const { promise, resolve } = Promise.withResolvers<void>()
    const watched: Watched = { last: undefined, first: promise, end: () => undefined, cancelEnd: () => undefined }
    this.#watched.set(topic, watched)
    watched.end = this.#bus.subscribe(topic, (message) => {
      watched.last = { message, heardMs: this.#clock.nowMs() }
      resolve()
    })
    return watched
  }

  #keep(topic: TopicName, watched: Watched): void {
    watched.cancelEnd()
    watched.cancelEnd = this.#clock.after(KEPT_MS, () => this.#release(topic))
  }

  #release(topic: TopicName): void {
    const watched = this.#watched.get(topic)
    watched?.cancelEnd()
    watched?.end()
    this.#watched.delete(topic)
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(WAIT_MS, resolve)
    })
  }
}
