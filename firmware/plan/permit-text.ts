import { durationText } from '../domain/duration.ts'
import type { PermitCondition } from './permit.ts'
import { remedyFor } from './permit-conditions.ts'

/** One terminal's permit as the interlock tells it. */
export interface PermitTold {
  isPermitted: boolean
  /** Monotonic, as all that is told with it. */
  sinceMs?: number | undefined
  conditions: readonly (Omit<PermitCondition, 'sinceMs'> & { sinceMs?: number | undefined })[]
  /** How many conditions it has, where not all of them are listed. */
  all?: number
}

/** How a text is set off: where there are no colours, as it is. */
export type Paint = (tone: 'good' | 'bad' | 'dim', text: string) => string

/** Longer ones, such as why somebody locked out, stand out of their column. */
const WIDEST = 31

const VALUE_WIDEST = 15

const LIMIT_WIDEST = 16

/** What can be done while a condition of this name is not met. */
export const remedyOf = (name: string, value?: string): string => remedyFor(name, value)?.text ?? ''

/** The words of a permit, each as it stands on the screen. */
export interface PermitWords {
  name(condition: string): string
  value(value: string): string
  /** `(needs ≤ 2.50°)`. */
  needs(limit: string): string
  remedy(condition: string, value: string): string
  /** ` for 0:12`. */
  lasting(span: string): string
  /** `: MUTED for 0:12: 3 of 21 conditions not met`, behind the terminal's name. */
  head(told: { isPermitted: boolean; lasting: string; unmet: number; all: number }): string
  arrow: string
}

const english: PermitWords = {
  name: (condition) => condition,
  value: (value) => value,
  needs: (limit) => `(needs ${limit})`,
  remedy: remedyOf,
  lasting: (span) => ` for ${span}`,
  head: ({ isPermitted, lasting, unmet, all }) =>
    `${isPermitted ? 'permitted' : 'MUTED'}${lasting}${unmet > 0 ? `: ${unmet} of ${all} conditions not met` : ''}`,
  arrow: '→',
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

const lasting = ({ lasting: words }: PermitWords, sinceMs: number | undefined, atMs: number): string =>
  sinceMs === undefined ? '' : words(durationText(atMs - sinceMs))

const headLine = (
  words: PermitWords,
  [name, { isPermitted, sinceMs, conditions, all = conditions.length }]: readonly [string, PermitTold],
  atMs: number,
): string => {
  const unmet = conditions.filter(({ isMet }) => !isMet).length
  return `${name}: ${words.head({ isPermitted, lasting: lasting(words, sinceMs, atMs), unmet, all })}`
}

/** For whom a permit is drawn: columns of the terminal, 80 as people open it, and words, English unless given. */
interface PermitScreen {
  columns?: number
  words?: PermitWords
}

/**
 * Every condition of every terminal, a line each: whether it is met, its value beside its limit, and for how long; below one that is
 * not met what can be done. `atMs` is the time at which it was told, of the same clock.
 */
export const permitLines = (
  terminals: Readonly<Record<string, PermitTold>>,
  atMs: number,
  paint: Paint,
  { columns = 80, words = english }: PermitScreen = {},
): readonly string[] =>
  Object.entries(terminals).flatMap(([name, told]) => {
    const all = told.conditions.map((one) => ({
      isMet: one.isMet,
      name: words.name(one.name),
      value: words.value(one.value),
      limit: words.needs(one.limit),
      remedy: words.remedy(one.name, one.value),
      lasting: lasting(words, one.sinceMs, atMs),
    }))
    const widths = {
      name: widthOf(all.map((one) => one.name)),
      value: Math.min(VALUE_WIDEST, widthOf(all.map((one) => one.value))),
      limit: Math.min(LIMIT_WIDEST, widthOf(all.map((one) => one.limit))),
    }
    const isNarrow = columns < NARROW
    const rows = all.flatMap((one) => {
      const cells = [one.name.padEnd(widths.name), one.value.padEnd(widths.value), one.limit.padEnd(widths.limit)]
      const said = isNarrow ? `${one.name}: ${one.value} ${one.limit}` : cells.join('  ')
      const row = `${one.isMet ? ' ok ' : ' NO '} ${said}${one.lasting}`.trimEnd()
      const lines = wrapped(row, columns).map((line) => paint(one.isMet ? 'dim' : 'bad', line))
      if (one.isMet) return lines
      return [...lines, ...wrapped(`${isNarrow ? '  ' : '       '}${words.arrow} ${one.remedy}`, columns)]
    })
    const head = wrapped(headLine(words, [name, told], atMs), columns)
    return [...head.map((line) => paint(told.isPermitted ? 'good' : 'bad', line)), ...rows]
  })
