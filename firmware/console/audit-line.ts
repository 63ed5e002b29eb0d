import { isSecret } from '../config/secret-name.ts'
import type { Argument } from './argument.ts'
import type { ConsoleCommand } from './command.ts'
import { maskSecrets } from './files/mask-secrets.ts'
import { assignTokens, completeAt, type Match, walkTable } from './match-line.ts'
import { type Token, tokensOf, withoutPipes } from './tokens.ts'

/** What the audit log has of a line, and why it was not carried out, where it was not. */
export interface AuditedLine {
  line: string
  why?: string
}

const MASK = '***'
/** Words that were typed and are not noted. */
const UNNOTED = '…'

type Named = readonly [name: string, argument: Argument<unknown>]

const argumentText = (table: readonly ConsoleCommand[], { keyword, isLine }: Named[1], text: string): string[] => [
  ...(keyword === undefined ? [] : [keyword]),
  isLine ? lineText(table, text) : text,
]

/** What stands behind a word that names a secret may be one. */
const commandText = (
  table: readonly ConsoleCommand[],
  command: ConsoleCommand,
  { rest, line }: { rest: readonly Token[]; line: string },
): string => {
  const { taken } = assignTokens(command, rest, line)
  const words = [...command.words, ...taken.flatMap(({ named, text }) => argumentText(table, named[1], text))]
  return maskSecrets(words.map((word, index) => (isSecret(words[index - 1] ?? '', word) ? MASK : word)).join(' '))
}

/** A line within a line: as far as it leads to a command. */
const lineText = (table: readonly ConsoleCommand[], typed: string): string => {
  const { line } = withoutPipes(typed)
  const walk = walkTable(table, tokensOf(line))
  const command = completeAt(walk)
  return command ? commandText(table, command, { rest: walk.rest, line }) : wordsText(table, line)
}

/** The words of the table that a line begins with, and that there were others. */
const wordsText = (table: readonly ConsoleCommand[], line: string): string => {
  const { candidates, depth, rest } = walkTable(table, tokensOf(line))
  const words = candidates[0]?.words.slice(0, depth) ?? []
  return [...words, ...(rest.length > 0 || depth === 0 ? [UNNOTED] : [])].join(' ')
}

const whyNot = (match: Exclude<Match, { kind: 'run' | 'empty' }>): string => {
  switch (match.kind) {
    case 'ambiguous':
      return `one word stands for ${match.choices.join(', ')}`
    case 'unknown':
      return match.nearest.length > 0 ? `an unknown word, near ${match.nearest.join(', ')}` : 'an unknown word'
    case 'incomplete':
      return 'words are missing'
    case 'missing':
      return `${match.label} is missing`
    case 'too-many':
      return 'too many words'
    case 'mistake':
      return 'an argument that does not fit'
    case 'not-allowed':
      return `for the role ${match.role}`
    case 'no-filter':
      return 'an unknown filter'
  }
}

/**
 * What the audit log has of a typed line: words of the table, and the arguments of a command that was found whole. Of any other line what was
 * typed may be a password in the wrong place: it is told what was wrong, not what stood there. Filters are left out.
 */
export const auditLine = (
  table: readonly ConsoleCommand[],
  typed: string,
  match: Exclude<Match, { kind: 'empty' }>,
): AuditedLine => {
  const takesAll = match.kind === 'run' && match.command.takesFilters
  const line = takesAll ? typed : withoutPipes(typed).line
  if (match.kind !== 'run') return { line: wordsText(table, line), why: whyNot(match) }
  const { rest } = walkTable(table, tokensOf(line))
  return { line: commandText(table, match.command, { rest, line }) }
}
