import { TerminalError } from './terminal-error.ts'

/** The longest line with its line end, bytes of UTF-8. */
export const LINE_BYTES_AT_MOST = 65_536

/** A line's bytes with its line end; throws TerminalError `storage-failed` for one that would not be read back as it is. */
export const bytesOfLine = (line: string): Uint8Array => {
  const bytes = new TextEncoder().encode(`${line}\n`)
  const why = line.includes('\n') ? 'it holds a line end' : `it has more than ${LINE_BYTES_AT_MOST - 1} bytes`
  if (line.includes('\n') || bytes.length > LINE_BYTES_AT_MOST)
    throw new TerminalError({
      code: 'storage-failed',
      device: 'log',
      retry: 'never',
      message: `cannot take a line: ${why}`,
    })
  return bytes
}

/**
 * Lines that are only ever added, oldest first, for what must be shown later as it was. A line is there for good once its
 * `append` has resolved; a power cut may lose or tear the one after it, never an earlier one.
 */
export interface AppendLog {
  /**
   * Resolves when the line is durable. Rejects with TerminalError `storage-failed` when it is not, and then nothing of it stays; also
   * for a line that holds a line end or has more than 64 KiB with its own.
   */
  append(line: string): Promise<void>
  /** The last whole line; `undefined` in an empty log. */
  last(): Promise<string | undefined>
  /** Every whole line that is kept, oldest first. */
  lines(): AsyncIterable<string>
  close(): Promise<void>
}

/** A log that lives as long as the process and keeps its newest lines, for accelerated rides and tests. */
export const memoryAppendLog = (mostLines = 10_000): AppendLog => {
  const kept: string[] = []
  return {
    append: async (line) => {
      bytesOfLine(line)
      kept.push(line)
      if (kept.length > mostLines) kept.shift()
    },
    last: async () => kept.at(-1),
    lines: async function* () {
      yield* kept
    },
    close: async () => {},
  }
}

/** In the place of a medium that cannot be opened: nothing is kept, and nothing counts as there. */
export const failedAppendLog = (cause: TerminalError): AppendLog => ({
  append: () => Promise.reject(cause),
  last: () => Promise.reject(cause),
  lines: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(cause) }) }),
  close: async () => {},
})
