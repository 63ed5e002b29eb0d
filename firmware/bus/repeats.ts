import type { Clock } from '../../hal/clock.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { TopicName } from './topics.ts'

/** A reader that was there first looks for its writer once a second at the latest, and a busy machine takes longer. Chosen. */
const YOUNG_MS = 3_000
/** Of one topic. Chosen: what a service tells in its first moments is a dozen lines. */
const MOST = 64

interface Sent {
  atMs: MonotonicMs
  body: string
}

/** Whether each of its messages counts, not the last alone. */
export const isEventTopic = (topic: TopicName): boolean => topic.endsWith('.event')

/**
 * What a writer sends again to who subscribes: of each topic the last message; of events also those of the last three seconds, which a
 * reader that waited for a service to start would miss otherwise. Each carries its number, so that others leave them aside.
 */
export class Repeats {
  readonly #clock: Pick<Clock, 'nowMs'>
  readonly #sent = new Map<TopicName, Sent[]>()

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock
  }

  note(topic: TopicName, body: string): void {
    const young = isEventTopic(topic) ? this.#young(topic).slice(1 - MOST) : []
    this.#sent.set(topic, [...young, { atMs: this.#clock.nowMs(), body }])
  }

  /** The oldest first. */
  of(topic: TopicName): string[] {
    const last = this.#sent.get(topic)?.slice(-1) ?? []
    const young = this.#young(topic)
    return (young.length > 0 ? young : last).map(({ body }) => body)
  }

  #young(topic: TopicName): Sent[] {
    const sinceMs = this.#clock.nowMs() - YOUNG_MS
    return (this.#sent.get(topic) ?? []).filter(({ atMs }) => atMs >= sinceMs)
  }
}
