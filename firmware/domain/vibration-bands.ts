/** From, to. */
export type BandHz = readonly [fromHz: number, toHz: number]

/** What an axis is split into: body and springs, bogie, floor, rail joints, and what only a quick sensor sees. */
const EDGES_HZ = [0.5, 2, 5, 10, 20, 50, 100, 200, 500] as const

/** What samples at `rateHz` show of a part that itself is good for `partHz`: nothing from half the rate on. */
export const validBandHz = (partHz: BandHz, rateHz: number): BandHz => [partHz[0], Math.min(partHz[1], rateHz / 2)]

/**
 * What folds down into the valid band: the part passes it, and half the rate is below (aliasing). A tone there reads as one
 * of a lower frequency, and no figure can tell. `undefined` when the part's own filter ends before.
 */
export const foldsHz = (bandwidthHz: number, rateHz: number): BandHz | undefined =>
  bandwidthHz > rateHz / 2 ? [rateHz / 2, bandwidthHz] : undefined

/** The bands within a valid one; the last is cut off where that ends. */
export const bandsWithin = ([fromHz, toHz]: BandHz): readonly BandHz[] =>
  EDGES_HZ.slice(0, -1).flatMap((low, at) => {
    const high = Math.min(EDGES_HZ[at + 1] as number, toHz)
    return low >= fromHz && high > low ? [[low, high] as const] : []
  })

/** The upper octave of a valid band, in which a loose mount rattles first. */
export const highBandHz = ([, toHz]: BandHz): BandHz => [toHz / 2, toHz]
