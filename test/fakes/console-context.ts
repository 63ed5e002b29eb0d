import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandHandler } from '../../firmware/bus/answer.ts'
import type { CommandName } from '../../firmware/bus/commands.ts'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { type TopicMessage, type TopicName, topics } from '../../firmware/bus/topics.ts'
import { parseConfig } from '../../firmware/config/read-config.ts'
import type { CommandContext, Outcome, Seen } from '../../firmware/console/command.ts'
import { textIn } from '../../firmware/console/messages.ts'
import { trafficClasses } from '../../firmware/domain/traffic-class.ts'
import { SimClock } from '../../hal/sim-clock.ts'

const EXAMPLE = 'hardware/trains/example-cm4.yaml'

/** The example's train: a phased array, a dish and an LTE modem. */
export const exampleTrain = () =>
  parseConfig(readFileSync(join(import.meta.dirname, '..', '..', EXAMPLE), 'utf8'), EXAMPLE)

type Told = { [N in TopicName]?: TopicMessage<N> }

interface ConsoleSetUp extends Partial<Omit<CommandContext, 'bus' | 'clock' | 'seen'>> {
  /** What services have said last, by topic; what is not here was never said. */
  told?: Told
  /** How long ago everything was heard; 100 ms unless given. */
  heardAgoMs?: number
  /** The machine's time, ms; 100 s unless given. */
  nowMs?: number
  /** What the console's user answers; no unless given. */
  answers?: boolean
  /** What the console's user types when asked, one after the other. */
  typed?: readonly string[]
  /** A question that may be taken back waits until it is. */
  typesNothing?: boolean
}

/**
 * What a command of the console runs with, over a bus in memory: `told` is what services said, `bus.handle` what they are asked, and `said`
 * collects what it says on its way. The clock stands still until a test moves it.
 */
export const consoleContext = ({
  told = {},
  heardAgoMs = 100,
  nowMs = 100_000,
  answers = false,
  typed = [],
  typesNothing = false,
  ...given
}: ConsoleSetUp = {}) => {
  const clock = new SimClock(nowMs)
  const bus = memoryBus(clock)
  const config = given.config ?? exampleTrain()
  const said: string[] = []
  const toType = [...typed]
  const asked: string[] = []
  const seen = async <N extends TopicName>(topic: N): Promise<Seen<N> | undefined> => {
    const message: TopicMessage<N> | undefined = told[topic]
    if (message === undefined) return undefined
    const heardMs = clock.nowMs() - heardAgoMs
    return { message, heardMs: heardMs as Seen<N>['heardMs'], isStale: heardAgoMs > topics[topic].staleAfterMs }
  }
  const context: CommandContext = {
    config,
    known: {
      links: Object.keys(config.links),
      terminals: Object.keys(config.terminals),
      modems: ['lte'],
      devices: Object.keys(config.devices),
      trafficClasses,
    },
    user: { name: 'aigerim', role: 'technician' },
    language: 'en',
    text: textIn(given.language ?? 'en'),
    size: { columns: 80, rows: 24 },
    hasUnicode: true,
    hasAnsi: false,
    paint: (_tone, text) => text,
    ended: new AbortController().signal,
    session: {
      logOut: () => undefined,
      setLanguage: () => undefined,
      stay: () => undefined,
      setTerminal: () => undefined,
      run: async () => ({ lines: [], data: undefined }),
    },
    openRaw: () => ({
      write: async () => undefined,
      onData: () => undefined,
      progressed: () => undefined,
      broke: () => undefined,
      interrupt: () => undefined,
      close: () => undefined,
    }),
    baudRate: 115_200,
    ...given,
    bus,
    clock,
    say: (line) => void said.push(line),
    ask: async (prompt, { until } = {}) => {
      asked.push(prompt)
      if (until && typesNothing)
        return new Promise((resolve) => until.addEventListener('abort', () => resolve(undefined)))
      return toType.shift()
    },
    confirm: async (question) => {
      asked.push(question)
      return answers
    },
    seen,
  }
  /** Answers a command as its service would. */
  const answer = <C extends CommandName>(command: C, handler: CommandHandler<C>) => bus.handle(command, handler)
  return { context, clock, bus, said, asked, answer }
}

/** The lines of an outcome as one text, for comparing. */
export const textOf = ({ lines }: Outcome): string => lines.join('\n')
