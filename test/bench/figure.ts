import type { Measurement } from './measurement.ts'
import { median, ratio, spread } from './statistics.ts'

/** One row of the table and one object of `--json`; values are medians of `runs`, `spread` is largest minus smallest. */
export type Figure = {
  name: string
  value: number
  unit: string
  runs: number
  spread: number
  peer: string
  peerValue: number
  /** Over 1 when ours is better. */
  ratio: number
}

const rounded = (value: number): number => Number(value.toPrecision(4))

/** Sums up the runs of one measurement, to four significant digits. */
export const figure = ({ name, unit, better, samples, peer, peerSamples }: Measurement): Figure => {
  const value = median(samples)
  const peerValue = median(peerSamples)
  return {
    name,
    value: rounded(value),
    unit,
    runs: samples.length,
    spread: rounded(spread(samples)),
    peer,
    peerValue: rounded(peerValue),
    ratio: rounded(ratio(value, peerValue, better)),
  }
}

const headings = ['name', 'value', 'unit', 'runs', 'spread', 'peer', 'peer value', 'ratio']
const isNumber = [false, true, false, true, true, false, true, true]

const cells = (row: Figure): string[] =>
  [row.name, row.value, row.unit, row.runs, row.spread, row.peer, row.peerValue, row.ratio].map(String)

/** An aligned table with a heading, numbers to the right. */
export const table = (figures: readonly Figure[]): string => {
  const rows = [headings, ...figures.map(cells)]
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const pad = (cell: string, column: number): string =>
    isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}
