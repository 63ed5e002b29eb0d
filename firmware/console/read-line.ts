import type { KnownNames } from './argument.ts'
import type { ConsoleCommand } from './command.ts'
import { type Choice, choicesAt, completeLine } from './complete-line.ts'
import type { Key } from './keys.ts'
import { type EditedLine, editLine, emptyLine, textOfLine, withAdded } from './line-editor.ts'
import type { Text } from './messages.ts'
import type { Notice, Notices } from './notices.ts'
import { pageLines } from './page-lines.ts'
import { emptyRow, LINE_AT_LEAST, type Row, repaint, rowOf } from './paint-line.ts'
import { wrapTo } from './screen/width.ts'
import type { ConsoleTerminal } from './terminal.ts'

/** What offers words while a command is typed. */
export interface Offering {
  table: readonly ConsoleCommand[]
  known: KnownNames
  text: Text
}

interface Reading {
  terminal: ConsoleTerminal
  prompt: string
  ended: AbortSignal
  history?: readonly string[]
  isSecret?: boolean
  /** What is told above the line, which then stands again as it was. */
  notices?: { waiting: Notices; lines(notice: Notice): readonly string[] }
  /** Absent where no command is typed: then `?` and tab are nothing. */
  offering?: Offering
}

const WORD_WIDEST = 24
/** Below this a terminal is a phone: what a word means stands under it. */
const NARROW = 40
/** What Ctrl-D on an empty line stands for, as in every shell. */
const LEAVE = 'exit'

const meaningOf = ({ help, range, following = [] }: Choice, text: Text): string => {
  const what = help === undefined ? following.join(', ') : text(help)
  return `${what}${range === undefined ? '' : ` (${range})`}`
}

const shownWord = ({ word, behind }: Choice): string => (behind === undefined ? word : `${word} ${behind}`)

/** A word each with what it means beside it, in a column as wide as the widest word needs. */
export const choiceLines = (choices: readonly Choice[], text: Text, columns: number): string[] => {
  const width = Math.min(WORD_WIDEST, Math.max(0, ...choices.map((choice) => shownWord(choice).length)))
  const inset = columns < NARROW ? 3 : width + 4
  return choices.flatMap((choice) => {
    const word = `  ${shownWord(choice)}`
    const meaning = wrapTo(meaningOf(choice, text), columns - inset)
    const below = meaning.map((line) => `${' '.repeat(inset)}${line}`.trimEnd())
    if (columns < NARROW || word.length + 2 > inset) return [word, ...below.filter((line) => line !== '')]
    return [`${word.padEnd(inset)}${meaning[0] ?? ''}`.trimEnd(), ...below.slice(1)]
  })
}

const isInQuotes = ({ letters, cursor }: EditedLine): boolean =>
  letters.slice(0, cursor).filter((letter) => letter === '"').length % 2 === 1

/** A line that is read: the terminal shows at each moment what it holds. */
class LineReader {
  readonly #reading: Reading
  #line = emptyLine
  #row: Row = emptyRow

  /** Of the prompt, what has no room beside the line: it stands above. */
  readonly #above: readonly string[]
  readonly #prompt: string

  constructor(reading: Reading) {
    this.#reading = reading
    const { terminal, prompt } = reading
    const lines = wrapTo(terminal.shown(prompt), Math.max(1, terminal.columns - 1 - LINE_AT_LEAST))
    this.#above = lines.slice(0, -1)
    this.#prompt = lines.at(-1) ?? ''
  }

  async read(): Promise<string | undefined> {
    const { terminal, ended } = this.#reading
    if (ended.aborted) return undefined
    this.#tellNotices()
    for (const line of this.#above) await terminal.writeLine(line)
    await this.#show()
    for (;;) {
      const key = await this.#nextKey()
      if (key === undefined) return undefined
      if (key.kind === 'enter') {
        await terminal.write('\n')
        return textOfLine(this.#line)
      }
      if (key.kind === 'end-of-input' && this.#line.letters.length === 0 && this.#reading.offering) {
        await terminal.write(`${LEAVE}\n`)
        return LEAVE
      }
      await this.#take(key)
    }
  }

  /** Only while nothing else writes here may a notice stand above the line. */
  async #nextKey(): Promise<Key | undefined> {
    const { terminal, ended, notices } = this.#reading
    this.#tellNotices()
    const endWatch = notices?.waiting.watch(() => this.#tellNotices())
    const key = await terminal.nextKey(ended)
    endWatch?.()
    return key
  }

  /** Takes the line away, tells, and shows the line again below. */
  #tellNotices(): void {
    const { terminal, notices } = this.#reading
    const lines = notices?.waiting.take().flatMap((notice) => notices.lines(notice)) ?? []
    if (lines.length === 0) return
    const isShown = this.#row.cells.length > 0
    void terminal.write(`${repaint(this.#row, emptyRow)}${lines.map((line) => `${line}\n`).join('')}`)
    this.#row = emptyRow
    if (isShown) void this.#show()
  }

  async #take(key: Key): Promise<void> {
    const { offering, history = [] } = this.#reading
    if (key.kind === 'interrupt') return this.#again('^C\n', emptyLine)
    if (key.kind === 'redraw') return this.#again('\n', this.#line)
    if (offering && key.kind === 'letter' && key.letter === '?' && !isInQuotes(this.#line)) return this.#help(offering)
    if (key.kind === 'tab') return offering && this.#complete(offering)
    const edited = editLine(this.#line, key, history)
    if (edited === this.#line) return
    this.#line = edited
    await this.#show()
  }

  /** Up to the cursor: what stands behind it is as it was. */
  #typed(): string {
    return this.#line.letters.slice(0, this.#line.cursor).join('')
  }

  async #help({ table, known, text }: Offering): Promise<void> {
    const choices = choicesAt(table, this.#typed(), known)
    await this.#reading.terminal.write('?\n')
    await this.#list(choices, text)
  }

  /** What may stand here, a page at a time; then the line as it was. */
  async #list(choices: readonly Choice[], text: Text): Promise<void> {
    const { terminal, ended } = this.#reading
    const lines = choices.length > 0 ? choiceLines(choices, text, terminal.columns) : [text('line.nothing-here')]
    await pageLines(terminal, lines, { text, ended })
    if (!ended.aborted) await this.#again('', this.#line)
  }

  async #complete(offering: Offering): Promise<void> {
    const { added, choices } = completeLine(offering.table, this.#typed(), offering.known)
    if (added === '' && choices.length > 1) {
      await this.#reading.terminal.write('\n')
      return this.#list(choices, offering.text)
    }
    this.#line = withAdded(this.#line, added)
    await this.#show()
  }

  async #again(above: string, line: EditedLine): Promise<void> {
    await this.#reading.terminal.write(above)
    this.#row = emptyRow
    this.#line = line
    await this.#show()
  }

  async #show(): Promise<void> {
    const { terminal, isSecret } = this.#reading
    const { columns } = terminal
    const { letters, cursor } = this.#line
    // A letter that the terminal lacks has one column all the same.
    const cells = terminal.charset === 'utf8' ? letters : letters.map((letter) => [...terminal.shown(letter)][0] ?? '?')
    const row = rowOf(this.#prompt, { letters: cells, cursor }, { columns, ...(isSecret && { isSecret }) })
    const painted = repaint(this.#row, row)
    this.#row = row
    if (painted !== '') await terminal.write(painted)
  }
}

/** Reads a line; `undefined` when `ended` fires first. */
export const readLine = (reading: Reading): Promise<string | undefined> => new LineReader(reading).read()
