import type { Ending } from '../../plan/diagnose/steps.ts'
import { conditionOf } from '../../plan/permit-conditions.ts'
import type { Text } from '../messages.ts'
import { conditionText } from '../screen/permit-words.ts'
import { saidText } from '../screen/said-text.ts'
import { wordOf } from '../screen/sheet.ts'

/** Between two that are told of by name: a reason may have a comma of its own. */
const BETWEEN = /, (?=[\w-]+(?:: | [a-z-]+(?:$|,| \(| \d)))/

const oneText = (text: Text, one: string): string => {
  const { name, state = '', why } = /^(?<name>[\w-]+) (?<state>[a-z-]+)(?: \((?<why>.+)\))?$/.exec(one)?.groups ?? {}
  if (name === undefined) return saidText(text, one)
  return `${name} ${wordOf(text, state)}${why === undefined ? '' : ` (${saidText(text, why)})`}`
}

/** What a test of a diagnosis has seen, in the language of the session: names as they are, with their states and reasons. */
export const seenText = (text: Text, value: string): string => {
  if (conditionOf(value)) return conditionText(text, value)
  const said = saidText(text, value)
  return said === value
    ? value
        .split(BETWEEN)
        .map((one) => oneText(text, one))
        .join(', ')
    : said
}

/** Values of an ending that are words; all others are names and figures. */
const WORDS: ReadonlySet<string> = new Set(['why', 'what', 'cause', 'value', 'condition', 'links'])

/** The values of an ending for its sentence. */
export const endingValues = (text: Text, { values }: Ending): Ending['values'] =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      WORDS.has(name) && typeof value === 'string' ? seenText(text, value) : value,
    ]),
  )
