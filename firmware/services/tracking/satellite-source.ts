import type { MonotonicMs, UtcMs } from '../../../hal/units.ts'
import type { ElementSet, Satellite } from '../../domain/elements.ts'
import type { Geodetic, LookAngle } from '../../domain/geodesy.ts'
import { lookAtGeostationary, lookAtSatellite } from '../../domain/look-angle.ts'
import { type PredictedElevations, skyPredictor } from '../../domain/sky-prediction.ts'
import { planSatelliteChoice, type SatelliteChoiceState, satelliteChoiceAtStart } from '../../plan/satellite-choice.ts'
import { TRACK_STEP_S } from '../../plan/sky-track.ts'

const HOUR_MS = 3_600_000
/** What the age of elements costs a direction, OneWeb, measured: hours from the epoch, and the 99th percentile in degrees. */
const AGE_ERRORS = [
  { ageH: 12, p99Deg: 0.07 },
  { ageH: 27, p99Deg: 0.11 },
  { ageH: 75, p99Deg: 0.4 },
] as const
/** A 99th percentile of a two-sided normal error is this many sigma. */
const P99_SIGMAS = 2.6
/** Older elements follow nothing: drag and manoeuvres make them guesses. Chosen. */
export const ELEMENTS_HOLD_DAYS = 14
const ELEMENTS_HOLD_MS = ELEMENTS_HOLD_DAYS * 24 * HOUR_MS
/** A GEO satellite keeps its box. */
const GEOSTATIONARY_SIGMA_DEG = 0.05

const p99Deg = (ageH: number): number => {
  const [first, , last] = AGE_ERRORS
  if (ageH <= first.ageH) return first.p99Deg
  // An error along the track grows with the square of the time.
  if (ageH >= last.ageH) return last.p99Deg * (ageH / last.ageH) ** 2
  const above = AGE_ERRORS.findIndex((one) => ageH < one.ageH)
  const [from = first, to = last] = [AGE_ERRORS[above - 1], AGE_ERRORS[above]]
  return from.p99Deg + ((to.p99Deg - from.p99Deg) * (ageH - from.ageH)) / (to.ageH - from.ageH)
}

/** One sigma of a direction from elements of that age, degrees; elements from the future are as bad as old ones. */
export const elementsSigmaDeg = (ageMs: number): number => p99Deg(Math.abs(ageMs) / HOUR_MS) / P99_SIGMAS

/** The prediction reaches two minutes ahead and at least a minute and a half: it is made anew every thirty seconds. */
const STEPS = 13
const PREDICT_EVERY_MS = 3 * TRACK_STEP_S * 1000

/** What a terminal looks at, and from where. */
export interface FollowedSatellite {
  name: string
  noradId?: number
  /** One sigma of what is known of its place, degrees. */
  sigmaDegAt(utcMs: number): number
  lookAt(utcMs: number, observer: Geodetic): LookAngle | undefined
}

/** What is known when a satellite is chosen. */
export interface ChoiceObservation {
  utcMs: UtcMs
  observer: Geodetic
  maskDeg: number
  assignedNoradId?: number
  isLocked: boolean
  aimErrorDeg?: number
}

/** A geostationary satellite by its longitude. */
export const geostationary = (longitudeDeg: number): FollowedSatellite => ({
  name: `${Math.abs(longitudeDeg).toFixed(1)}°${longitudeDeg < 0 ? 'W' : 'E'}`,
  sigmaDegAt: () => GEOSTATIONARY_SIGMA_DEG,
  lookAt: (_utcMs, observer) => lookAtGeostationary(longitudeDeg, observer),
})

const ofConstellation = (satellite: Satellite): FollowedSatellite => ({
  name: satellite.name,
  noradId: satellite.noradId,
  sigmaDegAt: (utcMs) => elementsSigmaDeg(utcMs - satellite.epochUtcMs),
  lookAt: (utcMs, observer) => lookAtSatellite(satellite, utcMs, observer),
})

/** Chooses among the satellites of a constellation: predicts the sky, asks the plan, remembers its state. */
export class ConstellationChoice {
  readonly #predict: ReturnType<typeof skyPredictor>
  readonly #byNoradId: ReadonlyMap<number, Satellite>
  #state: SatelliteChoiceState = satelliteChoiceAtStart
  #tracks: readonly PredictedElevations[] = []
  #tracksAtMs: MonotonicMs | undefined
  #followed: FollowedSatellite | undefined
  #tooOld: ReadonlySet<number> = new Set()
  #agedAtMs: number = Number.NEGATIVE_INFINITY

  constructor(elements: ElementSet) {
    this.#predict = skyPredictor(elements)
    this.#byNoradId = new Map(elements.satellites.map((satellite) => [satellite.noradId, satellite]))
  }

  /** How many satellites have elements too old to be followed. */
  agedOut(): { tooOld: number; all: number } {
    return { tooOld: this.#tooOld.size, all: this.#byNoradId.size }
  }

  followed(): FollowedSatellite | undefined {
    return this.#followed
  }

  /** Decides again; the reasons of a change, none without one. */
  decide(seen: ChoiceObservation, nowMs: MonotonicMs): readonly string[] {
    const { utcMs, observer, maskDeg } = seen
    this.#forgetOld(utcMs)
    if (this.#tracksAtMs === undefined || nowMs - this.#tracksAtMs >= PREDICT_EVERY_MS) {
      this.#tracks = this.#predict({ utcMs, observer, maskDeg, steps: STEPS, stepS: TRACK_STEP_S }).filter(
        ({ noradId }) => !this.#tooOld.has(noradId),
      )
      this.#tracksAtMs = nowMs
    }
    const observation = { ...seen, tracks: this.#tracks, tracksAtMs: this.#tracksAtMs }
    const { state, actions, reasons } = planSatelliteChoice(this.#state, observation, nowMs)
    this.#state = state
    for (const action of actions) {
      const satellite = action.do === 'follow' ? this.#byNoradId.get(action.noradId) : undefined
      this.#followed = satellite && ofConstellation(satellite)
    }
    return reasons
  }

  /** Looks once an hour: elements age slowly. */
  #forgetOld(utcMs: UtcMs): void {
    if (Math.abs(utcMs - this.#agedAtMs) < HOUR_MS) return
    this.#agedAtMs = utcMs
    const old = [...this.#byNoradId.values()].filter(
      ({ epochUtcMs }) => Math.abs(utcMs - epochUtcMs) > ELEMENTS_HOLD_MS,
    )
    this.#tooOld = new Set(old.map(({ noradId }) => noradId))
  }
}
