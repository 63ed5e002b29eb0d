import type { ElementSet } from '../firmware/domain/elements.ts'
import { parseElements } from '../firmware/domain/elements-file.ts'

const PLANES = 72
const SATELLITES_PER_PLANE = 140

const angle = (deg: number): number => Number((deg % 360).toFixed(4))

/** A made-up constellation of Starlink's size, 72 planes of 140 at 550 km and 53° (Walker delta), as OMM in JSON. */
export const walkerOmm = (epochUtcMs: number): string =>
  JSON.stringify(
    Array.from({ length: PLANES * SATELLITES_PER_PLANE }, (_, index) => {
      const [plane, slot] = [Math.floor(index / SATELLITES_PER_PLANE), index % SATELLITES_PER_PLANE]
      return {
        OBJECT_NAME: `WALKER-${plane + 1}-${slot + 1}`,
        NORAD_CAT_ID: 700_001 + index,
        EPOCH: new Date(epochUtcMs).toISOString(),
        MEAN_MOTION: 15.06,
        ECCENTRICITY: 0.0001,
        INCLINATION: 53,
        RA_OF_ASC_NODE: angle((360 * plane) / PLANES),
        ARG_OF_PERICENTER: 90,
        MEAN_ANOMALY: angle((360 * slot) / SATELLITES_PER_PLANE + 1.3 * plane),
        BSTAR: 0.0001,
      }
    }),
  )

/** The same, read. */
export const walkerElements = (epochUtcMs: number): ElementSet => {
  const read = parseElements(walkerOmm(epochUtcMs), 'walker')
  if ('error' in read) throw new TypeError(read.error)
  return read
}
