import type { StopSignal } from './stop-signal.ts'

/** What became of stdout. */
export interface StandardOutput {
  /** A line of why it could not be written; undefined while it can, or when its reader left, as `head` does. */
  failure(): string | undefined
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message)

/** Ends the command when nobody reads what it says, or when that cannot be written: quietly, no exception. */
export const watchStandardOutput = (stop: StopSignal): StandardOutput => {
  let failure: string | undefined
  process.stdout.on('error', (error: Error) => {
    if (codeOf(error) !== 'EPIPE') failure ??= `standard output cannot be written (${codeOf(error)})`
    stop.stop()
  })
  // Whoever closed stderr wants to hear nothing.
  process.stderr.on('error', () => undefined)
  return { failure: () => failure }
}
