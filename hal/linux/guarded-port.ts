import type { Port } from '../port.ts'
import { TerminalError } from '../terminal-error.ts'

/** A line of the kernel as its library gives it, with whatever that library forgets to promise. */
export interface RawLine {
  write(bytes: Uint8Array, done: (error?: Error | null) => void): void
  /** Starts the flow of bytes; called once. */
  resume(onBytes: (bytes: Uint8Array) => void): void
  /** Absent where the line has no pace of its own. */
  setBaudRate?(baudRate: number, done: (error?: Error | null) => void): void
  /** Lets go of the line; `onClosed` given to `guardedPort` is called when it is done. */
  close(): void
}

/** What the raw line tells; each may come at any time, `closed` more than once. */
export interface RawLineEvents {
  closed(cause?: Error): void
}

const closedError = (device: string, cause?: Error): TerminalError =>
  new TerminalError({ code: 'port-closed', device, retry: 'backoff', message: 'the line is closed', cause })

const asTerminalError = (device: string, cause: Error): TerminalError =>
  cause instanceof TerminalError
    ? cause
    : new TerminalError({ code: 'port-failed', device, retry: 'backoff', message: cause.message, cause })

/**
 * Makes a `Port` that keeps its contract of a line that may not: one close however many the library reports,
 * a write after close rejected at once, and each write answered once, also when the library never calls back.
 */
export const guardedPort = (device: string, connect: (events: RawLineEvents) => RawLine): Port => {
  const pending = new Set<(error?: Error) => void>()
  let state: 'open' | 'closing' | 'closed' = 'open'
  let cause: Error | undefined
  let onClose: ((cause?: Error) => void) | undefined

  const failPending = (): void => {
    for (const done of [...pending]) done(closedError(device, cause))
  }
  const closed = (reason?: Error): void => {
    if (state === 'closed') return
    state = 'closed'
    cause = reason && asTerminalError(device, reason)
    failPending()
    onClose?.(cause)
  }
  const raw = connect({ closed })
  const onceOnly = (done: (error?: Error) => void): ((error?: Error) => void) => {
    const settle = (error?: Error): void => {
      if (pending.delete(settle)) done(error)
    }
    pending.add(settle)
    return settle
  }

  /** Starts what the raw line answers later, on an open line only. */
  const ask = (done: (error?: Error) => void, start: (answer: (error?: Error | null) => void) => void): void => {
    if (state !== 'open') {
      done(closedError(device, cause))
      return
    }
    const settle = onceOnly(done)
    start((error) => settle(error ? asTerminalError(device, error) : undefined))
  }

  const { setBaudRate } = raw
  return {
    write: (bytes, done) => ask(done, (answer) => raw.write(bytes, answer)),
    ...(setBaudRate && {
      setBaudRate: (baudRate: number, done: (error?: Error) => void) =>
        ask(done, (answer) => setBaudRate(baudRate, answer)),
    }),
    onData: (handler) => raw.resume((bytes) => state === 'open' && bytes.length > 0 && handler(bytes)),
    onClose: (handler) => {
      onClose = handler
      if (state === 'closed') handler(cause)
    },
    close: () => {
      if (state !== 'open') return
      state = 'closing'
      failPending()
      raw.close()
    },
  }
}
