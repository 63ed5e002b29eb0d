import type { Key } from './keys.ts'
import type { Text } from './messages.ts'
import type { ConsoleTerminal } from './terminal.ts'

/** How many more lines a key lets pass; none ends it. */
const passedBy = ({ kind, ...key }: Key, page: number): number | undefined => {
  const letter = 'letter' in key ? key.letter.toLowerCase() : ''
  if (kind === 'enter' || kind === 'down') return 1
  if (letter === ' ' || kind === 'tab') return page
  if (kind === 'interrupt' || letter === 'q' || letter === 'й' || kind === 'end-of-input') return 0
  return undefined
}

const askForMore = async (terminal: ConsoleTerminal, text: Text, ended: AbortSignal): Promise<number> => {
  const whole = terminal.shown(text('page.more'))
  // A phone has room for its first word.
  const prompt = whole.length < terminal.columns ? whole : (whole.split(' ')[0] ?? '')
  await terminal.write(prompt)
  let passed: number | undefined
  while (passed === undefined) {
    const key = await terminal.nextKey(ended)
    passed = key ? passedBy(key, terminal.rows - 1) : 0
  }
  const width = [...prompt].length
  await terminal.write(`\r${' '.repeat(width)}\r`)
  return passed
}

/** Writes lines a page at a time: space goes on by a page, Enter by a line, q ends it. */
export const pageLines = async (
  terminal: ConsoleTerminal,
  lines: readonly string[],
  { text, ended }: { text: Text; ended: AbortSignal },
): Promise<void> => {
  let left = Math.max(1, terminal.rows - 1)
  for (const [index, line] of lines.entries()) {
    if (ended.aborted) return
    if (left === 0) left = await askForMore(terminal, text, ended)
    if (left === 0) return
    // Its last line does not push the first away.
    const isLast = index === lines.length - 1
    await terminal.writeLine(line)
    if (!isLast) left--
  }
}
