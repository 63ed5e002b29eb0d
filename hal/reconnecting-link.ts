import type { Cancel, Clock } from './clock.ts'
import type { OpenPort, Port } from './port.ts'
import type { Random } from './random.ts'
import type { LinkCounters, SerialLink } from './serial-link.ts'
import { type Retry, TerminalError } from './terminal-error.ts'

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 10_000
/** Chosen: a fifth either way keeps several lines of one failed hub from knocking in step. */
const JITTER = 0.2
const WRITE_TIMEOUT_MS = 2000
/** A line that stood this long without a byte still counts as having worked: some devices only listen. */
const STOOD_MS = 10_000
const RELEASE_TIMEOUT_MS = 1000

/** A line that keeps itself open, with what only its owner needs to know. */
export interface ReconnectingLink extends SerialLink {
  /** Settles with the first try to open: rejects with its TerminalError, while the link itself goes on trying. */
  opened(): Promise<void>
  /** Times that the line was open and nothing came for its silence limit. */
  silences(): number
}

/** How a line is kept open. */
export interface ReconnectingLinkOptions {
  name: string
  open: OpenPort
  clock: Clock
  random: Random
  /** A line on which nothing came for this long is closed and opened again; without it silence is in order. */
  silenceLimitMs?: number
  /** How long a write may take, 2 s unless told. */
  writeTimeoutMs?: number
}

/** What is known when a line has to be opened again. */
export interface ReconnectObservation {
  /** Tries in a row that brought no byte, this one included: 1 or more. */
  failures: number
  retry: Retry
  /** 0 ≤ jitter < 1. */
  jitter: number
}

/** When to open next, and why: 250 ms doubling to 10 s, ± 20 %. What cannot work now is still tried, slowly: devices are plugged in later. */
export const planReconnect = ({
  failures,
  retry,
  jitter,
}: ReconnectObservation): { delayMs: number; reason: string } => {
  const doubledMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(16, failures - 1))
  const baseMs = retry === 'never' ? LONGEST_DELAY_MS : retry === 'now' && failures === 1 ? 0 : doubledMs
  const delayMs = baseMs * (1 - JITTER + 2 * JITTER * jitter)
  return { delayMs, reason: `try ${failures} failed (retry ${retry}): next in ${Math.round(delayMs)} ms` }
}

/** One opened port and what happened on it. */
interface Session {
  port: Port
  openedAtMs: number
  lastRxMs: number
  hasReceived: boolean
  endSilenceWatch: Cancel
  released: Promise<void>
}

/** The two ends of a promise. */
interface Settled {
  resolve(): void
  reject(error: Error): void
}

class KeptLink implements ReconnectingLink {
  readonly name: string
  readonly #options: ReconnectingLinkOptions
  readonly #counters = { rxBytes: 0, txBytes: 0, reconnects: 0, writeErrors: 0 }
  readonly #pending = new Set<(error: TerminalError) => void>()
  readonly #first = Promise.withResolvers<void>()
  #session: Session | undefined
  #released: Promise<void> = Promise.resolve()
  #failures = 0
  #silences = 0
  #hasOpened = false
  #isEnded = false
  /** Asked for since the start; the opener's own until then. */
  #baudRate: number | undefined
  #cancelRetry: Cancel = () => undefined
  #onData: (bytes: Uint8Array) => void = () => undefined
  #onState: (state: 'open' | 'closed') => void = () => undefined

  constructor(options: ReconnectingLinkOptions) {
    this.name = options.name
    this.#options = options
    // Whoever does not ask for the first try must not be told of it by a crash.
    this.#first.promise.catch(() => undefined)
    void this.#open()
  }

  opened(): Promise<void> {
    return this.#first.promise
  }

  silences(): number {
    return this.#silences
  }

