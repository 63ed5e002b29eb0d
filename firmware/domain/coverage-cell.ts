/** What is seen of a link at one moment. */
export interface CoverageSample {
  isOut: boolean
  /** RSRP, dBm, of a cellular link; carrier-to-noise, dB, of a satellite link. */
  signal?: number
  throughputMbps?: number
  /** 0 to 1. */
  loss?: number
}

/** What a link is like in 500 m of a line, in one direction, over several trips. */
export interface CoverageCell {
  /** Trips that it was averaged over; counting stops at 50. */
  passes: number
  /** Mean share of the time in it without service, 0 to 1. */
  outShare: number
  /** Means, of the trips on which there was any. */
  signal?: number
  throughputMbps?: number
  loss?: number
  /** Of the last trip, where time was trusted. */
  lastUtcMs?: number
}

const PASSES_AT_MOST = 50
/** Networks change: the last eight trips count most. */
const LAST_PASSES = 8
const MEASURES = ['signal', 'throughputMbps', 'loss'] as const

interface Sums {
  sum: number
  count: number
}

/** Sums over one trip through a cell. */
export class CellPass {
  #samples = 0
  #outs = 0
  readonly #sums: Record<(typeof MEASURES)[number], Sums> = {
    signal: { sum: 0, count: 0 },
    throughputMbps: { sum: 0, count: 0 },
    loss: { sum: 0, count: 0 },
  }

  add(sample: CoverageSample): void {
    this.#samples++
    if (sample.isOut) this.#outs++
    for (const measure of MEASURES) {
      const value = sample[measure]
      if (value === undefined || !Number.isFinite(value)) continue
      this.#sums[measure].sum += value
      this.#sums[measure].count++
    }
  }

  /** As a cell of one trip; undefined before the first sample. */
  cell(utcMs: number | undefined): CoverageCell | undefined {
    if (this.#samples === 0) return undefined
    const means = MEASURES.flatMap((measure) => {
      const { sum, count } = this.#sums[measure]
      return count === 0 ? [] : [[measure, sum / count] as const]
    })
    const last = utcMs === undefined ? {} : { lastUtcMs: utcMs }
    return { passes: 1, outShare: this.#outs / this.#samples, ...Object.fromEntries(means), ...last }
  }
}

const meanOf = (a: number | undefined, b: number | undefined, shareOfB: number): number | undefined =>
  a === undefined ? b : b === undefined ? a : a + (b - a) * shareOfB

/** What two say of one place, such as earlier trips and the last one, or two trains: each counts by its trips. */
export const mergeCells = (a: CoverageCell, b: CoverageCell): CoverageCell => {
  const shareOfB = b.passes / (Math.min(a.passes, Math.max(LAST_PASSES, b.passes)) + b.passes)
  const lastUtcMs = Math.max(a.lastUtcMs ?? 0, b.lastUtcMs ?? 0)
  const means = MEASURES.flatMap((measure) => {
    const mean = meanOf(a[measure], b[measure], shareOfB)
    return mean === undefined ? [] : [[measure, mean] as const]
  })
  return {
    passes: Math.min(PASSES_AT_MOST, a.passes + b.passes),
    outShare: a.outShare + (b.outShare - a.outShare) * shareOfB,
    ...Object.fromEntries(means),
    ...(lastUtcMs > 0 && { lastUtcMs }),
  }
}

// Chosen: before the first trip an outage is one in twenty, and that guess weighs two fifths of a trip.
const GUESS = 0.05
const GUESS_PASSES = 0.4
/** What was seen so long ago is worth half. */
const HALVES_AFTER_MS = 90 * 86_400_000

/** Holes do not begin where cells do: a cell that is half hole is one. */
const HOLE_SHARE = 0.5

/** How likely a link meets an outage in a cell, 0 to 1; what is old weighs less. */
export const outChance = ({ passes, outShare, lastUtcMs }: CoverageCell, utcMs: number | undefined): number => {
  const ageMs = utcMs === undefined || lastUtcMs === undefined ? 0 : Math.max(0, utcMs - lastUtcMs)
  const weight = passes * 0.5 ** (ageMs / HALVES_AFTER_MS)
  const met = Math.min(1, outShare / HOLE_SHARE)
  return (weight * met + GUESS_PASSES * GUESS) / (weight + GUESS_PASSES)
}
