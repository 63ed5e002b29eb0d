import type { Cancel, Clock } from '../../../hal/clock.ts'
import { refuse } from '../../bus/answer.ts'
import type { Bus } from '../../bus/bus.ts'

interface HandHoldsOptions {
  clock: Clock
  bus: Bus
  terminals: readonly string[]
  /** Called at once with each change: everything is judged anew. */
  onChange(): void
}

interface Held {
  by: string
  cancel: Cancel
}

/** Terminals that are muted because somebody aims them by hand. Each hold ends by itself, whatever becomes of who asked. */
export class HandHolds {
  readonly #options: HandHoldsOptions
  readonly #held = new Map<string, Held>()
  readonly #ends: readonly Cancel[]

  constructor(options: HandHoldsOptions) {
    this.#options = options
    const { bus } = options
    this.#ends = [
      bus.handle('hand.hold', ({ terminal, by, forMs }) => {
        if (!options.terminals.includes(terminal)) return refuse(`no terminal is called ${terminal}`)
        this.#hold(terminal, by, forMs)
        return { ok: true, reply: {} }
      }),
      bus.handle('hand.release', ({ terminal }) => {
        this.#release(terminal)
        return { ok: true, reply: {} }
      }),
    ]
  }

  /** Who aims a terminal by hand. */
  by(terminal: string): string | undefined {
    return this.#held.get(terminal)?.by
  }

  /** For tracking, by terminal; absent while there is none. */
  told(): Record<string, string> | undefined {
    if (this.#held.size === 0) return undefined
    return Object.fromEntries([...this.#held].map(([terminal, { by }]) => [terminal, by]))
  }

  close(): void {
    for (const end of this.#ends) end()
    for (const { cancel } of this.#held.values()) cancel()
  }

  #hold(terminal: string, by: string, forMs: number): void {
    const before = this.#held.get(terminal)
    before?.cancel()
    const cancel = this.#options.clock.after(forMs, () => this.#release(terminal))
    this.#held.set(terminal, { by, cancel })
    if (before?.by !== by) this.#options.onChange()
  }

  #release(terminal: string): void {
    this.#held.get(terminal)?.cancel()
    if (this.#held.delete(terminal)) this.#options.onChange()
  }
}
