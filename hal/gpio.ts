import type { MonotonicMs } from './units.ts'

export type Level = 0 | 1

/** An input line. `watch` reports each change, and the present level at once. */
export interface InputLine {
  watch(handler: (level: Level, atMs: MonotonicMs) => void): void
  /** The present level, read anew; throws TerminalError `gpio-failed` when nobody knows it, or no change of it would be told. */
  read(): Level
  close(): void
}

/** An output line. A write is done when it returns or throws TerminalError `gpio-failed`; it never waits behind others. */
export interface OutputLine {
  write(level: Level): void
  close(): void
}

/**
 * The general-purpose lines of the board, by the names of its pin map (`hardware/boards`).
 * Opening rejects with TerminalError `gpio-missing` for a line that the board does not have.
 */
export interface Gpio {
  openInput(line: string): Promise<InputLine>
  openOutput(line: string, initial: Level): Promise<OutputLine>
  close(): Promise<void>
}
