import type { MonotonicMs, UtcMs } from '../../../hal/units.ts'
import type { ElementSet, Satellite } from '../../domain/elements.ts'
import type { Geodetic, LookAngle } from '../../domain/geodesy.ts'
import { lookAtGeostationary, lookAtSatellite } from '../../domain/look-angle.ts'
import { type PredictedElevations, skyPredictor } from '../../domain/sky-prediction.ts'
import { planSatelliteChoice, type SatelliteChoiceState, satelliteChoiceAtStart } from '../../plan/satellite-choice.ts'
import { TRACK_STEP_S } from '../../plan/sky-track.ts'

/** One sigma of a direction from elements a day old (OneWeb, measured: p99 0.11° at 27 h); a GEO satellite keeps its box. */
const ELEMENTS_SIGMA_DEG = 0.05
const GEOSTATIONARY_SIGMA_DEG = 0.05
/** The prediction reaches two minutes and is made anew every ten seconds. */
const STEPS = 13
const PREDICT_EVERY_MS = TRACK_STEP_S * 1000

/** What a terminal looks at, and from where. */
export interface FollowedSatellite {
  name: string
  noradId?: number
  sigmaDeg: number
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
  sigmaDeg: GEOSTATIONARY_SIGMA_DEG,
  lookAt: (_utcMs, observer) => lookAtGeostationary(longitudeDeg, observer),
})

const ofConstellation = (satellite: Satellite): FollowedSatellite => ({
  name: satellite.name,
  noradId: satellite.noradId,
  sigmaDeg: ELEMENTS_SIGMA_DEG,
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

  constructor(elements: ElementSet) {
    this.#predict = skyPredictor(elements)
    this.#byNoradId = new Map(elements.satellites.map((satellite) => [satellite.noradId, satellite]))
  }

  followed(): FollowedSatellite | undefined {
    return this.#followed
  }

  /** Decides again; the reasons of a change, none without one. */
  decide(seen: ChoiceObservation, nowMs: MonotonicMs): readonly string[] {
    const { utcMs, observer, maskDeg } = seen
    if (this.#tracksAtMs === undefined || nowMs - this.#tracksAtMs >= PREDICT_EVERY_MS) {
      this.#tracks = this.#predict({ utcMs, observer, maskDeg, steps: STEPS, stepS: TRACK_STEP_S })
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
}
