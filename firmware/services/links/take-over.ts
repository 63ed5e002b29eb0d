import type { MonotonicMs } from '../../../hal/units.ts'
import { type LinksState, linksAtStart } from '../../plan/links.ts'

/** What was routed before we came stays for this long at most while nothing has been heard of its links. */
const HOLDS_MS = 5_000

/**
 * The routes that a kernel still has when the service starts again. A link of which nothing has been heard yet is no dead one: traffic
 * that goes by it is not moved for that.
 */
export class TakeOver {
  readonly #routes: Readonly<Record<string, string>>
  readonly #endsAtMs: number
  #isOver: boolean

  constructor(routes: Readonly<Record<string, string>>, nowMs: MonotonicMs) {
    this.#routes = routes
    this.#endsAtMs = nowMs + HOLDS_MS
    this.#isOver = Object.keys(routes).length === 0
  }

  /** The state that these routes come to. */
  state(): LinksState {
    const classes = Object.entries(this.#routes).map(([trafficClass, link]) => [trafficClass, { link, left: {} }])
    return { ...linksAtStart, classes: Object.fromEntries(classes) }
  }

  /** Whether decisions wait; once they do not, they never do again. */
  isWaiting(hasBeenHeard: (link: string) => boolean, nowMs: MonotonicMs): boolean {
    this.#isOver ||= nowMs >= this.#endsAtMs || Object.values(this.#routes).every(hasBeenHeard)
    return !this.#isOver
  }
}
