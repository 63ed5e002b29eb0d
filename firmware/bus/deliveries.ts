import type { BusCounters } from './bus.ts'
import type { TopicMessage, TopicName } from './topics.ts'

/** Messages that wait for one reader; chosen: half a minute of the fastest topic's tenth, small enough to forget. */
const QUEUE_LIMIT = 64

type AnyMessage = TopicMessage<TopicName>

interface Reader {
  handler: (message: AnyMessage) => void
  queue: AnyMessage[]
  isActive: boolean
  /** Hands over what waits; made once, messages are many. */
  deliver: () => void
}

const deliverTo = (reader: Reader): void => {
  const waiting = reader.queue
  reader.queue = []
  for (const message of waiting) if (reader.isActive) reader.handler(message)
}

/** Bounded queues from what arrives on a bus to its readers in this process: a full one loses its oldest message, counted. */
export class Deliveries {
  readonly #defer: (run: () => void) => void
  readonly #readers = new Map<TopicName, Reader[]>()
  readonly #last = new Map<TopicName, AnyMessage>()
  readonly #dropped: Partial<Record<TopicName, number>> = {}

  constructor(defer: (run: () => void) => void) {
    this.#defer = defer
  }

  add<N extends TopicName>(topic: N, handler: (message: TopicMessage<N>) => void): Reader {
    const reader: Reader = {
      handler: handler as Reader['handler'],
      queue: [],
      isActive: true,
      deliver: () => deliverTo(reader),
    }
    const readers = this.#readers.get(topic)
    if (readers) readers.push(reader)
    else this.#readers.set(topic, [reader])
    return reader
  }

  remove(topic: TopicName, reader: Reader): void {
    reader.isActive = false
    reader.queue = []
    const rest = (this.#readers.get(topic) ?? []).filter((other) => other !== reader)
    if (rest.length > 0) this.#readers.set(topic, rest)
    else this.#readers.delete(topic)
  }

  last(topic: TopicName): AnyMessage | undefined {
    return this.#last.get(topic)
  }

  offer(topic: TopicName, message: AnyMessage): void {
    this.#last.set(topic, message)
    for (const reader of this.#readers.get(topic) ?? []) this.offerTo(topic, reader, message)
  }

  offerTo(topic: TopicName, reader: Reader, message: AnyMessage): void {
    if (reader.queue.length === 0) {
      reader.queue = [message]
      this.#defer(reader.deliver)
      return
    }
    reader.queue.push(message)
    if (reader.queue.length > QUEUE_LIMIT) {
      reader.queue.shift()
      this.countDropped(topic, 1)
    }
  }

  countDropped(topic: TopicName, messages: number): void {
    this.#dropped[topic] = (this.#dropped[topic] ?? 0) + messages
  }

  counters(): Pick<BusCounters, 'dropped'> {
    return { dropped: { ...this.#dropped } }
  }

  clear(): void {
    for (const readers of this.#readers.values()) for (const reader of readers) reader.isActive = false
    this.#readers.clear()
  }
}
