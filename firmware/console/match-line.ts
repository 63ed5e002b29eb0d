import { nearestWords } from '../domain/nearest-words.ts'
import { mayAct, type Role } from '../domain/role.ts'
import type { Argument, KnownNames } from './argument.ts'
import type { ConsoleCommand } from './command.ts'
import type { MessageKey, MessageValues } from './messages.ts'
import { type Token, tokensOf } from './tokens.ts'

/** What a line asks for. */
export type Match =
  | { kind: 'empty' }
  | { kind: 'run'; command: ConsoleCommand; values: Readonly<Record<string, unknown>> }
  /** Several commands begin so. */
  | { kind: 'ambiguous'; word: string; choices: readonly string[] }
  /** No command begins so; the nearest words, if any are near. */
  | { kind: 'unknown'; word: string; nearest: readonly string[] }
  /** Words are missing; what may follow. */
  | { kind: 'incomplete'; choices: readonly string[] }
  | { kind: 'missing'; label: string; command: ConsoleCommand }
  | { kind: 'too-many'; word: string; command: ConsoleCommand }
  | { kind: 'mistake'; key: MessageKey; values: MessageValues }
  | { kind: 'not-allowed'; role: Role }
  /** What stands behind a bar is no filter. */
  | { kind: 'no-filter'; wrong: string }

/** How far the words of a line lead into the table. */
export interface Walk {
  /** Commands that begin with the words so far. */
  candidates: readonly ConsoleCommand[]
  /** Words of commands that were taken. */
  depth: number
  /** What stands behind them: arguments, or words that lead nowhere. */
  rest: readonly Token[]
  /** The words that the first of the rest may stand for, when several begin so. */
  several: readonly string[]
}

const unique = (words: readonly (string | undefined)[]): string[] =>
  [...new Set(words.filter((word) => word !== undefined))].sort()

/** The words that may come at a depth. */
export const wordsAt = (candidates: readonly ConsoleCommand[], depth: number): string[] =>
  unique(candidates.map(({ words }) => words[depth]))

/** Follows the words of a line into the table, each whole or by a beginning that only one word has. */
export const walkTable = (table: readonly ConsoleCommand[], tokens: readonly Token[]): Walk => {
  let candidates = table
  let depth = 0
  for (const { text } of tokens) {
    const word = text.toLowerCase()
    const choices = wordsAt(candidates, depth)
    const begin = choices.includes(word) ? [word] : choices.filter((choice) => choice.startsWith(word))
    if (begin.length !== 1) return { candidates, depth, rest: tokens.slice(depth), several: begin }
    const at = depth
    candidates = candidates.filter(({ words }) => words[at] === begin[0])
    depth++
  }
  return { candidates, depth, rest: [], several: [] }
}

/** The command whose words are all there. */
export const completeAt = ({ candidates, depth }: Pick<Walk, 'candidates' | 'depth'>): ConsoleCommand | undefined =>
  candidates.find(({ words }) => words.length === depth)

type Named = readonly [name: string, argument: Argument<unknown>]
type Values = Record<string, unknown>

/** Which argument each token is for, and where in the line it starts; those left over are for none. */
export const assignTokens = (
  { arguments: all }: ConsoleCommand,
  tokens: readonly Token[],
  line: string,
): {
  taken: { named: Named; text: string; start: number }[]
  left: readonly Token[]
  missing: readonly Named[]
  open?: Named
} => {
  const byPlace = all.filter(([, { keyword }]) => keyword === undefined)
  const byWord = new Map(all.flatMap((named) => (named[1].keyword === undefined ? [] : [[named[1].keyword, named]])))
  const taken: { named: Named; text: string; start: number }[] = []
  let left = tokens
  const isKeyword = (token: Token | undefined): boolean => token !== undefined && byWord.has(token.text.toLowerCase())
  const waiting = [...byPlace]
  while (waiting[0] && left[0] && !(waiting[0][1].isOptional && isKeyword(left[0]))) {
    const named = waiting.shift() as Named
    const [token, ...others] = left as [Token, ...Token[]]
    if (named[1].isRest)
      return { taken: [...taken, { ...token, named, text: restOf(line, token) }], left: [], missing: [] }
    taken.push({ ...token, named })
    left = others
  }
  while (left[0] && isKeyword(left[0])) {
    const named = byWord.get(left[0].text.toLowerCase()) as Named
    const value = left[1]
    byWord.delete(left[0].text.toLowerCase())
    if (!value) return { taken, left: [], missing: waiting, open: named }
    taken.push({ ...value, named, ...(named[1].isRest && { text: restOf(line, value) }) })
    left = named[1].isRest ? [] : left.slice(2)
  }
  return { taken, left, missing: [...waiting, ...byWord.values()] }
}

/** One pair of quotes around all of it is none of it. */
const restOf = (line: string, { start }: Token): string =>
  line
    .slice(start)
    .trimEnd()
    .replace(/^"([^"]*)"$/, '$1')

const readArguments = (command: ConsoleCommand, tokens: readonly Token[], line: string, known: KnownNames): Match => {
  const { taken, left, missing, open } = assignTokens(command, tokens, line)
  const wanted = open ?? missing.find(([, { isOptional }]) => !isOptional)
  const values: Values = {}
  for (const { named, text } of taken) {
    const read = named[1].read(text, known)
    if ('key' in read) return { kind: 'mistake', ...read }
    values[named[0]] = read.value
  }
  if (wanted) return { kind: 'missing', label: wanted[1].label, command }
  const [extra] = left
  if (extra) return { kind: 'too-many', word: extra.text, command }
  return { kind: 'run', command, values }
}

/** Finds the command of a line and reads its arguments. */
export const matchLine = (
  table: readonly ConsoleCommand[],
  line: string,
  { known, role }: { known: KnownNames; role: Role },
): Match => {
  const tokens = tokensOf(line)
  const [first] = tokens
  if (!first) return { kind: 'empty' }
  const walk = walkTable(table, tokens)
  const [next] = walk.rest
  if (walk.several.length > 1 && next) return { kind: 'ambiguous', word: next.text, choices: walk.several }
  const command = completeAt(walk)
  if (!command) {
    const choices = wordsAt(walk.candidates, walk.depth)
    if (!next) return { kind: 'incomplete', choices }
    return { kind: 'unknown', word: next.text, nearest: nearestWords(next.text, choices) }
  }
  if (!mayAct(role, command.role)) return { kind: 'not-allowed', role: command.role }
  return readArguments(command, walk.rest, line, known)
}
