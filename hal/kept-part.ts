import type { Cancel, Clock } from './clock.ts'
import { keepRestoring, type OnTrouble } from './restoring.ts'

/** One thing that is kept as it is wanted, for itself: its changes come one after the other, and wait for nothing else. */
export class KeptPart {
  readonly #keep: () => Promise<boolean>
  #last: Promise<unknown> = Promise.resolve()
  #endRestoring: Cancel = () => {}

  /** `keep` makes it as it is wanted and says whether anything had to change. */
  constructor(keep: () => Promise<boolean>) {
    this.#keep = keep
  }

  /** Looks after it at intervals; trouble is told as it begins and ends. */
  keepRestoring(clock: Clock, everyMs: number, onTrouble: OnTrouble): void {
    const restore = () => this.restore().then(() => undefined)
    this.#endRestoring = keepRestoring({ clock, everyMs, restore, onTrouble })
  }

  restore(): Promise<boolean> {
    const done = this.#last.catch(() => {}).then(this.#keep)
    this.#last = done
    return done
  }

  async close(): Promise<void> {
    this.#endRestoring()
    await this.#last.catch(() => {})
  }
}
