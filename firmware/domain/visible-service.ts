import type { ElementSet } from './elements.ts'
import type { Geodetic } from './geodesy.ts'
import { capacityOf } from './service-capacity.ts'
import { skyScanner } from './sky-scan.ts'

/** An observer's place at a UTC time. */
export interface ObserverStep {
  utcMs: number
  observer: Geodetic
}

/** What serves in one step: catalogue numbers and, beside them, capacity in bit/s/Hz. */
export interface VisibleStep {
  ids: number[]
  service: number[]
}

/** Works out, step by step in the order of time, which satellites stand above the mask and what each could carry. */
export const visibleService = (
  elements: Pick<ElementSet, 'satellites'>,
  { maskDeg, referenceRangeKm }: { maskDeg: number; referenceRangeKm: number },
): ((step: ObserverStep) => VisibleStep) => {
  const scan = skyScanner(elements)
  return ({ utcMs, observer }) => {
    const step: VisibleStep = { ids: [], service: [] }
    const { seen, goOn } = scan({ utcMs, observer, maskDeg })
    goOn(Number.POSITIVE_INFINITY)
    for (const { satellite, look } of seen) {
      if (look.elevationDeg < maskDeg) continue
      step.ids.push(satellite.noradId)
      step.service.push(capacityOf(look, referenceRangeKm))
    }
    return step
  }
}
