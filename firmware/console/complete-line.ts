import type { Argument, KnownNames } from './argument.ts'
import type { ConsoleCommand } from './command.ts'
import { assignTokens, completeAt, walkTable, wordsAt } from './match-line.ts'
import type { MessageKey } from './messages.ts'
import { cutAtLastBar, endsInQuotes, pipeOf, type Token, tokensOf } from './tokens.ts'

/** What may stand at the end of a line. */
export interface Choice {
  /** As typed, or the label of an argument in angle brackets. */
  word: string
  /** The label of what must stand behind the word. */
  behind?: string
  help?: MessageKey
  /** What an argument may be. */
  range?: string
  /** Words that may follow this one, where it is no command by itself. */
  following?: readonly string[]
  /** Nothing more is needed here. */
  isEnd?: true
}

/** Where a line is whole: more filters, or the end of it. */
const ENDS: readonly Choice[] = [
  { word: '|', help: 'line.help-filters', isEnd: true },
  { word: '<Enter>', isEnd: true },
]

const FILTERS: readonly Choice[] = [
  { word: 'exclude', behind: 'TEXT', help: 'line.help-exclude' },
  { word: 'include', behind: 'TEXT', help: 'line.help-include' },
  { word: 'json', help: 'line.help-json' },
]

const FILTER_TEXT: Choice = { word: '<TEXT>', help: 'line.filter-text' }

/** A line that is being typed, and what it may be made of. */
interface Typing {
  table: readonly ConsoleCommand[]
  line: string
  known: KnownNames
  /** The command that this line stands behind: it cannot be its own. */
  behind?: ConsoleCommand
}

const endsInSpace = (line: string): boolean => /\s$/.test(line) && !endsInQuotes(line)

/** The word that is being typed, and those before it. */
const atEnd = (line: string): { before: readonly Token[]; typed: string } => {
  const tokens = tokensOf(line)
  const last = tokens.at(-1)
  if (!last || endsInSpace(line)) return { before: tokens, typed: '' }
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
  if (taken.at(-1)?.named[1].isRest) return [...ENDS]
  if (open) return valueChoices(open[1], typed, known)
  const byPlace = missing.find(([, { keyword }]) => keyword === undefined)?.[1]
  const words = missing.flatMap(([, { keyword, help }]) =>
    keyword?.startsWith(typed.toLowerCase()) ? [{ word: keyword, help }] : [],
  )
  const isEnough = typed === '' && missing.every(([, { isOptional }]) => isOptional)
  return [
    ...(byPlace ? valueChoices(byPlace, typed, known) : []),
    ...(byPlace && !byPlace.isOptional ? [] : words),
    ...(isEnough ? ENDS : []),
  ]
}

const commandChoices = ({ table, line, known, behind }: Typing): Choice[] => {
  const { before, typed } = atEnd(line)
  const { depth, rest, ...walk } = walkTable(table, before)
  const candidates = walk.candidates.filter((candidate) => candidate !== behind)
  const command = completeAt({ candidates, depth })
  const words = rest.length === 0 ? wordChoices(candidates, depth, typed) : []
  const values = command ? argumentChoices(command, { tokens: rest, typed, line }, known) : []
  return [...words, ...values]
}

/** What may stand behind a bar, when this much does. */
const filterChoices = (part: string): readonly Choice[] => {
  const typed = part.trimStart()
  if (!/\s/.test(typed)) return FILTERS.filter(({ word }) => word.startsWith(typed.toLowerCase()))
  if (endsInSpace(part) && pipeOf(part)) return ENDS
  return pipeOf(`${part} x`) ? [FILTER_TEXT] : []
}

/** The line that stands within this one, as behind `watch`. */
const lineWithin = ({ table, line, known, behind }: Typing): Typing | undefined => {
  const walk = walkTable(table, tokensOf(line))
  const command = completeAt(walk)
  if (!command || command === behind) return undefined
  const { taken, missing } = assignTokens(command, walk.rest, line)
  const last = taken.at(-1)
  const isNext = missing[0]?.[1].isLine && endsInSpace(line)
  const start = last?.named[1].isLine ? last.start : isNext ? line.length : undefined
  // Behind a bar a filter is typed, not a line.
  if (start === undefined || cutAtLastBar(line.slice(0, start)).part !== undefined) return undefined
  return { table, line: line.slice(start), known, behind: command }
}

/** What may stand at the end, and what of it is typed already. */
const offeredAt = (typing: Typing): { typed: string; choices: readonly Choice[] } => {
  const within = lineWithin(typing)
  if (within) return offeredAt(within)
  const { head, part } = cutAtLastBar(typing.line)
  if (part === undefined) return { typed: atEnd(head).typed, choices: commandChoices(typing) }
  const isWhole = offeredAt({ ...typing, line: `${head} ` }).choices.some(({ isEnd }) => isEnd)
  return { typed: atEnd(part).typed, choices: isWhole ? filterChoices(part) : [] }
}

/** What may stand where the cursor is, at the end of the line: of its command, of a line that the command repeats, or of a filter behind them. */
export const choicesAt = (table: readonly ConsoleCommand[], line: string, known: KnownNames): readonly Choice[] =>
  offeredAt({ table, line, known }).choices

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
  const { typed, choices } = offeredAt({ table, line, known })
  const more = choices.filter(({ isEnd }) => !isEnd)
  const words = more.map(({ word }) => word).filter((word) => !word.startsWith('<'))
  if (words.length === 0 || words.length < more.length) return { added: '', choices }
  const shared = sharedBeginning(words)
  const isWhole = words.length === 1
  return { added: `${shared.slice(typed.length)}${isWhole ? ' ' : ''}`, choices }
}
