import type { ElementSet } from './elements.ts'
import type { Geodetic } from './geodesy.ts'
import { skyAt } from './look-angle.ts'
import { skyScanner } from './sky-scan.ts'

/** The elevations of one satellite, predicted at equal steps. */
export interface PredictedElevations {
  noradId: number
  name: string
  elevationsDeg: readonly number[]
}

/** When, from where and above which elevation the sky is predicted. */
export interface PredictionPlan {
  utcMs: number
  observer: Geodetic
  maskDeg: number
  steps: number
  stepS: number
}

/**
 * Predicts the satellites that are or may come above a mask before the last step: their elevations at `steps` times
 * `stepS` apart, the first at `utcMs`.
 */
export const skyPredictor = (elements: ElementSet): ((plan: PredictionPlan) => PredictedElevations[]) => {
  const scan = skyScanner(elements)
  return ({ utcMs, observer, maskDeg, steps, stepS }) => {
    const skies = Array.from({ length: steps }, (_, step) => skyAt(utcMs + step * stepS * 1000, observer))
    return scan({ utcMs, observer, maskDeg, aheadMs: (steps - 1) * stepS * 1000 }).map((satellite) => ({
      noradId: satellite.noradId,
      name: satellite.name,
      elevationsDeg: skies.map((lookAt) => lookAt(satellite)?.elevationDeg ?? -90),
    }))
  }
}
