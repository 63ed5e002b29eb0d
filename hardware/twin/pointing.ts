const BIN_DEG = 0.001
const WIDEST_DEG = 10
const BINS = WIDEST_DEG / BIN_DEG

/** Pointing errors of a ride of any length in bounded memory: bins of 0.001° to 10°, wider errors counted together. */
export interface Pointing {
  /** Degrees, ≥ 0. */
  add(errorDeg: number): void
  /** Exact; 0 while there is no sample. */
  rmsDeg(): number
  /** Upper edge of the bin that holds it; the widest error seen when it lies beyond 10°; 0 while there is no sample. */
  percentileDeg(share: number): number
}

export const makePointing = (): Pointing => {
  const counts = new Float64Array(BINS)
  let total = 0
  let squares = 0
  let widestDeg = 0
  return {
    add: (errorDeg) => {
      const bin = Math.floor(errorDeg / BIN_DEG)
      if (bin < BINS) counts[bin] = (counts[bin] as number) + 1
      total++
      squares += errorDeg * errorDeg
      widestDeg = Math.max(widestDeg, errorDeg)
    },
    rmsDeg: () => (total === 0 ? 0 : Math.sqrt(squares / total)),
    percentileDeg: (share) => {
      if (total === 0) return 0
      let below = 0
      const bin = counts.findIndex((count) => {
        below += count
        return below >= share * total
      })
      return bin < 0 ? widestDeg : (bin + 1) * BIN_DEG
    },
  }
}
