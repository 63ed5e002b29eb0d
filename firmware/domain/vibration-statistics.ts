/** What a window of one axis comes to, its mean (gravity) removed; accelerations in g. */
export interface AxisStatistics {
  /** The mean that was removed: gravity's share on this axis. */
  meanG: number
  rmsG: number
  peakG: number
  /** Peak over rms; 0 for a signal that does not move. */
  crest: number
  /** Fourth moment over the square of the second: 3 for noise, 1.5 for a tone, more for shocks. 0 for a signal that does not move. */
  kurtosis: number
}

/** Statistics of one axis over a window; all 0 for an empty one. */
export const axisStatistics = (samplesG: ArrayLike<number>): AxisStatistics => {
  const count = samplesG.length
  let sum = 0
  for (let at = 0; at < count; at++) sum += samplesG[at] as number
  const meanG = count === 0 ? 0 : sum / count
  let squares = 0
  let fourths = 0
  let peakG = 0
  for (let at = 0; at < count; at++) {
    const off = (samplesG[at] as number) - meanG
    const square = off * off
    squares += square
    fourths += square * square
    peakG = Math.max(peakG, Math.abs(off))
  }
  if (squares === 0) return { meanG, rmsG: 0, peakG: 0, crest: 0, kurtosis: 0 }
  const rmsG = Math.sqrt(squares / count)
  return { meanG, rmsG, peakG, crest: peakG / rmsG, kurtosis: (count * fourths) / (squares * squares) }
}
