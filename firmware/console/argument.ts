import type { MessageKey, MessageValues } from './messages.ts'

/** What the train that the console stands on has, by kind. */
export interface KnownNames {
  links: readonly string[]
  terminals: readonly string[]
  modems: readonly string[]
  devices: readonly string[]
  trafficClasses: readonly string[]
}

/** A word read, or why it cannot be. */
export type Read<T> = { value: T } | { key: MessageKey; values: MessageValues }

/** What stands after the words of a command. */
export interface Argument<T> {
  /** How help names it, in capitals, with its unit in it: `AZ_DEG`, `LINK`, `MINUTES`. */
  label: string
  help: MessageKey
  isOptional?: true
  /** The word before it, as `via` in `via LINK`. Such arguments are optional, and stand after all others in any order, each once. */
  keyword?: string
  /** Takes the rest of the line, spaces and all; the last of a command only. */
  isRest?: true
  /** Is a line of its own, of any command but the one that it stands behind, as behind `watch`. */
  isLine?: true
  /** The words that may stand here, where they can be listed: for completion and help. */
  choices?: (known: KnownNames) => readonly string[]
  /** What may stand here in a few signs, for help: `0..360 °`. */
  range?: string
  read(text: string, known: KnownNames): Read<T>
}

/** The value of an argument; `undefined` where an optional one was left out. */
export type ValueOf<A> = A extends Argument<infer T> ? (A extends { isOptional: true } ? T | undefined : T) : never

interface NumberLimits {
  label: string
  help: MessageKey
  unit: string
  min: number
  max: number
  isWhole?: boolean
}

/** A number within limits, in plain digits. */
export const numberArgument = ({ label, help, unit, min, max, isWhole }: NumberLimits): Argument<number> => ({
  label,
  help,
  range: `${min}..${max} ${unit}`.trim(),
  read: (text) => {
    if (!/^-?\d{1,12}(\.\d{1,9})?$/.test(text)) return { key: 'argument.not-number', values: { label, text } }
    const value = Number(text)
    if (isWhole && !Number.isInteger(value)) return { key: 'argument.not-whole', values: { label, text } }
    if (value < min || value > max)
      return { key: 'argument.out-of-range', values: { label, text, min, max: `${max} ${unit}`.trimEnd() } }
    return { value }
  },
})

/** One of some words; an abbreviation will do that only one of them begins with. */
export const choiceArgument = <T extends string>({
  label,
  help,
  choices,
}: {
  label: string
  help: MessageKey
  choices: readonly T[] | ((known: KnownNames) => readonly T[])
}): Argument<T> => {
  const listed = (known: KnownNames): readonly T[] => (typeof choices === 'function' ? choices(known) : choices)
  return {
    label,
    help,
    choices: listed,
    read: (text, known) => {
      const all = listed(known)
      const begin = all.filter((choice) => choice.startsWith(text))
      const value = all.find((choice) => choice === text) ?? (begin.length === 1 ? begin[0] : undefined)
      if (value !== undefined) return { value }
      if (all.length === 0) return { key: 'argument.no-such-name', values: { text } }
      return { key: 'argument.unknown-name', values: { text, names: all.join(', ') } }
    },
  }
}

interface TextLimits {
  label: string
  help: MessageKey
  /** Characters. */
  most: number
  /** What may stand here, for help; its length unless given. */
  range?: string
}

/** One word, of any letters and signs but spaces. */
export const wordArgument = ({ label, help, most, range = `≤ ${most}` }: TextLimits): Argument<string> => ({
  label,
  help,
  range,
  read: (text) =>
    text.length <= most ? { value: text } : { key: 'argument.too-long', values: { label, most, count: text.length } },
})

/** Free text, to the end of the line. */
export const textArgument = (limits: TextLimits): Argument<string> => ({ ...wordArgument(limits), isRest: true })

/** A line that could be typed itself, to the end of this one. */
export const lineArgument = (limits: TextLimits): Argument<string> => ({ ...textArgument(limits), isLine: true })

/** The same argument, which may be left out. */
export const optional = <T>(argument: Argument<T>): Argument<T> & { isOptional: true } => ({
  ...argument,
  isOptional: true,
})

/** The same argument, which may be left out and stands behind a word of its own: `via LINK`. */
export const after = <T>(keyword: string, argument: Argument<T>): Argument<T> & { isOptional: true } => ({
  ...optional(argument),
  keyword,
})