  counters(): LinkCounters {
    return { ...this.#counters }
  }

  onData(handler: (bytes: Uint8Array) => void): void {
    this.#onData = handler
  }

  onState(handler: (state: 'open' | 'closed') => void): void {
    this.#onState = handler
    handler(this.#session ? 'open' : 'closed')
  }

  write(bytes: Uint8Array): Promise<void> {
    const session = this.#session
    if (!session) {
      this.#counters.writeErrors++
      return Promise.reject(this.#error('port-closed', 'nothing can be written while the line is down'))
    }
    return new Promise((resolve, reject) => this.#writeTo(session, bytes, { resolve, reject }))
  }

  setBaudRate(baudRate: number): Promise<void> {
    this.#baudRate = baudRate
    const session = this.#session
    if (!session) return Promise.resolve()
    return new Promise((resolve, reject) => this.#paceAt(session, baudRate, { resolve, reject }))
  }

  async close(): Promise<void> {
    if (!this.#isEnded) {
      this.#isEnded = true
      this.#cancelRetry()
      this.#first.reject(this.#error('port-closed', 'closed before it was open'))
      if (this.#session) this.#end(this.#session)
    }
    const overdue = Promise.withResolvers<void>()
    const cancel = this.#options.clock.after(RELEASE_TIMEOUT_MS, overdue.resolve)
    await Promise.race([this.#released, overdue.promise])
    cancel()
  }

  #error(code: TerminalError['code'], message: string, cause?: unknown): TerminalError {
    return new TerminalError({ code, device: this.name, retry: 'backoff', message, cause })
  }

  #writeTo(session: Session, bytes: Uint8Array, promise: Settled): void {
    const settle = this.#withinDeadline(session, 'took no bytes', {
      resolve: () => {
        this.#counters.txBytes += bytes.length
        promise.resolve()
      },
      reject: (error) => {
        this.#counters.writeErrors++
        promise.reject(error)
      },
    })
    session.port.write(bytes, settle)
  }

  #paceAt(session: Session, baudRate: number, promise: Settled): void {
    const { port } = session
    if (!port.setBaudRate) {
      const message = 'the line has no baud rate of its own'
      promise.reject(new TerminalError({ code: 'port-failed', device: this.name, retry: 'never', message }))
      return
    }
    port.setBaudRate(baudRate, this.#withinDeadline(session, 'took no baud rate', promise))
  }

  /** A call back for a port that may never call back: at the deadline, or when the line closes, it is answered all the same. */
  #withinDeadline(session: Session, failing: string, { resolve, reject }: Settled): (error?: Error) => void {
    const { clock, writeTimeoutMs = WRITE_TIMEOUT_MS } = this.#options
    const settle = (error?: Error): void => {
      if (!this.#pending.delete(settle)) return
      cancelDeadline()
      if (error) reject(error)
      else resolve()
    }
    const cancelDeadline = clock.after(writeTimeoutMs, () => {
      settle(this.#error('port-write-timeout', `the line ${failing} for ${writeTimeoutMs} ms`))
      this.#drop(session, 'backoff')
    })
    this.#pending.add(settle)
    return settle
  }

  async #open(): Promise<void> {
    let port: Port
    try {
      port = await this.#options.open()
    } catch (error) {
      this.#first.reject(error)
      if (!this.#isEnded) this.#retryAfter(error instanceof TerminalError ? error.retry : 'backoff')
      return
    }
    if (this.#isEnded) return port.close()
    this.#first.resolve()
    this.#begin(port)
  }

  #begin(port: Port): void {
    const nowMs = this.#options.clock.nowMs()
    const released = Promise.withResolvers<void>()
    const session: Session = {
      port,
      openedAtMs: nowMs,
      lastRxMs: nowMs,
      hasReceived: false,
      endSilenceWatch: () => undefined,
      released: released.promise,
    }
    this.#session = session
    this.#released = released.promise
    if (this.#hasOpened) this.#counters.reconnects++
    this.#hasOpened = true
    port.onData((bytes) => this.#received(session, bytes))
    port.onClose((cause) => {
      released.resolve()
      this.#drop(session, cause instanceof TerminalError ? cause.retry : 'backoff')
    })
    if (this.#baudRate !== undefined && port.setBaudRate)
      this.#paceAt(session, this.#baudRate, { resolve: () => undefined, reject: () => this.#drop(session, 'backoff') })
    if (this.#session === session) this.#onState('open')
    this.#watchSilence(session)
  }

  #received(session: Session, bytes: Uint8Array): void {
    if (this.#session !== session) return
    session.lastRxMs = this.#options.clock.nowMs()
    session.hasReceived = true
    this.#counters.rxBytes += bytes.length
    this.#onData(bytes)
  }

  /** One timer for many bytes: it looks when it fires how long it has really been. */
  #watchSilence(session: Session): void {
    const { clock, silenceLimitMs } = this.#options
    if (silenceLimitMs === undefined || this.#session !== session) return
    const leftMs = session.lastRxMs + silenceLimitMs - clock.nowMs()
    if (leftMs > 0) {
      session.endSilenceWatch = clock.after(leftMs, () => this.#watchSilence(session))
      return
    }
    this.#silences++
    this.#drop(session, 'backoff')
  }

  #drop(session: Session, retry: Retry): void {
    if (this.#session !== session) return
    const stoodMs = this.#options.clock.nowMs() - session.openedAtMs
    if (session.hasReceived || (stoodMs >= STOOD_MS && this.#options.silenceLimitMs === undefined)) this.#failures = 0
    this.#end(session)
    if (!this.#isEnded) this.#retryAfter(retry)
  }

  #end(session: Session): void {
    this.#session = undefined
    session.endSilenceWatch()
    session.port.close()
    for (const settle of [...this.#pending]) settle(this.#error('port-closed', 'the line closed before the bytes left'))
    this.#onState('closed')
  }

  #retryAfter(retry: Retry): void {
    this.#failures++
    const { clock, random } = this.#options
    const { delayMs } = planReconnect({ failures: this.#failures, retry, jitter: random.next() })
    this.#cancelRetry = clock.after(delayMs, () => void this.#open())
  }
}

/** Keeps a line open over ports that come and go; it begins at once, and ends with `close`. */
export const reconnectingLink = (options: ReconnectingLinkOptions): ReconnectingLink => new KeptLink(options)
