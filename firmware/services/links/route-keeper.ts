import type { Clock } from '../../../hal/clock.ts'
import type { Network } from '../../../hal/network.ts'
import type { Tell } from '../tell.ts'

interface RouteKeeperDeps {
  network: Network
  /** Tells the shore which way a class goes now; absent where nobody there has to know. */
  announce?: ((trafficClass: string, link: string | undefined) => void) | undefined
  clock: Clock
  tell: Tell
}

/** A route that takes longer counts as if it took this long. */
const TAKES_AT_MOST_MS = 5_000
/** What one quick route takes from the slowest that is remembered. */
const FORGETS = 0.9

/** Has the network carry out the link of each class, again and again where it refuses. */
export class RouteKeeper {
  readonly #deps: RouteKeeperDeps
  /** The link of each class as it was last asked for, and the classes for which the network refused it. */
  readonly #wanted = new Map<string, string | undefined>()
  readonly #refused = new Set<string>()
  #takesMs = 0

  constructor(deps: RouteKeeperDeps) {
    this.#deps = deps
  }

  /** What a route took lately at the slowest, ms. */
  takesMs(): number {
    return this.#takesMs
  }

  want(trafficClass: string, link: string | undefined): void {
    this.#refused.delete(trafficClass)
    this.#wanted.set(trafficClass, link)
    this.#ask(trafficClass, link).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      this.#deps.tell({ subject: trafficClass, text: 'its route was not changed', reasons: [why], severity: 'warning' })
    })
  }

  /** A refused route is asked for again for as long as it is wanted; it was told once. */
  askAgain(): void {
    for (const trafficClass of this.#refused) {
      this.#refused.delete(trafficClass)
      this.#ask(trafficClass, this.#wanted.get(trafficClass)).catch(() => undefined)
    }
  }

  async #ask(trafficClass: string, link: string | undefined): Promise<void> {
    const { network, announce, clock } = this.#deps
    const askedAtMs = clock.nowMs()
    try {
      await network.route(trafficClass, link)
      announce?.(trafficClass, link)
      const tookMs = Math.min(TAKES_AT_MOST_MS, clock.nowMs() - askedAtMs)
      this.#takesMs = Math.max(tookMs, FORGETS * this.#takesMs)
    } catch (error) {
      if (this.#wanted.get(trafficClass) === link) this.#refused.add(trafficClass)
      throw error
    }
  }
}
