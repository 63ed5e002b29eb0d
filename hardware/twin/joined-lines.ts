import type { DeskLines } from '../../hal/desk/bench.ts'

/** Several devices' wires as those of one desk; no two may have a wire of one name. */
export const joinedLines = (parts: readonly DeskLines[]): DeskLines => {
  const owners = new Map(parts.flatMap((part) => part.lines.map((line) => [line, part] as const)))
  return {
    lines: [...owners.keys()],
    readInput: (line) => owners.get(line)?.readInput(line),
    onInputChange: (handler) => {
      for (const part of parts) part.onInputChange(handler)
    },
    writeOutput: (line, level, client) => owners.get(line)?.writeOutput(line, level, client),
  }
}
