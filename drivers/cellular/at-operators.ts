import type { AtCell, AtLine } from './at-lines.ts'
import type { FoundOperator } from './cellular.ts'

const statuses = ['unknown', 'available', 'current', 'forbidden'] as const

/** More than any place on a line has. */
const OPERATORS_AT_MOST = 40

/** `(2,"Kcell","Kcell","40102",7)`, cut at its commas. */
const operatorAt = (cells: readonly AtCell[], at: number): FoundOperator | undefined => {
  const status = statuses[Number(/^\((\d)$/.exec(cells[at]?.text ?? '')?.[1] ?? -1)]
  const plmn = cells[at + 3]?.text.replace(/\)$/, '').replace(/"/g, '')
  if (!status || plmn === undefined || !/^\d{5,6}$/.test(plmn)) return undefined
  const name = cells[at + 1]?.text
  const technology = /^(\d{1,2})\)$/.exec(cells[at + 4]?.text ?? '')?.[1]
  return {
    status,
    plmn,
    ...(name && { name }),
    ...(technology !== undefined && { accessTechnology: Number(technology) }),
  }
}

/** Reads `+COPS: (…),(…),,(0-4),(0-2)`, the answer to a search; what is no operator is passed over. 3GPP TS 27.007 §7.3. */
export const readOperators = (lines: readonly AtLine[]): readonly FoundOperator[] =>
  lines
    .flatMap((line) => (line.kind === 'info' && line.name === '+COPS' ? [line.cells] : []))
    .flatMap((cells) => cells.map((_, at) => operatorAt(cells, at)))
    .filter((found) => found !== undefined)
    .slice(0, OPERATORS_AT_MOST)
