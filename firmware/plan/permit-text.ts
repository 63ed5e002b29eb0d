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
const WIDEST = 36

const remedies = new Map(conditions.map(({ name, remedy }) => [name, remedy]))

/** What a person can do while a condition of this name is not met. */
export const remedyOf = (name: string): string => remedies.get(name) ?? ''

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
 * not met what can be done. `atMs` is the time at which it was told, of the same clock.
 */
export const permitLines = (
  terminals: Readonly<Record<string, PermitTold>>,
  atMs: number,
  paint: Paint,
): readonly string[] =>
  Object.entries(terminals).flatMap(([name, told]) => {
    const widths = {
      name: widthOf(told.conditions.map((one) => one.name)),
      value: widthOf(told.conditions.map((one) => one.value)),
      limit: widthOf(told.conditions.map((one) => limitOf(one.limit))),
    }
    const rows = told.conditions.flatMap((one) => {
      const columns = [
        one.name.padEnd(widths.name),
        one.value.padEnd(widths.value),
        limitOf(one.limit).padEnd(widths.limit),
      ]
      const row = `${one.isMet ? ' ok ' : ' NO '} ${columns.join('  ')} ${lasting(one.sinceMs, atMs)}`.trimEnd()
      if (one.isMet) return [paint('dim', row)]
      return [paint('bad', row), `       → ${remedyOf(one.name)}`]
    })
    return [paint(told.isPermitted ? 'good' : 'bad', headLine(name, told, atMs)), ...rows]
  })
