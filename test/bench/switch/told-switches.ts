import type { ToldProgram } from '../../system/told-program.ts'

/** A class that changed its link, as `run --verbose` told it. */
export interface ToldSwitch {
  atMs: number
  trafficClass: string
  from: string
  to: string
}

const MOVE = /\b(emergency|operations|cctv|passenger-paid|passenger|maintenance): (\w+) → (\w+)/g

/** All switches that a run told from an instant on. */
export const switchesOf = ({ lines }: Pick<ToldProgram, 'lines'>, sinceMs: number): ToldSwitch[] =>
  lines
    .filter(({ atMs }) => atMs >= sinceMs)
    .flatMap(({ atMs, line }) =>
      [...line.matchAll(MOVE)].map(([, trafficClass = '', from = '', to = '']) => ({ atMs, trafficClass, from, to })),
    )

const MINUTE_MS = 60_000

/** The most switches of one class within any minute. */
export const mostInAMinute = (switches: readonly ToldSwitch[]): number =>
  Math.max(
    0,
    ...switches.map(
      ({ atMs, trafficClass }) =>
        switches.filter(
          (other) => other.trafficClass === trafficClass && other.atMs >= atMs && other.atMs < atMs + MINUTE_MS,
        ).length,
    ),
  )
