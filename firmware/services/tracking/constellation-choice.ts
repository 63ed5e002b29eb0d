import type { MonotonicMs, UtcMs } from '../../../hal/units.ts'
import type { ElementSet, Satellite } from '../../domain/elements.ts'
import { areElementsTooOld, ELEMENTS_HOLD_DAYS } from '../../domain/elements-age.ts'
import type { Barred } from '../../domain/elements-import.ts'
import type { Direction } from '../../domain/frames.ts'
import type { Geodetic } from '../../domain/geodesy.ts'
import type { InParts } from '../../domain/in-parts.ts'
import { lookAtSatellite } from '../../domain/look-angle.ts'
import { satelliteWorth, type WorthRules } from '../../domain/satellite-worth.ts'
import { type SkyAhead, type SkyOutlook, skyOutlook } from '../../domain/sky-outlook.ts'
import type { PlannedStep } from '../../plan/forecast.ts'
import { NONE, type ServiceStep } from '../../plan/handover-plan.ts'
import type { Planned } from '../../plan/planned.ts'
import type { Quarantined } from '../../plan/quarantine.ts'
import { type Candidate, candidatesOf } from '../../plan/satellite-candidates.ts'
import {
  type InSky,
  type SatelliteChoiceAction,
  type SatelliteChoiceObservation,
  type SatelliteChoiceState,
  satelliteChoiceAtStart,
  satelliteChoiceInParts,
} from '../../plan/satellite-choice.ts'
import { type Hindrances, type ServiceAhead, serviceAhead } from '../../plan/service-ahead.ts'
import { type CostRules, handoverCost } from './handover-cost.ts'
import { type FollowedSatellite, ofConstellation } from './satellite-source.ts'

/** Each decision sees ten minutes ahead. */
const STEP_S = 10
export const STEP_MS = STEP_S * 1000
export const STEPS = 60
const INSTANTS = STEPS + 1
/** Until the whole outlook is filled, two minutes of it will do. */
const DECIDE_FROM = 13
/** Satellites a little below the mask are kept, so that the time of their rising is known. */
const BELOW_MASK_DEG = 3
const AGE_EVERY_MS = 3_600_000

/** What a terminal is like, as far as its satellites are concerned. */
export interface ChoiceRules extends WorthRules, CostRules {
  maskDeg: number
  /** What share of a step a mount misses of a satellite near its zenith; absent for a beam. */
  missedShare?: (begin: Direction, end: Direction, stepS: number) => number
}

/** What is known when a satellite is chosen. */
export interface ChoiceObservation extends Hindrances {
  utcMs: UtcMs
  observer: Geodetic
  assignedNoradId?: number
  isLocked: boolean
  aimErrorDeg?: number
}

type Deciding = InParts<Planned<SatelliteChoiceState, SatelliteChoiceAction> & { steps: readonly ServiceStep[] }>

/** Chooses among the satellites of a constellation: keeps the sky ahead, asks the plan, remembers its state. */
export class ConstellationChoice {
  readonly #rules: ChoiceRules
  #byNoradId: ReadonlyMap<number, Satellite>
  #outlook: SkyOutlook
  /** By newer elements; it takes the place of the other once it is whole. */
  #nextOutlook: SkyOutlook | undefined
  #service: ServiceAhead
  #barred: readonly Barred[]
  #state: SatelliteChoiceState = satelliteChoiceAtStart
  #steps: readonly ServiceStep[] = []
  #deciding: Deciding | undefined
  #isWhole = false
  #tooOld = 0
  #toldTooOld = 0
  #agedAtUtcMs: number = Number.NEGATIVE_INFINITY

