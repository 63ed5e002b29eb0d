import type { Clock } from '../../../hal/clock.ts'
import type { Network } from '../../../hal/network.ts'
import { type CapacityAction, type CapacityState, planLinkCapacity, unknownCapacity } from '../../plan/link-capacity.ts'
import type { Tell } from '../tell.ts'

interface CapacityKeeperDeps {
  clock: Clock
  network: Pick<Network, 'shape'>
  tell: Tell
  /** Tells the shore what a link can carry from there, kbit/s; absent where nobody there shapes. */
  tellCapacity?: ((link: string, kbps: number | undefined) => void) | undefined
}

/** What a link carries, as it is measured; without rates nothing is concluded. */
interface Carried {
  link: string
  upKbps?: number
  downKbps?: number
  latencyMs?: number
  loss?: number
  /** Of our own timers, ms. */
  lateMs?: number
}

/** The shore does not answer, and may have been started anew. */
const TELL_EVERY_MS = 5_000

/** Has each link shaped, both ways, by what it turns out to carry. */
export class CapacityKeeper {
  readonly #deps: CapacityKeeperDeps
  readonly #states = new Map<string, CapacityState>()
  readonly #toldAtMs = new Map<string, number>()
  /** Links whose shaping was refused, which is told once. */
  readonly #refused = new Set<string>()

  constructor(deps: CapacityKeeperDeps) {
    this.#deps = deps
  }

  /** Once a second for each link. */
  seen({ link, upKbps, downKbps, latencyMs, loss, lateMs }: Carried): void {
    if (upKbps === undefined || downKbps === undefined) return
    const nowMs = this.#deps.clock.nowMs()
    const before = this.#states.get(link)
    // What an earlier run shaped is that of another place.
    if (!before) this.#shape(link, undefined)
    const carried = { upKbps, downKbps, latencyMs, loss, lateMs }
    const { state, actions } = planLinkCapacity(before ?? unknownCapacity, carried, nowMs)
    this.#states.set(link, state)
    for (const action of actions) this.#carryOut(link, action)
    if (nowMs - (this.#toldAtMs.get(link) ?? Number.NEGATIVE_INFINITY) >= TELL_EVERY_MS)
      this.#tellShore(link, state.down.kbps)
  }

  #carryOut(link: string, { way, kbps }: CapacityAction): void {
    if (way === 'up') this.#shape(link, kbps)
    else this.#tellShore(link, kbps)
  }

  #tellShore(link: string, kbps: number | undefined): void {
    this.#toldAtMs.set(link, this.#deps.clock.nowMs())
    this.#deps.tellCapacity?.(link, kbps)
  }

  #shape(link: string, kbps: number | undefined): void {
    this.#deps.network.shape(link, kbps).then(
      () => void this.#refused.delete(link),
      (error: unknown) => this.#refuse(link, error),
    )
  }

  #refuse(link: string, error: unknown): void {
    if (this.#refused.has(link)) return
    this.#refused.add(link)
    const why = error instanceof Error ? error.message : String(error)
    this.#deps.tell({ subject: link, text: 'it was not shaped', reasons: [why], severity: 'warning' })
  }
}
