import type { TransferLine } from '../../hal/file-transfer.ts'

/** The terminal's line, every byte of it, for as long as somebody has it: no byte is a key, and no NUL a break. */
export interface RawLine extends TransferLine {
  /** Gives the line back to whoever reads keys; harmless when it was. */
  close(): void
}
