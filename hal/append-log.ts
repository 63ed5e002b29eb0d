/**
 * Lines that are only ever added, oldest first, for what must be shown later as it was. A line is there for good once its
 * `append` has resolved; a power cut may lose or tear the one after it, never an earlier one.
 */
export interface AppendLog {
  /** Resolves when the line, which holds no line end, is durable; rejects with TerminalError `storage-failed`. */
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
