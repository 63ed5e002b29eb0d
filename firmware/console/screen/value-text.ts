import { isMessageKey, type MessageValues, type Text } from '../messages.ts'

/** What a value is with a figure or a name in it, and which words the console has for it. */
const shapes: readonly (readonly [shape: RegExp, key: string])[] = [
  [/^(?<n>(?:≥ )?[\d.]+) km inside$/, 'value.km-inside'],
  [/^(?<n>[\d.]+) km outside$/, 'value.km-outside'],
  [/^(?<n>\d+) ms old$/, 'value.ms-old'],
  [/^(?<n>.+), (?<resume>[\d.]+°) to resume$/, 'value.to-resume'],
  [/^by (?<by>.+)$/, 'value.by'],
  [/^failed (?<n>\d+)×$/, 'value.failed-times'],
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
