/** A word of a line, and where it stands in it. */
export interface Token {
  text: string
  /** Of its first character, a quote too. */
  start: number
}

/** Words of a line: spaces part them, but not within quotes. A quote that never ends takes the rest. */
export const tokensOf = (line: string): Token[] =>
  [...line.matchAll(/"([^"]*)"?|[^\s"]+/g)].map((found) => ({ text: found[1] ?? found[0], start: found.index }))

/** What happens to the lines of a command after it: `| include X`, `| exclude X`, `| json`. */
export type Pipe = { do: 'include' | 'exclude'; text: string } | { do: 'json' }

/** A line without its pipes; `wrong` is the part that is no pipe. */
export interface PipedLine {
  line: string
  pipes: Pipe[]
  wrong?: string
}

const PIPE = /^(i(?:n(?:c(?:l(?:u(?:d(?:e)?)?)?)?)?)?|e(?:x(?:c(?:l(?:u(?:d(?:e)?)?)?)?)?)?)\s+(.+)$/i
const JSON_PIPE = /^j(?:s(?:o(?:n)?)?)?$/i

/** What stands between two bars, or behind the last one; `undefined` when it is no pipe. */
export const pipeOf = (part: string): Pipe | undefined => {
  const text = part.trim()
  if (JSON_PIPE.test(text)) return { do: 'json' }
  const found = PIPE.exec(text)
  if (!found?.[1] || !found[2]) return undefined
  return {
    do: found[1].toLowerCase().startsWith('i') ? 'include' : 'exclude',
    text: found[2].replace(/^"(.*)"$/, '$1'),
  }
}

/** Parts at bars that stand outside of quotes. */
const partsOf = (line: string): string[] => line.match(/(?:"[^"]*"?|[^"|])+/g) ?? []

/** A line cut at its last bar that stands outside of quotes; without such a bar there is no `part`. */
export const cutAtLastBar = (line: string): { head: string; part?: string } => {
  const bar = [...line.matchAll(/"[^"]*"?|\|/g)].findLast(([found]) => found === '|')
  return bar ? { head: line.slice(0, bar.index), part: line.slice(bar.index + 1) } : { head: line }
}

/** Whether a line ends within quotes: what comes next is theirs, space and bar too. */
export const endsInQuotes = (line: string): boolean => line.split('"').length % 2 === 0

/** Takes the pipes off a line. */
export const withoutPipes = (line: string): PipedLine => {
  const [first = '', ...rest] = partsOf(line)
  const pipes: Pipe[] = []
  for (const part of rest) {
    const pipe = pipeOf(part)
    if (!pipe) return { line: first, pipes, wrong: part.trim() }
    pipes.push(pipe)
  }
  return { line: first, pipes }
}

/** Whether a line of output passes; upper and lower case are the same. */
export const passes = (pipes: readonly Pipe[], line: string): boolean =>
  pipes.every((pipe) => {
    if (pipe.do === 'json') return true
    return line.toLowerCase().includes(pipe.text.toLowerCase()) === (pipe.do === 'include')
  })
