import type { Clock } from '../clock.ts'
import type { Gpio, InputLine, Level } from '../gpio.ts'
import type { Network } from '../network.ts'
import { TerminalError } from '../terminal-error.ts'
import type { MonotonicMs } from '../units.ts'
import type { DeskLines, DeskNetwork } from './bench.ts'

type InputHandler = (level: Level, atMs: MonotonicMs) => void

/** The refusal of a line that the desk does not have. */
export const missingLine = (line: string, lines: DeskLines): TerminalError => {
  const message = `the desk has no such line; it has ${lines.lines.join(', ')}`
  return new TerminalError({ code: 'gpio-missing', device: `gpio ${line}`, retry: 'never', message })
}

const closedLine = (line: string): TerminalError =>
  new TerminalError({ code: 'gpio-failed', device: `gpio ${line}`, retry: 'never', message: 'the line is closed' })

/** The desk's lines without a socket, for rides in one process on the simulated clock. */
export const deskGpio = (lines: DeskLines, clock: Clock, client = 'ride'): Gpio => {
  const handlers = new Map<string, Set<InputHandler>>()
  let isClosed = false
  lines.onInputChange((line, level) => {
    for (const handler of [...(handlers.get(line) ?? [])]) handler(level, clock.nowMs())
  })

  const inputLine = (line: string): InputLine => {
    const mine = new Set<InputHandler>()
    const all = handlers.get(line) ?? new Set()
    handlers.set(line, all)
    return {
      watch: (handler) => {
        mine.add(handler)
        all.add(handler)
        const level = lines.readInput(line)
        if (level !== undefined) handler(level, clock.nowMs())
      },
      read: () => {
        const level = isClosed ? undefined : lines.readInput(line)
        if (level === undefined) throw closedLine(line)
        return level
      },
      close: () => {
        for (const handler of mine) all.delete(handler)
      },
    }
  }
  const write = (line: string, level: Level): void => {
    if (isClosed) throw closedLine(line)
    lines.writeOutput(line, level, client)
  }
  return {
    openInput: async (line) => {
      if (lines.readInput(line) === undefined) throw missingLine(line, lines)
      return inputLine(line)
    },
    openOutput: async (line, initial) => {
      if (!lines.lines.includes(line)) throw missingLine(line, lines)
      write(line, initial)
      return { write: (level) => write(line, level), close: () => undefined }
    },
    close: async () => {
      isClosed = true
      handlers.clear()
    },
  }
}

/** Does a route on the desk; the failure, whatever it was, is `network-failed`. */
export const routeOn = (network: DeskNetwork, trafficClass: string, link: string | undefined): void => {
  try {
    network.route(trafficClass, link)
  } catch (cause) {
    const message = `cannot route ${trafficClass} over ${link ?? 'nothing'}; the earlier route holds`
    throw new TerminalError({ code: 'network-failed', device: 'network', retry: 'backoff', message, cause })
  }
}

/** The desk's routing without a socket. */
export const deskNetwork = (network: DeskNetwork, ceilingsKbps: Readonly<Record<string, number>> = {}): Network => {
  network.limit(ceilingsKbps)
  let handler: Parameters<Network['onTraffic']>[0] = () => undefined
  network.onTraffic((seen) => handler(seen))
  return {
    route: async (trafficClass, link) => routeOn(network, trafficClass, link),
    // The desk's links share out what they carry by themselves, within the ceilings that they were told.
    shape: () => Promise.resolve(),
    routes: () => ({}),
    onTraffic: (given) => {
      handler = given
    },
    counters: async () => network.counters(),
    lans: async () => network.lans(),
    close: async () => {
      handler = () => undefined
    },
  }
}
