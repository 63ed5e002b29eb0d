import { createHmac } from 'node:crypto'
import type { Clock } from '../../../hal/clock.ts'
import { asked, failed, keptOf, type LoginFailures, loginWaitMs, resumed, succeeded } from '../../plan/login-delay.ts'
import type { KeptWatch, UserStore } from './user-store.ts'

/** So many names can be told apart: few enough that what strangers type has an end. */
const SLOTS = 1_024

/**
 * Failed logins and the waits that follow, kept over restarts as far as the medium keeps anything. What was typed as a name is counted in
 * one of many slots, whether somebody has that name or not: waits tell nobody which names there are, and no password typed as a name is kept.
 */
export class FailureWatch {
  readonly #clock: Clock
  readonly #store: UserStore
  /** Hexadecimal: nobody can tell beforehand which names share a slot. */
  readonly #salt: string
  #failures: LoginFailures

  /** `salt` is for the first start; the one that was kept stays. */
  constructor(clock: Clock, store: UserStore, { kept, salt }: { kept: KeptWatch; salt: string }) {
    this.#clock = clock
    this.#store = store
    this.#salt = kept.salt ?? salt
    this.#failures = resumed(kept, clock.nowMs())
  }

  /** Under which a typed name is counted. */
  slotOf(name: string): string {
    return String(createHmac('sha256', this.#salt).update(name).digest().readUInt32BE(0) % SLOTS)
  }

  waitMs(slot: string): number {
    return loginWaitMs(this.#failures, slot, this.#clock.nowMs())
  }

  add(slot: string): Promise<void> {
    return this.#set(failed(this.#failures, slot, this.#clock.nowMs()))
  }

  /** What costs nobody else a wait. */
  addAsked(slot: string): Promise<void> {
    return this.#set(asked(this.#failures, slot, this.#clock.nowMs()))
  }

  forget(slot: string): Promise<void> {
    const after = succeeded(this.#failures, slot)
    return Object.keys(after.byName).length === Object.keys(this.#failures.byName).length
      ? Promise.resolve()
      : this.#set(after)
  }

  /** It holds in memory where nothing can be kept. */
  #set(after: LoginFailures): Promise<void> {
    this.#failures = after
    return this.#store.keepFailures({ ...keptOf(after), salt: this.#salt }).catch(() => undefined)
  }
}
