import type { TopicMessage } from '../../bus/topics.ts'

/** Held so long, without a gap, a button counts as pressed; it must be let go before it counts again. */
export class EmergencyButton {
  readonly #holdMs: number
  readonly #onPressed: () => void
  #sinceMs: number | undefined
  #isSpent = false

  constructor({ holdMs, onPressed }: { holdMs: number; onPressed: () => void }) {
    this.#holdMs = holdMs
    this.#onPressed = onPressed
  }

  /** Comes five times a second and with each change; the power board has debounced it. */
  onPower({ isEmergencyPressed, atMs }: Pick<TopicMessage<'power'>, 'isEmergencyPressed' | 'atMs'>): void {
    if (!isEmergencyPressed) {
      this.#sinceMs = undefined
      this.#isSpent = false
      return
    }
    this.#sinceMs ??= atMs
    if (this.#isSpent || atMs - this.#sinceMs < this.#holdMs) return
    this.#isSpent = true
    this.#onPressed()
  }
}
