import type { Clock } from '../../hal/clock.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { Answer } from './answer.ts'
import type { Bus } from './bus.ts'
import { CommandHandlers } from './command-handlers.ts'
import { type CommandName, commands } from './commands.ts'
import { Deliveries } from './deliveries.ts'
import { Requests } from './requests.ts'

/** Commands within one process: every request is taken at once. */
const memoryCommands = (clock: Clock) => {
  const handlers = new CommandHandlers()
  const requests = new Requests(clock)
  const answer = async (id: number, command: CommandName, message: unknown): Promise<void> =>
    requests.settle(id, await handlers.answer(command, message))
  const ask = (command: CommandName, message: unknown, deadlineMs: number): Promise<Answer<CommandName>> =>
    requests.ask(command, deadlineMs, async ({ id }) => {
      void answer(id, command, message)
      return true
    })
  return { handlers, ask, close: () => requests.close() }
}

/**
 * The bus of one process, for accelerated rides and tests: messages reach their readers when the present task ends.
 * Deadlines of requests are of `clock`; without one, a clock that stands still.
 */
export const memoryBus = (clock: Clock = new SimClock()): Bus => {
  const deliveries = new Deliveries(queueMicrotask)
  const asked = memoryCommands(clock)
  return {
    publish: (topic, message) => deliveries.offer(topic, message),
    subscribe: (topic, handler) => {
      const reader = deliveries.add(topic, handler)
      const last = deliveries.last(topic)
      if (last !== undefined) deliveries.offerTo(topic, reader, last)
      return () => deliveries.remove(topic, reader)
    },
    handle: (command, handler) => asked.handlers.add(command, handler),
    request: (command, message, { deadlineMs = commands[command].deadlineMs } = {}) =>
      asked.ask(command, message, deadlineMs) as Promise<Answer<typeof command>>,
    counters: () => ({ ...deliveries.counters(), invalid: {}, invalidCommands: 0 }),
    close: () => {
      deliveries.clear()
      asked.close()
      return Promise.resolve()
    },
  }
}
