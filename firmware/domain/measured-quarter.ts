/** One second of a terminal's own measurement. */
export interface MeasuredSecond {
  /** Pings lost, 0 to 1. */
  loss: number
  /** Absent when all were lost. */
  latencyMs?: number
}

/** What the last seconds, a quarter of an hour at most, came to. */
export interface MeasuredQuarter {
  seconds: number
  loss: number
  /** Seconds in which every ping was lost. */
  outS: number
  latencyMedianMs?: number
  latencyP95Ms?: number
}

/** As many as a terminal's own ring keeps. */
export const QUARTER_S = 900

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number

/** `undefined` without a second. */
export const measureQuarter = (seconds: readonly MeasuredSecond[]): MeasuredQuarter | undefined => {
  if (seconds.length === 0) return undefined
  const latencies = seconds.flatMap(({ latencyMs }) => latencyMs ?? []).sort((one, other) => one - other)
  return {
    seconds: seconds.length,
    loss: seconds.reduce((sum, { loss }) => sum + loss, 0) / seconds.length,
    outS: seconds.filter(({ loss }) => loss === 1).length,
    ...(latencies.length > 0 && {
      latencyMedianMs: quantile(latencies, 0.5),
      latencyP95Ms: quantile(latencies, 0.95),
    }),
  }
}
