import { type Trouble, troubleKinds } from '../../plan/trouble-kinds.ts'
import { isMessageKey, type Text } from '../messages.ts'
import { becauseText, type LinkWhy } from './because-text.ts'
import { conditionText, remedyText } from './permit-words.ts'
import { saidText } from './said-text.ts'
import { arrow, hanging, type Sheet, wordOf } from './sheet.ts'

/** What services tell by a code beside their own sentence, in the language of the session. */
const toldByCode = (text: Text, { code, values }: Pick<Trouble, 'code' | 'values'>): Trouble['values'] => {
  if (code === 'link-down') return { reason: becauseText(text, String(values['reason']), codeIn(values)) }
  const conditions = [1, 2, 3].flatMap((number) => {
    const { [`condition${number}`]: name, [`value${number}`]: value } = values
    return name === undefined ? [] : [`${conditionText(text, String(name))} (${saidText(text, String(value))})`]
  })
  return conditions.length > 0 ? { why: conditions.join(', ') } : {}
}

const codeIn = (values: Trouble['values']): LinkWhy | undefined =>
  values['because'] === undefined ? undefined : { code: String(values['because']), values }

/** What is wrong, in a sentence. */
export const troubleText = (text: Text, { code, subject, values }: Trouble): string => {
  const words = Object.entries({ ...values, ...toldByCode(text, { code, values }) }).map(([name, value]) => [
    name,
    typeof value === 'string' ? wordOf(text, value) : value,
  ])
  return text(`trouble.${code}`, { subject, ...Object.fromEntries(words) })
}

/** What to do about it. */
export const adviceText = (text: Text, { code, subject, values }: Trouble): string => {
  if (code === 'link-down') {
    const key = `advice.link-down.${values['because']}`
    return text(isMessageKey(key) ? key : 'advice.link-down', { subject })
  }
  const { condition1: first, value1: value } = values
  const remedy = code === 'muted' && first !== undefined ? remedyText(text, String(first), String(value)) : ''
  return remedy === '' ? text(`advice.${code}`, { subject }) : text('advice.muted-by', { subject, remedy })
}

/** Each trouble with what to do about it. */
export const troubleLines = (sheet: Sheet, troubles: readonly Trouble[]): string[] =>
  troubles.flatMap((trouble) => {
    const mark = troubleKinds[trouble.code].severity === 'alarm' ? '!! ' : ' ! '
    return [
      ...hanging(sheet, mark, troubleText(sheet.text, trouble), 'bad'),
      ...hanging(sheet, `   ${arrow(sheet)} `, adviceText(sheet.text, trouble)),
    ]
  })
