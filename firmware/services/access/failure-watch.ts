import type { Clock } from '../../../hal/clock.ts'
import {
  failed,
  type KeptFailures,
  keptOf,
  type LoginFailures,
  loginWaitMs,
  resumed,
  succeeded,
} from '../../plan/login-delay.ts'
import type { UserStore } from './user-store.ts'

/** Failed logins and the waits that follow, kept over restarts as far as the medium keeps anything. */
export class FailureWatch {
  readonly #clock: Clock
  readonly #store: UserStore
  #failures: LoginFailures

  constructor(clock: Clock, store: UserStore, kept: KeptFailures) {
    this.#clock = clock
    this.#store = store
    this.#failures = resumed(kept, clock.nowMs())
  }

  waitMs(name: string): number {
    return loginWaitMs(this.#failures, name, this.#clock.nowMs())
  }

  add(name: string): Promise<void> {
    return this.#set(failed(this.#failures, name, this.#clock.nowMs()))
  }

  forget(name: string): Promise<void> {
    const after = succeeded(this.#failures, name)
    return Object.keys(after.byName).length === Object.keys(this.#failures.byName).length
      ? Promise.resolve()
      : this.#set(after)
  }

  /** It holds in memory where nothing can be kept. */
  #set(after: LoginFailures): Promise<void> {
    this.#failures = after
    return this.#store.keepFailures(keptOf(after)).catch(() => undefined)
  }
}