  constructor(elements: ElementSet, rules: ChoiceRules, barred: readonly Barred[] = []) {
    this.#rules = rules
    this.#barred = barred
    this.#byNoradId = new Map(elements.satellites.map((satellite) => [satellite.noradId, satellite]))
    this.#outlook = this.#outlookOn(elements)
    const { maskDeg, missedShare } = rules
    this.#service = serviceAhead({
      maskDeg,
      stepS: STEP_S,
      ...(missedShare && { missedShare: (begin: Direction, end: Direction) => missedShare(begin, end, STEP_S) }),
    })
  }

  #outlookOn(elements: ElementSet): SkyOutlook {
    return skyOutlook(elements, {
      stepMs: STEP_MS,
      instants: INSTANTS,
      fromDeg: Math.max(0, this.#rules.maskDeg - BELOW_MASK_DEG),
      worth: satelliteWorth(this.#rules),
    })
  }

  /**
   * Newer elements. What is followed goes on being followed, by them; who else is there is planned by the sky of those before until that of these is
   * whole.
   */
  renew(elements: ElementSet, barred: readonly Barred[]): void {
    this.#barred = barred
    this.#byNoradId = new Map(elements.satellites.map((satellite) => [satellite.noradId, satellite]))
    this.#agedAtUtcMs = Number.NEGATIVE_INFINITY
    const outlook = this.#outlookOn(elements)
    if (this.#isWhole) this.#nextOutlook = outlook
    else this.#outlook = outlook
    this.#planAnew()
  }

  #planAnew(): void {
    const { plannedUtcMs: _, ...state } = this.#state
    this.#state = state
    this.#deciding = undefined
  }

  /** What is to be told when more satellites have elements too old to be followed; once. */
  newlyAged(): { text: string; reasons: readonly string[] } | undefined {
    const isMore = this.#tooOld > this.#toldTooOld
    this.#toldTooOld = this.#tooOld
    if (!isMore) return undefined
    return {
      text: `${this.#tooOld} of ${this.#byNoradId.size} satellites are not followed: their elements are too old`,
      reasons: [`elements hold ${ELEMENTS_HOLD_DAYS} days from their epoch; load newer ones`],
    }
  }

  followed(): FollowedSatellite | undefined {
    const noradId = this.#state.followed?.noradId
    const satellite = noradId === undefined ? undefined : this.#byNoradId.get(noradId)
    return satellite && ofConstellation(satellite)
  }

  /** Whom the plan follows after that, and from when; undefined when it has nobody else. */
  next(): { satellite: FollowedSatellite; utcMs: number } | undefined {
    const { followed, plannedUtcMs, path } = this.#state
    if (plannedUtcMs === undefined || path[0] !== followed?.noradId) return undefined
    const index = path.findIndex((noradId) => noradId !== path[0])
    const satellite = this.#byNoradId.get(path[index] ?? NONE)
    return satellite && { satellite: ofConstellation(satellite), utcMs: plannedUtcMs + index * STEP_MS }
  }

  quarantined(): readonly Quarantined[] {
    return this.#state.quarantined
  }

  /** What an earlier run learnt. */
  recall(quarantined: readonly Quarantined[]): void {
    this.#state = { ...this.#state, quarantined }
    this.#deciding = undefined
  }

  /** Looks at `looks` satellites more at most, for the sky ahead; after newer elements at as many for theirs. */
  lookAhead(utcMs: number, placeAt: (utcMs: number) => Geodetic, looks: number): void {
    const wasWhole = this.#isWhole
    this.#isWhole = this.#outlook.keep(utcMs, placeAt, looks)
    if (wasWhole && this.#isWhole && this.#nextOutlook?.keep(utcMs, placeAt, looks)) {
      this.#outlook = this.#nextOutlook
      this.#nextOutlook = undefined
      this.#planAnew()
    }
    for (const outlook of [this.#outlook, this.#nextOutlook]) if (outlook) this.#service.prepare(outlook.ahead())
  }

  /**
   * Decides again; the reasons of a change, none without one. `undefined` while too little of the sky ahead is known, or while it is not done: asked
   * again, it goes on with what it had begun.
   */
  decide(seen: ChoiceObservation, nowMs: MonotonicMs): readonly string[] | undefined {
    this.#age(seen.utcMs)
    this.#deciding ??= this.#begin(seen, nowMs)
    const part = this.#deciding?.next()
    if (!part?.done) return undefined
    this.#deciding = undefined
    this.#state = part.value.state
    this.#steps = part.value.steps
    return part.value.reasons
  }

  #begin(seen: ChoiceObservation, nowMs: MonotonicMs): Deciding | undefined {
    const ahead = this.#outlook.ahead()
    const [first] = ahead
    if (!first || (!this.#isWhole && ahead.length < DECIDE_FROM)) return undefined
    let steps = this.#steps
    const observation: SatelliteChoiceObservation = {
      ...seen,
      maskDeg: this.#rules.maskDeg,
      stepsUtcMs: first.utcMs,
      barred: this.#barred,
      service: (excluded) => {
        steps = this.#service.steps(ahead, { ...seen, excluded })
        return steps
      },
      cost: (steps) => handoverCost({ steps, ahead, stepS: STEP_S }, this.#rules),
      inSky: (noradId) => this.#inSky(noradId, seen, ahead),
    }
    const state = this.#state
    return (function* () {
      const planned = yield* satelliteChoiceInParts(state, observation, nowMs)
      return { ...planned, steps }
    })()
  }

  /** The plan as it stands, step by step from the one that runs. */
  planned(): PlannedStep[] {
    const { plannedUtcMs, path } = this.#state
    if (plannedUtcMs === undefined) return []
    const ahead = this.#outlook.ahead()
    return path.map((noradId, index) => {
      const utcMs = plannedUtcMs + index * STEP_MS
      const step = this.#steps[index]
      const service = step?.service[step.ids.indexOf(noradId)] ?? 0
      const sky = ahead.find((one) => one.utcMs === utcMs)
      const look = sky?.looks[sky.ids.indexOf(noradId)]
      const name = this.#byNoradId.get(noradId)?.name ?? ''
      return { utcMs, noradId, name, capacity: service / STEP_S, ...(look && { look }) }
    })
  }

  /** Sets of elements, and how many of them were too old within the last hour. */
  elements(): { elements: number; tooOld: number } {
    return { elements: this.#byNoradId.size, tooOld: this.#tooOld }
  }

  /** Satellites in the sky of the present step, or nearly, with why each is followed or not; and of when that is. */
  candidates(utcMs: number): { utcMs: number; candidates: Candidate[] } | undefined {
    const ahead = this.#outlook.ahead()
    const now = ahead.findLast((one) => one.utcMs <= utcMs) ?? ahead[0]
    if (!now) return undefined
    const { maskDeg } = this.#rules
    const { followed, quarantined, plannedUtcMs } = this.#state
    const step = plannedUtcMs === undefined ? undefined : this.#steps[Math.round((now.utcMs - plannedUtcMs) / STEP_MS)]
    const leftS = (noradId: number): number => {
      const down = ahead.find((one) => {
        const look = one.looks[one.ids.indexOf(noradId)]
        return one.utcMs > now.utcMs && (look?.elevationDeg ?? -90) < maskDeg
      })
      return Math.max(0, ((down ?? ahead.at(-1) ?? now).utcMs - utcMs) / 1000)
    }
    const inSky = now.ids.flatMap((noradId, index) => {
      const look = now.looks[index]
      const capacity = (step?.service[step.ids.indexOf(noradId)] ?? 0) / STEP_S
      const name = this.#byNoradId.get(noradId)?.name ?? ''
      return look ? [{ noradId, name, look, capacity, leftS: leftS(noradId) }] : []
    })
    const next = this.next()?.satellite.noradId
    const seen = { utcMs, maskDeg, inSky, followed: followed?.noradId, next, quarantined, barred: this.#barred }
    return { utcMs: now.utcMs, candidates: candidatesOf(seen) }
  }

  #inSky(noradId: number, { utcMs, observer }: ChoiceObservation, ahead: readonly SkyAhead[]): InSky | undefined {
    const satellite = this.#byNoradId.get(noradId)
    if (!satellite || areElementsTooOld(satellite, utcMs)) return undefined
    const look = lookAtSatellite(satellite, utcMs, observer)
    const { maskDeg } = this.#rules
    if (!look || look.elevationDeg < maskDeg) return undefined
    const elevationDegAt = (index: number): number =>
      ahead[index]?.looks[ahead[index].ids.indexOf(noradId)]?.elevationDeg ?? -90
    return {
      name: satellite.name,
      elevationDeg: look.elevationDeg,
      // Asked for of few of those in the sky, and each takes a walk through the sky ahead.
      get isRising() {
        return elevationDegAt(1) > look.elevationDeg
      },
      get leftS() {
        const down = ahead.findIndex(({ utcMs: atMs }, index) => atMs > utcMs && elevationDegAt(index) < maskDeg)
        const leftMs = (ahead[down]?.utcMs ?? ahead.at(-1)?.utcMs ?? utcMs) - utcMs
        return Math.max(0, leftMs / 1000)
      },
    }
  }

  /** Looks once an hour: elements age slowly. */
  #age(utcMs: UtcMs): void {
    if (Math.abs(utcMs - this.#agedAtUtcMs) < AGE_EVERY_MS) return
    this.#agedAtUtcMs = utcMs
    this.#tooOld = [...this.#byNoradId.values()].filter((one) => areElementsTooOld(one, utcMs)).length
  }
}
