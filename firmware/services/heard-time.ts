import type { MonotonicMs } from '../../hal/units.ts'
import type { Bus, Unsubscribe } from '../bus/bus.ts'
import type { TopicMessage } from '../bus/topics.ts'

/** UTC and how far it is trusted; absent while nobody knows it. */
interface HeardUtc {
  utcMs?: number
  utcTrust: TopicMessage<'time'>['trust']
}

/** UTC as navigation told it last, running on. */
export class HeardTime {
  #time: TopicMessage<'time'> | undefined

  listen(bus: Bus): Unsubscribe {
    return bus.subscribe('time', (message) => {
      this.#time = message
    })
  }

  at(atMs: MonotonicMs): HeardUtc {
    const { utcMs, atMs: saidAtMs = 0, trust = 'none' } = this.#time ?? {}
    return { utcTrust: trust, ...(utcMs !== undefined && { utcMs: Math.round(utcMs + atMs - saidAtMs) }) }
  }
}
