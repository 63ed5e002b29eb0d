import { isMessageKey, type MessageKey, type MessageValues, messageKeys, type Text, textIn } from '../messages.ts'
import { valueText } from './value-text.ts'

/** The English text of a message as what services say has it, and how much of it is no value. */
interface Form {
  key: MessageKey
  shape: RegExp
  wordsLength: number
}

const BRACE = /\{(\w+)\}/g

/** Values that are said in a form of their own; all others are names and figures. */
const NESTED: ReadonlySet<string> = new Set(['why', 'what'])

/** What stands for a value: several things that are said at once belong to none but a nested one. */
const valueShape = (name: string): string => `(?<${name}>${NESTED.has(name) ? '.+?' : '(?:(?!; ).)+?'})`

const escaped = (words: string): string => words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

const formOf = (key: MessageKey): Form => {
  const message = textIn('en')(key)
  const shape = message
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? valueShape(part.slice(1, -1)) : escaped(part)))
    .join('')
  return { key, shape: new RegExp(`^${shape}$`, 'su'), wordsLength: message.replaceAll(BRACE, '').length }
}

/** What services say in a regular form: the form is the English message. The more words one has, the earlier it is tried. */
const forms: readonly Form[] = messageKeys
  .filter((key) => /^(said|because)\./.test(key))
  .map(formOf)
  .sort((one, other) => other.wordsLength - one.wordsLength)

const whole = (text: Text, words: string): string | undefined => {
  for (const { key, shape } of forms) {
    const found = shape.exec(words)
    if (found) return text(key, nested(text, found.groups ?? {}))
  }
  return undefined
}

const nested = (text: Text, values: MessageValues): MessageValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, NESTED.has(name) ? saidText(text, String(value)) : value]),
  )

/** What is said of one part or link by name. */
const ofNamed = (text: Text, words: string): string | undefined => {
  const { name, why = '' } = /^(?<name>[\w-]+): (?<why>.+)$/s.exec(words)?.groups ?? {}
  const said = name === undefined ? undefined : whole(text, why)
  return said === undefined ? undefined : `${name}: ${said}`
}

/** What a service says, in the language of the session; what it says in no form that is known as it is. */
export const saidText = (text: Text, words: string): string =>
  whole(text, words) ??
  words
    .split('; ')
    .map((part) => whole(text, part) ?? ofNamed(text, part) ?? valueText(text, part))
    .join('; ')

/** The name of a part of a link's score. */
export const scoreText = (text: Text, name: string): string => {
  const key = `score.${name}`
  return isMessageKey(key) ? text(key) : name
}
