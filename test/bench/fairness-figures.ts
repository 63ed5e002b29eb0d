import type { Measurement } from './measurement.ts'
import { median } from './statistics.ts'

/** Beside one greedy client the others get so much of a fair share at the least, and operations wait at most so much longer. */
const LEAST_SHARE_PCT = 80
const MOST_RISE_MS = 30

const ways = ['up', 'down'] as const
export type Way = (typeof ways)[number]

/** What a crowd left to whom. */
export interface Shared {
  /** Of each but the greedy one: what it got, as a share of what each would have if all had the same. */
  shares: number[]
  /** Of operations. */
  roundTripP95Ms: number
}

const shapedKinds = ['shaped', 'followed'] as const
type Kind = (typeof shapedKinds)[number] | 'unshaped'

/** One run; `followed` is shaped by what the link turned out to carry. */
export type Round = { idleMs: number } & Record<Kind, Record<Way, Shared>>

const least = (shares: readonly number[]): number => Math.min(...shares)

const percents = (
  rounds: readonly Round[],
  [kind, way]: readonly [Kind, Way],
  pick: (shares: readonly number[]) => number,
): number[] => rounds.map((one) => 100 * pick(one[kind][way].shares))

const risesMs = (rounds: readonly Round[], kind: Kind, way: Way): number[] =>
  rounds.map((one) => one[kind][way].roundTripP95Ms - one.idleMs)

const rowsOf = (rounds: readonly Round[], kind: Kind, way: Way): Measurement[] => {
  const name = `fairness-${kind}-${way}`
  const share = {
    unit: '% of a fair share',
    better: 'higher' as const,
    peer: 'limit',
    peerSamples: [LEAST_SHARE_PCT],
  }
  return [
    { ...share, name: `${name}-median`, samples: percents(rounds, [kind, way], median) },
    { ...share, name: `${name}-least`, samples: percents(rounds, [kind, way], least) },
    {
      name: `${name}-operations-p95`,
      unit: 'ms more than idle',
      better: 'lower',
      samples: risesMs(rounds, kind, way),
      peer: 'limit',
      peerSamples: [MOST_RISE_MS],
    },
  ]
}

/** Shaped links beside the limits, each way. */
export const fairnessFigures = (rounds: readonly Round[]): Measurement[] =>
  shapedKinds.flatMap((kind) => ways.flatMap((way) => rowsOf(rounds, kind, way)))

/** What the runs were like without shaping, which no limit holds: a line for each way. */
export const unshapedLines = (rounds: readonly Round[]): string[] =>
  ways.map((way) => {
    const middle = median(percents(rounds, ['unshaped', way], median)).toFixed(0)
    const lowest = median(percents(rounds, ['unshaped', way], least)).toFixed(0)
    const rise = median(risesMs(rounds, 'unshaped', way)).toFixed(1)
    return `unshaped ${way}: median ${middle} %, least ${lowest} % of a fair share; operations p95 ${rise} ms more than idle`
  })
