import { conditionOf, remedyFor } from '../../plan/permit-conditions.ts'
import type { PermitWords } from '../../plan/permit-text.ts'
import { isMessageKey, type MessageValues, type Text } from '../messages.ts'
import { arrow, type Sheet, shownText } from './sheet.ts'

/** What a value is with a figure or a name in it, and which words the console has for it. */
const shapes: readonly (readonly [shape: RegExp, key: string])[] = [
  [/^(?<n>(?:≥ )?[\d.]+) km inside$/, 'value.km-inside'],
  [/^(?<n>[\d.]+) km outside$/, 'value.km-outside'],
  [/^(?<n>\d+) ms old$/, 'value.ms-old'],
  [/^(?<n>.+), (?<resume>[\d.]+°) to resume$/, 'value.to-resume'],
  [/^by (?<by>.+)$/, 'value.by'],
]

const slugOf = (value: string): string => value.toLowerCase().replaceAll(/[^a-z]+/g, '-')

/** A value or a limit of a condition in the language of the session; one that it has no words for as it is. */
export const valueText = (text: Text, value: string): string => {
  const key = `value.${slugOf(value)}`
  if (/^[a-z]/i.test(value) && isMessageKey(key)) return text(key)
  for (const [shape, shaped] of shapes) {
    const found = shape.exec(value)?.groups
    if (found && isMessageKey(shaped)) return text(shaped, found as MessageValues)
  }
  return value
}

/** A condition's name in the language of the session. */
export const conditionText = (text: Text, name: string): string => {
  const { code } = conditionOf(name) ?? {}
  return code === undefined ? name : text(`condition.${code}`)
}

/** What can be done while a condition is not met. */
export const remedyText = (text: Text, name: string, value: string): string => {
  const { code } = remedyFor(name, value) ?? {}
  return code === undefined ? '' : text(`remedy.${code}`)
}

/** The words of a permit for a screen. */
export const permitWords = (sheet: Sheet): PermitWords => {
  const { text } = sheet
  const shown = (words: string): string => shownText(sheet, words)
  return {
    name: (condition) => shown(conditionText(text, condition)),
    value: (value) => shown(valueText(text, value)),
    needs: (limit) => shown(text('permit.needs', { limit: valueText(text, limit) })),
    remedy: (condition, value) => shown(remedyText(text, condition, value)),
    lasting: (span) => shown(text('permit.lasting', { span })),
    head: ({ isPermitted, lasting, unmet, all }) => {
      const state = text(isPermitted ? 'word.permitted' : 'word.muted')
      return shown(`${state}${lasting}${unmet > 0 ? `: ${text('permit.unmet', { unmet, all })}` : ''}`)
    },
    arrow: arrow(sheet),
  }
}
