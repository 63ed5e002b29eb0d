import type { Clock } from '../../../hal/clock.ts'
import { type AccessGrants, noGrants, passGrants } from '../../plan/access-grants.ts'

/** Challenges and who was let in by one, in memory alone: a restart ends it all. */
export class GrantBox {
  readonly #clock: Clock
  #grants: AccessGrants = noGrants

  constructor(clock: Clock) {
    this.#clock = clock
  }

  state(): AccessGrants {
    return this.#grants
  }

  change(plan: (state: AccessGrants) => AccessGrants): void {
    this.#grants = passGrants(plan(this.#grants), this.#clock.nowMs())
  }
}
