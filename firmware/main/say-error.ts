import { TerminalError } from '../../hal/terminal-error.ts'
import { UsageError } from '../usage-error.ts'

/** 2 for what the caller can mend, 1 for what broke. */
export const exitStatusOf = (error: unknown): number =>
  error instanceof UsageError || error instanceof TerminalError ? 2 : 1

/** One line on stderr; a mistake of our own shows where it was made. */
export const sayError = (error: unknown): void => {
  const isExpected = exitStatusOf(error) === 2
  const text = error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error)
  process.stderr.write(`steppelink: ${isExpected ? text.replaceAll('\n', ' ') : text}\n`)
}
