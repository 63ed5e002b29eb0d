import type { Bus } from './bus.ts'
import { Deliveries } from './deliveries.ts'

/** The bus of one process, for accelerated rides and tests: messages reach their readers when the present task ends. */
export const memoryBus = (): Bus => {
  const deliveries = new Deliveries(queueMicrotask)
  return {
    publish: (topic, message) => deliveries.offer(topic, message),
    subscribe: (topic, handler) => {
      const reader = deliveries.add(topic, handler)
      const last = deliveries.last(topic)
      if (last !== undefined) deliveries.offerTo(topic, reader, last)
      return () => deliveries.remove(topic, reader)
    },
    counters: () => ({ ...deliveries.counters(), invalid: {} }),
    close: () => {
      deliveries.clear()
      return Promise.resolve()
    },
  }
}
