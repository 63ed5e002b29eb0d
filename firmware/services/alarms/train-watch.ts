import type { Clock } from '../../../hal/clock.ts'
import type { Bus, Unsubscribe } from '../../bus/bus.ts'
import type { ServiceName } from '../../bus/services.ts'
import { type TopicName, topics } from '../../bus/topics.ts'
import type { ToldTopic, TrainTold } from '../../plan/train-told.ts'
import type { ServicesTold } from '../../plan/troubles.ts'

type WatchedTopic = keyof TrainTold

interface TrainWatchOptions {
  bus: Bus
  clock: Clock
  topics: readonly WatchedTopic[]
  services: readonly ServiceName[]
  onRestart(service: ServiceName): void
}

/** Chosen: a service that is started with the others has said something by then. */
const START_MS = 30_000

/** What the services of the train said last, and how long ago. */
export class TrainWatch {
  readonly #options: TrainWatchOptions
  readonly #ends: readonly Unsubscribe[]
  readonly #last = new Map<TopicName, { message: { atMs: number } }>()
  readonly #since = new Map<ServiceName, number>()
  readonly #startedMs: number

  constructor(options: TrainWatchOptions) {
    const { bus, clock } = options
    this.#options = options
    this.#startedMs = clock.nowMs()
    this.#ends = [
      ...options.topics.map((topic) => bus.subscribe(topic, (message) => this.#last.set(topic, { message }))),
      ...options.services.map((service) =>
        bus.subscribe(`${service}.health`, (message) => {
          this.#last.set(`${service}.health`, { message })
          this.#onSince(service, message.sinceMs)
        }),
      ),
    ]
  }

  #onSince(service: ServiceName, sinceMs: number | undefined): void {
    if (sinceMs === undefined) return
    const before = this.#since.get(service)
    this.#since.set(service, sinceMs)
    if (before !== undefined && sinceMs > before) this.#options.onRestart(service)
  }

  #ageMs(topic: TopicName): number | undefined {
    const last = this.#last.get(topic)
    return last && Math.max(0, this.#options.clock.nowMs() - last.message.atMs)
  }

  told(): TrainTold {
    const told = this.#options.topics.flatMap((topic): [WatchedTopic, ToldTopic<unknown>][] => {
      const ageMs = this.#ageMs(topic)
      const message = this.#last.get(topic)?.message
      return ageMs === undefined ? [] : [[topic, { message, ageMs, isStale: ageMs > topics[topic].staleAfterMs }]]
    })
    return Object.fromEntries(told) as TrainTold
  }

  /** Topics whose word is to be believed now. */
  heard(): ReadonlySet<string> {
    return new Set(Object.entries(this.told()).flatMap(([topic, told]) => (told?.isStale === false ? [topic] : [])))
  }

  /** How old the word of each service is; of one that was never heard, since this one listens. */
  services(): ServicesTold {
    const listensMs = this.#options.clock.nowMs() - this.#startedMs
    const neverMs = listensMs < START_MS ? 0 : undefined
    return Object.fromEntries(this.#options.services.map((name) => [name, this.#ageMs(`${name}.health`) ?? neverMs]))
  }

  close(): void {
    for (const end of this.#ends) end()
  }
}
