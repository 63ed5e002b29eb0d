import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { SerialLink } from '../../../hal/serial-link.ts'
import { type Deadline, deadline } from '../deadline.ts'
import type { DeviceCounters } from '../device-counters.ts'
import { type LineFramer, lineFramer } from '../line-framer.ts'
import { type Outbox, outbox } from '../outbox.ts'
import type { Unreadable } from './messages.ts'

const MAX_LINE_BYTES = 256
/** An awaited report this many intervals old is late: not yet missing, but worth asking for again. */
const LATE_INTERVALS = 1.5

/** What one end of OpenAMIP sends and hears. */
export interface OpenAmipEnd<Kind extends string, Message extends { kind: string }> {
  link: SerialLink
  clock: Clock
  /** What this end sends, most urgent first. */
  order: readonly Kind[]
  /** The line or lines of `kind`, as they stand when they leave. */
  compose(kind: Kind): string
  decode(line: string): Message | Unreadable
  /** The report that the peer was asked to repeat, and after how many intervals it, or the peer, counts as gone. */
  awaited: { kind: Message['kind']; everyS: number; lostAfterIntervals: number }
  onOpen(): void
  onMessage(message: Message): void
  /** Once an interval of the awaited report; `isLate` asks for asking again. */
  onInterval(isLate: boolean): void
  /** The peer speaks, but its awaited report stays away. */
  onMissing(): void
  /** The peer is silent, or the line closed. */
  onLost(): void
}

/** `value` within the bounds that keep a corrupt request from flooding or starving the line. */
export const clamp = (value: number, { min, max }: { min: number; max: number }): number =>
  Math.min(max, Math.max(min, value))

const isUnreadable = (message: { kind: string }): message is Unreadable => message.kind === 'unreadable'

/** One end of an OpenAMIP line: what both ends do alike. It is silent until `start`. */
export class OpenAmipLine<Kind extends string, Message extends { kind: string }> {
  readonly #end: OpenAmipEnd<Kind, Message>
  readonly #box: Outbox<Kind>
  readonly #framer: LineFramer
  readonly #silence: Deadline
  readonly #awaited: Deadline
  readonly #everyMs: number
  readonly #counts = { rxFrames: 0, rxDiscardedBytes: 0, checksumErrors: 0, timeouts: 0 }
  readonly #repeats = new Map<Kind, Cancel>()
  #cancelInterval: Cancel | undefined
  #isOpen = false
  #awaitedAtMs = Number.NEGATIVE_INFINITY

  constructor(end: OpenAmipEnd<Kind, Message>) {
    const { clock, awaited } = end
    this.#end = end
    this.#everyMs = awaited.everyS * 1000
    const lostAfterMs = awaited.lostAfterIntervals * this.#everyMs
    this.#box = outbox(end)
    this.#framer = lineFramer({
      maxBytes: MAX_LINE_BYTES,
      onLine: (line) => this.#take(line),
      onDiscard: (bytes) => this.#discard(bytes),
    })
    this.#awaited = deadline(clock, lostAfterMs, () => end.onMissing())
    this.#silence = deadline(clock, lostAfterMs, () => {
      this.#counts.timeouts++
      this.#lose()
    })
  }

  /** Follows the link from now on; what is open already is told at once. */
  start(): void {
    const { link, clock } = this.#end
    this.#cancelInterval = clock.every(this.#everyMs, () => this.#end.onInterval(this.#isLate()))
    link.onData((bytes) => this.#framer.push(bytes))
    link.onState((state) => this.#follow(state))
  }

  /** Sends each of `kinds` once; dropped while the line is closed. */
  post(...kinds: readonly Kind[]): void {
    if (this.#isOpen) for (const kind of kinds) this.#box.post(kind)
  }

  /** Sends `kind` every `periodMs` from now on, until the peer is lost; 0 stops it. */
  repeat(kind: Kind, periodMs: number): void {
    this.#repeats.get(kind)?.()
    this.#repeats.delete(kind)
    if (periodMs > 0)
      this.#repeats.set(
        kind,
        this.#end.clock.every(periodMs, () => this.post(kind)),
      )
  }

  counters(): DeviceCounters {
    const { rxBytes, reconnects } = this.#end.link.counters()
    return { rxBytes, reconnects, ...this.#counts }
  }

  close(): Promise<void> {
    this.#cancelInterval?.()
    this.#follow('closed')
    return this.#end.link.close()
  }

  #follow(state: 'open' | 'closed'): void {
    this.#isOpen = state === 'open'
    if (this.#isOpen) {
      this.#end.onOpen()
      return
    }
    this.#box.clear()
    this.#framer.reset()
    this.#lose()
  }

  #take(line: string): void {
    const message = this.#end.decode(line)
    if (isUnreadable(message)) {
      this.#discard(line.length)
      return
    }
    this.#counts.rxFrames++
    this.#silence.renew()
    if (message.kind === this.#end.awaited.kind) {
      this.#awaitedAtMs = this.#end.clock.nowMs()
      this.#awaited.renew()
    }
    this.#end.onMessage(message)
  }

  #discard(bytes: number): void {
    this.#counts.rxDiscardedBytes += bytes
  }

  #isLate(): boolean {
    return this.#end.clock.nowMs() - this.#awaitedAtMs > LATE_INTERVALS * this.#everyMs
  }

  #lose(): void {
    this.#silence.stop()
    this.#awaited.stop()
    for (const cancel of this.#repeats.values()) cancel()
    this.#repeats.clear()
    this.#end.onLost()
  }
}
