import type { ObstructionMapMessage } from './messages.ts'
import type { ObstructionMap } from './starlink.ts'

/** Terminals send 123 × 123 cells; four times that is a garbled count. */
const MOST_CELLS = 60_516

/** The terminal's map of its sky; `undefined` when its size and its cells do not agree. */
export const readObstructionMap = ({
  num_rows: rows = 0,
  num_cols: columns = 0,
  snr = [],
}: ObstructionMapMessage): ObstructionMap | undefined => {
  if (rows === 0 || rows * columns !== snr.length || snr.length > MOST_CELLS) return undefined
  return { rows, columns, cells: snr.map((cell) => (cell >= 0 && cell <= 1 ? cell : undefined)) }
}
