import type { MonotonicMs, UtcMs } from '../../../hal/units.ts'
import type { ElementSet, Satellite } from '../../domain/elements.ts'
import { areElementsTooOld } from '../../domain/elements-age.ts'
import type { Barred } from '../../domain/elements-import.ts'
import type { Geodetic, LookAngle } from '../../domain/geodesy.ts'
import { lookAtSatellite } from '../../domain/look-angle.ts'
import { satelliteWorth, type WorthRules } from '../../domain/satellite-worth.ts'
import { type SkyOutlook, skyOutlook } from '../../domain/sky-outlook.ts'
import type { PlannedStep } from '../../plan/forecast.ts'
import { type HandoverCost, NONE, type ServiceStep } from '../../plan/handover-plan.ts'
import type { Quarantined } from '../../plan/quarantine.ts'
import {
  type InSky,
  planSatelliteChoice,
  type SatelliteChoiceState,
  satelliteChoiceAtStart,
} from '../../plan/satellite-choice.ts'
import { type Hindrances, meanBestService, type ServiceAhead, serviceAhead } from '../../plan/service-ahead.ts'
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
/**
 * What a handover takes from passengers, as seconds of mean best service. With one beam 2 to 3 s muted, and connections that broke off and
 * find their pace again; with two nothing breaks off, and connections only meet another delay. Chosen.
 */
const HANDOVER_COST_S = { 1: 20, 2: 5 }
const AGE_EVERY_MS = 3_600_000

/** What a terminal is like, as far as its satellites are concerned. */
export interface ChoiceRules extends WorthRules {
  maskDeg: number
  /** Seconds that a mount takes from one direction to another; absent for a beam that jumps. */
  slewS?: (from: LookAngle, to: LookAngle) => number
  /** 1 unless given. */
  beams?: 1 | 2
}

/** What is known when a satellite is chosen. */
export interface ChoiceObservation extends Hindrances {
  utcMs: UtcMs
  observer: Geodetic
  assignedNoradId?: number
  isLocked: boolean
  aimErrorDeg?: number
}

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
  #isWhole = false
  #tooOld = 0
  #agedAtUtcMs: number = Number.NEGATIVE_INFINITY

  constructor(elements: ElementSet, rules: ChoiceRules, barred: readonly Barred[] = []) {
    this.#rules = rules
    this.#barred = barred
    this.#byNoradId = new Map(elements.satellites.map((satellite) => [satellite.noradId, satellite]))
    this.#outlook = this.#outlookOn(elements)
    this.#service = serviceAhead({ maskDeg: rules.maskDeg, stepS: STEP_S })
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
  }

  /** How many satellites have elements too old to be followed. */
  agedOut(): { tooOld: number; all: number } {
    return { tooOld: this.#tooOld, all: this.#byNoradId.size }
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
    this.#service.prepare(this.#outlook.ahead())
  }

  /** Decides again; the reasons of a change, none without one. `undefined` while too little of the sky ahead is known. */
  decide(seen: ChoiceObservation, nowMs: MonotonicMs): readonly string[] | undefined {
    this.#age(seen.utcMs)
    const ahead = this.#outlook.ahead()
    const [first] = ahead
    if (!first || (!this.#isWhole && ahead.length < DECIDE_FROM)) return undefined
    const { state, reasons } = planSatelliteChoice(
      this.#state,
      {
        ...seen,
        maskDeg: this.#rules.maskDeg,
        stepsUtcMs: first.utcMs,
        barred: this.#barred,
        service: (excluded) => {
          this.#steps = this.#service.steps(ahead, { ...seen, excluded })
          return this.#steps
        },
        cost: (steps) => this.#costOf(steps),
        inSky: (noradId) => this.#inSky(noradId, seen),
      },
      nowMs,
    )
    this.#state = state
    return reasons
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

  #costOf(steps: readonly ServiceStep[]): HandoverCost {
    const perSecond = meanBestService(steps) / STEP_S
    const { slewS, beams = 1 } = this.#rules
    const costS = HANDOVER_COST_S[beams]
    if (!slewS) return () => perSecond * costS
    const ahead = this.#outlook.ahead()
    const lookOf = (noradId: number, step: number): LookAngle | undefined => {
      const sky = ahead[step]
      return sky?.looks[sky.ids.indexOf(noradId)]
    }
    return (from, to, step) => {
      const [before, after] = [lookOf(from, step), lookOf(to, step)]
      return perSecond * (costS + (before && after ? slewS(before, after) : 0))
    }
  }

  #inSky(noradId: number, { utcMs, observer }: ChoiceObservation): InSky | undefined {
    const satellite = this.#byNoradId.get(noradId)
    if (!satellite || areElementsTooOld(satellite, utcMs)) return undefined
    const look = lookAtSatellite(satellite, utcMs, observer)
    const { maskDeg } = this.#rules
    if (!look || look.elevationDeg < maskDeg) return undefined
    const ahead = this.#outlook.ahead()
    const elevationDegAt = (index: number): number =>
      ahead[index]?.looks[ahead[index].ids.indexOf(noradId)]?.elevationDeg ?? -90
    const down = ahead.findIndex(({ utcMs: atMs }, index) => atMs > utcMs && elevationDegAt(index) < maskDeg)
    const leftMs = (ahead[down]?.utcMs ?? ahead.at(-1)?.utcMs ?? utcMs) - utcMs
    const isRising = elevationDegAt(1) > look.elevationDeg
    return { name: satellite.name, elevationDeg: look.elevationDeg, isRising, leftS: Math.max(0, leftMs / 1000) }
  }

  /** Looks once an hour: elements age slowly. */
  #age(utcMs: UtcMs): void {
    if (Math.abs(utcMs - this.#agedAtUtcMs) < AGE_EVERY_MS) return
    this.#agedAtUtcMs = utcMs
    this.#tooOld = [...this.#byNoradId.values()].filter((one) => areElementsTooOld(one, utcMs)).length
  }
}
