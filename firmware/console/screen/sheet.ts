import type { Paint } from '../../plan/permit-text.ts'
import { latinText } from '../charset.ts'
import type { CommandContext } from '../command.ts'
import type { MessageKey, Text } from '../messages.ts'
import { isMessageKey } from '../messages.ts'
import { padTo, widthOf, wrapTo } from './width.ts'

export type Tone = Parameters<Paint>[0]

/** What lines are drawn for: the terminal, the language, and the present, ms of the machine's clock. */
export interface Sheet {
  columns: number
  hasUnicode: boolean
  nowMs: number
  text: Text
  paint: Paint
}

export const sheetOf = ({ size, hasUnicode, clock, text, paint }: CommandContext): Sheet => ({
  columns: size.columns,
  hasUnicode,
  nowMs: clock.nowMs(),
  text,
  paint,
})

/** A cell of a table, or a value: as it is, or set off. */
export type Cell = string | { text: string; tone: Tone }

/** Text as the terminal shows it: laid out before, what takes more letters there would leave its column. */
export const shownText = ({ hasUnicode }: Pick<Sheet, 'hasUnicode'>, text: string): string =>
  hasUnicode ? text : latinText(text)

/** The same of a cell. */
export const shownCell = (sheet: Pick<Sheet, 'hasUnicode'>, cell: Cell): Cell =>
  typeof cell === 'string' ? shownText(sheet, cell) : { ...cell, text: shownText(sheet, cell.text) }

export const cellText = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.text)

/** Set off after it was cut and filled: colours take no room. */
export const painted = ({ paint }: Pick<Sheet, 'paint'>, cell: Cell, text: string): string =>
  typeof cell === 'string' ? text : paint(cell.tone, text)

/** Words that services use for states, in the language of the session; those that it lacks as they are. */
export const wordOf = (text: Text, word: string): string => {
  const key = `word.${word}`
  return isMessageKey(key) ? text(key) : word
}

/** Below this a terminal is a phone: a fact stands on lines of its own. */
const NARROW = 40

/** What stands beside what: `undefined` is a fact that is not there, and takes no line. */
export type Fact = readonly [label: MessageKey, value: Cell | undefined]

/** Facts, a line each; what is too long goes on below its begin. */
export const factLines = (sheet: Sheet, facts: readonly Fact[]): string[] => {
  const there = facts.flatMap(([label, value]) =>
    value === undefined ? [] : [[shownText(sheet, sheet.text(label)), shownCell(sheet, value)] as const],
  )
  if (sheet.columns < NARROW) return there.flatMap((fact) => narrowFact(sheet, fact))
  const width = Math.max(0, ...there.map(([label]) => widthOf(label))) + 2
  return there.flatMap(([label, value]) =>
    wrapTo(cellText(value), sheet.columns - width).map(
      (line, index) => `${padTo(index === 0 ? label : '', width)}${painted(sheet, value, line)}`,
    ),
  )
}

/** Wrapped, the first line to a width of its own. */
const wrapHanging = (words: string, firstWidth: number, width: number): [first: string, ...below: string[]] => {
  const [first = ''] = wrapTo(words, firstWidth)
  // Not the other lines put together: a word that was cut would come apart there.
  const rest = words.slice(first.length).trimStart()
  return [first, ...(rest === '' ? [] : wrapTo(rest, width))]
}

const narrowFact = (sheet: Sheet, [label, value]: readonly [string, Cell]): string[] => {
  const [first, ...more] = wrapHanging(`${label}: ${cellText(value)}`, sheet.columns, sheet.columns - 2)
  return [first, ...more.map((line) => `  ${line}`)].map((line) => painted(sheet, value, line))
}

/** A sentence, over as many lines as it needs. */
export const paragraph = (sheet: Sheet, key: MessageKey): string[] =>
  wrapTo(shownText(sheet, sheet.text(key)), sheet.columns)

const LEAST_ROOM = 10

/** A line that begins with a mark and goes on below its words. */
export const hanging = (sheet: Sheet, begin: string, said: string, tone?: Tone): string[] => {
  const mark = shownText(sheet, begin)
  const words = shownText(sheet, said)
  const inset = ' '.repeat(Math.min(widthOf(mark), sheet.columns < NARROW ? 4 : 8))
  // Beside a long mark a phone has no room: its words become a part of what is said.
  if (sheet.columns - widthOf(mark) < LEAST_ROOM && mark.trim() !== '')
    return hanging(sheet, '', `${mark}${words}`, tone)
  const [first, ...below] = wrapHanging(words, sheet.columns - widthOf(mark), sheet.columns - inset.length)
  const lines = [`${mark}${first}`, ...below.map((line) => `${inset}${line}`)]
  return tone ? lines.map((line) => sheet.paint(tone, line)) : lines
}

/** `→`, or what old terminals have of it. */
export const arrow = ({ hasUnicode }: Pick<Sheet, 'hasUnicode'>): string => (hasUnicode ? '→' : '->')
