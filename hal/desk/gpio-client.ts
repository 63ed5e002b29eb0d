import type { Cancel } from '../clock.ts'
import type { Gpio, InputLine, Level, OutputLine } from '../gpio.ts'
import { TerminalError } from '../terminal-error.ts'
import { type MonotonicMs, monotonicMs } from '../units.ts'
import { type AskedRequest, type DeskClientOptions, deskConnection } from './connection.ts'
import type { DeskTelling } from './protocol.ts'

interface Input {
  level: Level | undefined
  /** Told on the connection that is up now. */
  isCurrent: boolean
  atMs: MonotonicMs
  handlers: Set<(level: Level, atMs: MonotonicMs) => void>
  /** How many open lines share this wire. */
  users: number
}

/** Chosen: a desk that restarts takes about as long. */
const OPEN_AGAIN_AFTER_MS = 1_000

const unknownLevel = (line: string): TerminalError =>
  new TerminalError({
    code: 'gpio-failed',
    device: `gpio ${line}`,
    retry: 'backoff',
    message: 'the desk does not tell its level; is the twin running?',
  })

/**
 * The desk's lines over its socket. When the twin comes back, inputs are opened again and tell what changed meanwhile;
 * outputs are claimed as they stand and never written again from here: an old edge must not hold a permit that nobody renews.
 * A write while the twin is away throws `gpio-failed`; it is never sent later.
 */
export const deskGpioClient = (options: DeskClientOptions): Gpio => {
  const inputs = new Map<string, Input>()
  const outputs = new Set<string>()
  const cancelRetry = new Set<Cancel>()
  let isClosed = false

  const told = (telling: DeskTelling): void => {
    const input = telling.tell === 'level' ? inputs.get(telling.line) : undefined
    if (telling.tell !== 'level' || !input) return
    input.isCurrent = true
    if (input.level === telling.level) return
    input.level = telling.level
    input.atMs = monotonicMs(telling.atMs)
    for (const handler of [...input.handlers]) handler(input.level, input.atMs)
  }
  /** Asks until the desk did it, or nobody wants the line any more. */
  const openAgain = (request: AskedRequest, isWanted: () => boolean): void => {
    const askLater = (): void => {
      cancelRetry.delete(cancel)
      if (isWanted()) openAgain(request, isWanted)
    }
    let cancel: Cancel = () => undefined
    connection.ask(request, 'gpio-failed').catch(() => {
      if (isClosed) return
      cancel = options.clock.after(OPEN_AGAIN_AFTER_MS, askLater)
      cancelRetry.add(cancel)
    })
  }
  const up = (): void => {
    for (const [line, input] of inputs)
      if (input.level !== undefined)
        openAgain({ do: 'open-input', line }, () => inputs.get(line) === input && !input.isCurrent)
    for (const line of outputs) openAgain({ do: 'open-output', line }, () => outputs.has(line))
  }
  const down = (): void => {
    for (const input of inputs.values()) input.isCurrent = false
  }
  const connection = deskConnection(options, { told, up: () => up(), down })

  const inputOf = (line: string): Input => {
    const known = inputs.get(line) ?? {
      level: undefined,
      isCurrent: false,
      atMs: monotonicMs(0),
      handlers: new Set(),
      users: 0,
    }
    inputs.set(line, known)
    known.users++
    return known
  }
  const release = (line: string, input: Input): void => {
    if (--input.users > 0) return
    inputs.delete(line)
    tellQuietly(line)
  }
  const tellQuietly = (line: string): void => {
    try {
      connection.tell({ do: 'close-input', line }, 'gpio-failed')
    } catch {
      // The desk is away, and forgot the input with the connection.
    }
  }
  const inputLine = (line: string, input: Input): InputLine => {
    const mine = new Set<(level: Level, atMs: MonotonicMs) => void>()
    let isOpen = true
    return {
      watch: (handler) => {
        mine.add(handler)
        input.handlers.add(handler)
        if (input.level !== undefined) handler(input.level, input.atMs)
      },
      read: () => {
        if (isOpen && !isClosed && input.isCurrent && input.level !== undefined) return input.level
        throw unknownLevel(line)
      },
      close: () => {
        if (!isOpen) return
        isOpen = false
        for (const handler of mine) input.handlers.delete(handler)
        release(line, input)
      },
    }
  }
  const openInput = async (line: string): Promise<InputLine> => {
    const input = inputOf(line)
    try {
      await connection.ask({ do: 'open-input', line }, 'gpio-failed')
      return inputLine(line, input)
    } catch (error) {
      release(line, input)
      throw error
    }
  }
  const openOutput = async (line: string, initial: Level): Promise<OutputLine> => {
    await connection.ask({ do: 'open-output', line, level: initial }, 'gpio-failed')
    outputs.add(line)
    return {
      write: (level) => connection.tell({ do: 'write', line, level }, 'gpio-failed'),
      close: () => void outputs.delete(line),
    }
  }
  const close = (): Promise<void> => {
    isClosed = true
    for (const cancel of cancelRetry) cancel()
    return connection.close()
  }
  return { openInput, openOutput, close }
}
