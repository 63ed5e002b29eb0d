import { durationText } from '../domain/duration.ts'
import type { PermitCondition } from './permit.ts'
import { conditions } from './permit-conditions.ts'

/** One terminal's permit as the interlock tells it. */
export interface PermitTold {
  isPermitted: boolean
  /** Monotonic, as all that is told with it. */
  sinceMs?: number | undefined
  conditions: readonly (Omit<PermitCondition, 'sinceMs'> & { sinceMs?: number | undefined })[]
}

/** How a text is set off: where there are no colours, as it is. */
export type Paint = (tone: 'good' | 'bad' | 'dim', text: string) => string

/** Longer ones, such as why somebody locked out, stand out of their column. */
const WIDEST = 31

const VALUE_WIDEST = 15

const remedies = new Map(conditions.map((condition) => [condition.name, condition]))

/** What a person can do while a condition of this name is not met; what is unknown may be no obstruction. */
export const remedyOf = (name: string, value?: string): string => {
  const { remedy = '', unknownRemedy } = remedies.get(name) ?? {}
  return value === 'unknown' ? (unknownRemedy ?? remedy) : remedy
}

/** Below this the columns of a permit have no room: each condition is a sentence. */
const NARROW = 60

/** Broken between words; what goes on stands below, indented. A word that is longer than a line stays whole. */
const wrapped = (line: string, columns: number): string[] => {
  if (line.length <= columns) return [line]
  const indent = ' '.repeat(columns < NARROW ? 4 : 9)
  const space = line.lastIndexOf(' ', columns)
  const at = space > indent.length ? space : line.indexOf(' ', columns)
  if (at < 0) return [line]
  return [line.slice(0, at).trimEnd(), ...wrapped(`${indent}${line.slice(at).trimStart()}`, columns)]
}

const widthOf = (texts: readonly string[]): number =>
  Math.min(WIDEST, Math.max(0, ...texts.map(({ length }) => length)))

const lasting = (sinceMs: number | undefined, atMs: number): string =>
  sinceMs === undefined ? '' : ` for ${durationText(atMs - sinceMs)}`

const headLine = (name: string, { isPermitted, sinceMs, conditions: all }: PermitTold, atMs: number): string => {
  const unmet = all.filter(({ isMet }) => !isMet).length
  const why = unmet > 0 ? `: ${unmet} of ${all.length} conditions not met` : ''
  return `${name}: ${isPermitted ? 'permitted' : 'MUTED'}${lasting(sinceMs, atMs)}${why}`
}

const limitOf = (limit: string): string => `(needs ${limit})`

/**
 * Every condition of every terminal, a line each: whether it is met, its value beside its limit, and for how long; below one that is
 * not met what can be done. `atMs` is the time at which it was told, of the same clock;
 * `columns` are of the terminal, 80 as people open it.
 */
export const permitLines = (
  terminals: Readonly<Record<string, PermitTold>>,
  atMs: number,
  paint: Paint,
  columns = 80,
): readonly string[] =>
  Object.entries(terminals).flatMap(([name, told]) => {
    const widths = {
      name: widthOf(told.conditions.map((one) => one.name)),
      value: Math.min(VALUE_WIDEST, widthOf(told.conditions.map((one) => one.value))),
      limit: Math.min(VALUE_WIDEST, widthOf(told.conditions.map((one) => limitOf(one.limit)))),
    }
    const rows = told.conditions.flatMap((one) => {
      const cells = [
        one.name.padEnd(widths.name),
        one.value.padEnd(widths.value),
        limitOf(one.limit).padEnd(widths.limit),
      ]
      const words = columns < NARROW ? `${one.name}: ${one.value} ${limitOf(one.limit)}` : cells.join('  ')
      const row = `${one.isMet ? ' ok ' : ' NO '} ${words} ${lasting(one.sinceMs, atMs)}`.trimEnd()
      const lines = wrapped(row, columns).map((line) => paint(one.isMet ? 'dim' : 'bad', line))
      return one.isMet
        ? lines
        : [...lines, ...wrapped(`${columns < NARROW ? '  ' : '       '}→ ${remedyOf(one.name, one.value)}`, columns)]
    })
    const head = wrapped(headLine(name, told, atMs), columns)
    return [...head.map((line) => paint(told.isPermitted ? 'good' : 'bad', line)), ...rows]
  })
