import type { AppendLog } from '../../../hal/append-log.ts'
import type { Clock } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { Bus, Unsubscribe } from '../../bus/bus.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { HeardTime } from '../heard-time.ts'
import type { Tell } from '../tell.ts'
import { isEntryDue, type Noted, TransmissionRecorder } from './transmission-recorder.ts'

/** What the diary is kept with. */
export interface TransmissionDiaryOptions {
  clock: Clock
  log: AppendLog
  run: string
  time: HeardTime
  tell: Tell
}

/** Keeps the transmission log: who transmitted or was muted, when, where, at which satellite, and why. */
export class TransmissionDiary {
  readonly #clock: Clock
  readonly #time: HeardTime
  readonly #recorder: TransmissionRecorder
  readonly #last = new Map<string, Noted & { atMs: MonotonicMs }>()
  #navigation: TopicMessage<'navigation'> | undefined
  #satellites: Readonly<Record<string, string | undefined>> = {}

  constructor(options: TransmissionDiaryOptions) {
    this.#clock = options.clock
    this.#time = options.time
    this.#recorder = new TransmissionRecorder(options)
  }

  /** Hears where, and at what. */
  listen(bus: Bus): Unsubscribe[] {
    return [
      bus.subscribe('navigation', (message) => {
        this.#navigation = message
      }),
      bus.subscribe('pointing', ({ terminals }) => {
        this.#satellites = Object.fromEntries(
          Object.entries(terminals).map(([name, { satellite }]) => [name, satellite]),
        )
      }),
    ]
  }

  /** Writes an entry when one is due: at each change, and every five minutes. `why` is asked for then only. */
  note(terminal: string, { isPermitted, orders, why }: Noted & { why(): string }): void {
    const atMs = this.#clock.nowMs()
    if (!isEntryDue(this.#last.get(terminal), { isPermitted, orders }, atMs)) return
    this.#last.set(terminal, { atMs, isPermitted, orders })
    const satellite = this.#satellites[terminal]
    this.#recorder.record({
      atMs,
      terminal,
      isPermitted,
      why: why().slice(0, 400),
      ...this.#time.at(atMs),
      ...this.#where(),
      ...(satellite !== undefined && { satellite }),
    })
  }

  /** Whether there was a log when the service started. */
  hadEntries(): Promise<boolean> {
    return this.#recorder.hadEntries
  }

  /** Nothing is written before: an entry is a sign that the interlock has run. */
  waitFor(begun: Promise<void>): void {
    this.#recorder.waitFor(begun)
  }

  close(): Promise<void> {
    return this.#recorder.close()
  }

  #where(): { latDeg?: number; lonDeg?: number; horizontal95M?: number } {
    const { position, horizontal95M } = this.#navigation ?? {}
    if (!position) return {}
    return {
      latDeg: Math.round(position.latDeg * 1e6) / 1e6,
      lonDeg: Math.round(position.lonDeg * 1e6) / 1e6,
      ...(horizontal95M !== undefined && { horizontal95M: Math.round(horizontal95M) }),
    }
  }
}
