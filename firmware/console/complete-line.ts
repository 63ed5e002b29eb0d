import type { Argument, KnownNames } from './argument.ts'
import type { ConsoleCommand } from './command.ts'
import { assignTokens, completeAt, walkTable, wordsAt } from './match-line.ts'
import type { MessageKey } from './messages.ts'
import { type Token, tokensOf } from './tokens.ts'

/** What may stand at the end of a line. */
export interface Choice {
  /** As typed, or the label of an argument in angle brackets. */
  word: string
  help?: MessageKey
  /** What an argument may be. */
  range?: string
  /** Words that may follow this one, where it is no command by itself. */
  following?: readonly string[]
  /** Nothing more is needed here. */
  isEnd?: true
}

const END: Choice = { word: '<Enter>', isEnd: true }

/** The word that is being typed, and those before it. */
const atEnd = (line: string): { before: readonly Token[]; typed: string } => {
  const tokens = tokensOf(line)
  const last = tokens.at(-1)
  if (!last || /\s$/.test(line)) return { before: tokens, typed: '' }
  return { before: tokens.slice(0, -1), typed: last.text }
}

const choiceOf = (candidates: readonly ConsoleCommand[], depth: number, word: string): Choice => {
  const those = candidates.filter(({ words }) => words[depth] === word)
  const whole = those.find(({ words }) => words.length === depth + 1)
  const help = whole?.help ?? (those.length === 1 ? those[0]?.help : undefined)
  return help === undefined ? { word, following: wordsAt(those, depth + 1) } : { word, help }
}

const wordChoices = (candidates: readonly ConsoleCommand[], depth: number, typed: string): Choice[] =>
  wordsAt(candidates, depth)
    .filter((word) => word.startsWith(typed.toLowerCase()))
    .map((word) => choiceOf(candidates, depth, word))

const valueChoices = (
  { label, help, range, choices }: Argument<unknown>,
  typed: string,
  known: KnownNames,
): Choice[] => {
  const listed = choices?.(known)
  if (!listed) return [{ word: `<${label}>`, help, ...(range !== undefined && { range }) }]
  return listed.filter((word) => word.startsWith(typed)).map((word) => ({ word, help }))
}

const argumentChoices = (
  command: ConsoleCommand,
  { tokens, typed, line }: { tokens: readonly Token[]; typed: string; line: string },
  known: KnownNames,
): Choice[] => {
  const { missing, open, left, taken } = assignTokens(command, tokens, line)
  if (left.length > 0) return []
  if (taken.at(-1)?.named[1].isRest) return [END]
  if (open) return valueChoices(open[1], typed, known)
  const byPlace = missing.find(([, { keyword }]) => keyword === undefined)?.[1]
  const words = missing.flatMap(([, { keyword, help }]) =>
    keyword?.startsWith(typed.toLowerCase()) ? [{ word: keyword, help }] : [],
  )
  const isEnough = typed === '' && missing.every(([, { isOptional }]) => isOptional)
  return [
    ...(byPlace ? valueChoices(byPlace, typed, known) : []),
    ...(byPlace && !byPlace.isOptional ? [] : words),
    ...(isEnough ? [END] : []),
  ]
}

/** What may stand where the cursor is, at the end of the line. */
export const choicesAt = (table: readonly ConsoleCommand[], line: string, known: KnownNames): Choice[] => {
  const { before, typed } = atEnd(line)
  const walk = walkTable(table, before)
  const command = completeAt(walk)
  const words = walk.rest.length === 0 ? wordChoices(walk.candidates, walk.depth, typed) : []
  const values = command ? argumentChoices(command, { tokens: walk.rest, typed, line }, known) : []
  return [...words, ...values]
}

const sharedBeginning = ([first = '', ...others]: readonly string[]): string => {
  let length = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--
  return first.slice(0, length)
}

/** What the tab key adds, as far as it is certain; and all that may stand there. */
export const completeLine = (
  table: readonly ConsoleCommand[],
  line: string,
  known: KnownNames,
): { added: string; choices: readonly Choice[] } => {
  const choices = choicesAt(table, line, known)
  const { typed } = atEnd(line)
  const words = choices.map(({ word }) => word).filter((word) => !word.startsWith('<'))
  if (words.length === 0 || words.length < choices.filter(({ isEnd }) => !isEnd).length) return { added: '', choices }
  const shared = sharedBeginning(words)
  const isWhole = words.length === 1
  return { added: `${shared.slice(typed.length)}${isWhole ? ' ' : ''}`, choices }
}
