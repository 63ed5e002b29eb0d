import { type Trouble, troubleKinds } from '../../plan/trouble-kinds.ts'
import type { Text } from '../messages.ts'
import { arrow, hanging, type Sheet, wordOf } from './sheet.ts'

/** What is wrong, in a sentence. */
export const troubleText = (text: Text, { code, subject, values }: Trouble): string => {
  const words = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? wordOf(text, value) : value,
  ])
  return text(`trouble.${code}`, { subject, ...Object.fromEntries(words) })
}

/** What to do about it. */
export const adviceText = (text: Text, { code, subject }: Pick<Trouble, 'code' | 'subject'>): string =>
  text(`advice.${code}`, { subject })

/** Each trouble with what to do about it. */
export const troubleLines = (sheet: Sheet, troubles: readonly Trouble[]): string[] =>
  troubles.flatMap((trouble) => {
    const mark = troubleKinds[trouble.code].severity === 'alarm' ? '!! ' : ' ! '
    return [
      ...hanging(sheet, mark, troubleText(sheet.text, trouble), 'bad'),
      ...hanging(sheet, `   ${arrow(sheet)} `, adviceText(sheet.text, trouble)),
    ]
  })
