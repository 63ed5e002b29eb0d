import { type TopicMessage, topics } from '../../bus/topics.ts'

interface EmergencyButtonOptions {
  holdMs: number
  /** Told whether it was pressed already when the first report came: it may be what a press before a restart left. */
  onPressed(wasPressedAtStart: boolean): void
}

/** Held so long, without a gap, a button counts as pressed; it must be let go before it counts again. */
export class EmergencyButton {
  readonly #options: EmergencyButtonOptions
  #sinceMs: number | undefined
  #seenMs: number | undefined
  #isSpent = false
  #wasPressedAtStart = true

  constructor(options: EmergencyButtonOptions) {
    this.#options = options
  }

  /** Comes five times a second and with each change; the power board has debounced it. */
  onPower({ isEmergencyPressed, atMs }: Pick<TopicMessage<'power'>, 'isEmergencyPressed' | 'atMs'>): void {
    const isGap = this.#seenMs !== undefined && atMs - this.#seenMs > topics.power.staleAfterMs
    this.#seenMs = atMs
    if (!isEmergencyPressed) {
      this.#letGo()
      return
    }
    if (isGap) this.#sinceMs = undefined
    this.#sinceMs ??= atMs
    if (this.#isSpent || atMs - this.#sinceMs < this.#options.holdMs) return
    this.#isSpent = true
    this.#options.onPressed(this.#wasPressedAtStart)
  }

  #letGo(): void {
    this.#sinceMs = undefined
    this.#isSpent = false
    this.#wasPressedAtStart = false
  }
}
