// Bins grow by 2 % from 10 ms to 1,000 s: a percentile within 1 %, whatever the number of durations.
const SHORTEST_S = 0.01
const GROWTH = 1.02
const BINS = Math.ceil(Math.log(1000 / SHORTEST_S) / Math.log(GROWTH))

/** Durations counted in bins of constant ratio: bounded in memory for any length of ride. */
export interface Durations {
  add(durationS: number, times?: number): void
  /** Seconds, within 1 %; 0 while there is none. */
  percentileS(share: number): number
}

export const makeDurations = (): Durations => {
  const counts = new Float64Array(BINS)
  let total = 0
  return {
    add: (durationS, times = 1) => {
      const bin = Math.floor(Math.log(Math.max(durationS, SHORTEST_S) / SHORTEST_S) / Math.log(GROWTH))
      counts[Math.min(BINS - 1, bin)] = (counts[Math.min(BINS - 1, bin)] as number) + times
      total += times
    },
    percentileS: (share) => {
      if (total === 0) return 0
      let below = 0
      const bin = counts.findIndex((count) => {
        below += count
        return below >= share * total
      })
      return SHORTEST_S * GROWTH ** (bin + 0.5)
    },
  }
}
