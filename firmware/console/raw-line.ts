import type { TransferLine } from '../../hal/file-transfer.ts'

/** The terminal's line, every byte of it, for as long as somebody has it: no byte is a key, no NUL a break, and none a sign of a person, unless its holder says so. */
export interface RawLine extends TransferLine {
  /** Ends the command that has it, as Ctrl-C does to every other. */
  interrupt(): void
  /** Gives the line back to whoever reads keys; harmless when it was. */
  close(): void
}
