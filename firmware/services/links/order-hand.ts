import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'

interface OrderHandOptions extends ServiceContext {
  tell: Tell
}

/** Chosen: far more than a network brings to one modem, and no load for the interlock, which checks each signature. */
const AT_ONCE = 10
const ONE_MORE_EVERY_MS = 500

/** Hands signed orders to the interlock, at a bounded rate. */
export class OrderHand {
  readonly #options: OrderHandOptions
  #left = AT_ONCE
  #countedMs: number

  constructor(options: OrderHandOptions) {
    this.#options = options
    this.#countedMs = options.clock.nowMs()
    // The way to the interlock is made now: the first order must not wait for it.
    void options.bus.request('transmission.show', {})
  }

  /** `answered`: the interlock has taken or refused it, and it is done with. */
  async over(text: string, from: string): Promise<'answered' | 'unanswered'> {
    if (!this.#mayAsk()) return 'unanswered'
    const { bus, tell } = this.#options
    const answer = await bus.request('transmission.order', { text })
    if (!answer.ok && answer.reason !== 'refused') return 'unanswered'
    // What is latched may not have been read yet: then nothing transmits, and nothing can be latched.
    if (!answer.ok && (await this.#isUnread())) return 'unanswered'
    const outcome = answer.ok ? 'taken by the interlock' : answer.text
    tell({ subject: 'text message', text: `order about transmission from ${from}: ${outcome}`, severity: 'warning' })
    return 'answered'
  }

  async #isUnread(): Promise<boolean> {
    const shown = await this.#options.bus.request('transmission.show', {})
    return !shown.ok || shown.reply.isUnread === true
  }

  #mayAsk(): boolean {
    const nowMs = this.#options.clock.nowMs()
    const more = Math.floor((nowMs - this.#countedMs) / ONE_MORE_EVERY_MS)
    this.#countedMs += more * ONE_MORE_EVERY_MS
    this.#left = Math.min(AT_ONCE, this.#left + more)
    if (this.#left <= 0) return false
    this.#left--
    return true
  }
}
