import type { Argument } from './argument.ts'
import type { ConsoleCommand } from './command.ts'

const shown = ([, { label, isOptional, keyword }]: readonly [string, Argument<unknown>]): string => {
  const what = keyword === undefined ? label : `${keyword} ${label}`
  return isOptional ? `[${what}]` : what
}

/** A command with its arguments, as help and the reference page have it. */
export const usageText = ({ words, arguments: args }: Pick<ConsoleCommand, 'words' | 'arguments'>): string =>
  [...words, ...args.map(shown)].join(' ')
