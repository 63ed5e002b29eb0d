import type { WriteStream } from 'node:tty'

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
const CLEAR_LINE = '\x1b[2K'
const CLEAR_BELOW = '\x1b[0J'
const CLEAR_ALL = '\x1b[H\x1b[2J'
const DEFAULT_COLUMNS = 80
const DEFAULT_ROWS = 24

const up = (rows: number): string => (rows > 0 ? `\x1b[${rows}A` : '')

/** Lines that are drawn again in the same place of a terminal; what stood above stays. */
export class LiveScreen {
  readonly #stream: WriteStream
  #shown = 0

  constructor(stream: WriteStream) {
    this.#stream = stream
    stream.write(HIDE_CURSOR)
    stream.on('resize', this.#clear)
  }

  /** Room for lines: the last column and the last row stay free. */
  size(): { columns: number; rows: number } {
    return {
      columns: (this.#stream.columns || DEFAULT_COLUMNS) - 1,
      rows: (this.#stream.rows || DEFAULT_ROWS) - 1,
    }
  }

  /** Draws the lines over the last ones, as many as the terminal is high. */
  show(lines: readonly string[]): void {
    const fitting = lines.slice(0, this.size().rows)
    this.#stream.write(`${up(this.#shown)}\r${fitting.map((line) => `${CLEAR_LINE}${line}\n`).join('')}${CLEAR_BELOW}`)
    this.#shown = fitting.length
  }

  close(): void {
    this.#stream.off('resize', this.#clear)
    this.#stream.write(SHOW_CURSOR)
  }

  /** A terminal of another width folds what it shows by itself: only an empty screen is known to be free of it. */
  readonly #clear = (): void => {
    this.#stream.write(CLEAR_ALL)
    this.#shown = 0
  }
}
