import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { clearanceWithin, type LowClearance } from '../../domain/low-clearance.ts'
import type { StowConditions } from '../../plan/stow-causes.ts'
import { ShockWatch } from '../shock-watch.ts'
import type { TrainOrders } from './train-orders.ts'

type Navigation = TopicMessage<'navigation'>

/** What a train's configuration says of laying mounts down. */
export interface StowRules {
  lowClearances: readonly LowClearance[]
  /** Taken to blow while nobody has told another. */
  windMps: number
  shockLimitG: number
}

/** On a train of which nothing is said: shocks as the standard has them, no stretch, no wind. */
export const usualStowRules: StowRules = { lowClearances: [], windMps: 0, shockLimitG: 3 }

/** What is known of whatever lays a mount down, for all mounts of the train. */
export class StowWatch {
  readonly #rules: StowRules
  readonly #orders: TrainOrders
  readonly #shock = new ShockWatch()
  /** Where it was last on its line. */
  #line: Navigation['line']
  #lineAtMs = 0
  #isOffRoute = false
  #speedMps: number | undefined

  constructor(rules: StowRules, orders: TrainOrders) {
    this.#rules = rules
    this.#orders = orders
  }

  get shockLimitG(): number {
    return this.#rules.shockLimitG
  }

  /** What it no longer says of the line is what it said last, the less sure the older. */
  onNavigation({ atMs, line, speedMps }: Navigation): void {
    if (speedMps !== undefined) this.#speedMps = speedMps
    if (!line) return
    this.#isOffRoute = line.isOffRoute
    // A train that was off its line all along is nowhere on it.
    if (line.isOffRoute) return
    this.#line = line
    this.#lineAtMs = atMs
  }

  onMotion(message: TopicMessage<'motion'>): void {
    this.#shock.onMotion(message)
  }

  /** Of a mount that needs `leadS` to lie down. */
  conditions(leadS: number, nowMs: MonotonicMs): StowConditions {
    const shockG = this.#shock.present(nowMs)
    const { order, windMps = this.#rules.windMps } = this.#orders.stow()
    const [isSupplyFailing, mode] = [this.#orders.isSupplyFailing(), this.#orders.mode()]
    const lowClearance = this.#clearance(leadS, nowMs)
    return {
      windMps,
      ...(shockG !== undefined && { shockG }),
      ...(this.#speedMps !== undefined && { speedMps: this.#speedMps }),
      ...(lowClearance && { lowClearance: lowClearance.name }),
      ...(isSupplyFailing !== undefined && { isSupplyFailing }),
      ...(mode && { mode }),
      ...(order !== undefined && { order }),
    }
  }

  /** The stretch that will lay it down some seconds from now, as fast as the train goes. */
  clearanceAfter(seconds: number, leadS: number, nowMs: MonotonicMs): LowClearance | undefined {
    const goneKm = ((this.#speedMps ?? 0) * seconds) / 1000
    const sign = { up: 1, down: -1, unknown: 0 }[this.#line?.direction ?? 'unknown']
    return this.#clearance(leadS, nowMs, sign * goneKm)
  }

  #clearance(leadS: number, nowMs: MonotonicMs, goneKm = 0): LowClearance | undefined {
    const { lowClearances } = this.#rules
    if (!this.#line || lowClearances.length === 0) return undefined
    const ageS = Math.max(0, nowMs - this.#lineAtMs) / 1000
    const chainageKm = this.#line.chainageKm + goneKm
    const train = { ...this.#line, isOffRoute: this.#isOffRoute, chainageKm, speedMps: this.#speedMps ?? 0, ageS }
    return clearanceWithin(lowClearances, train, leadS)
  }
}
