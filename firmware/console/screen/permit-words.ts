import { conditionOf, remedyFor } from '../../plan/permit-conditions.ts'
import type { PermitWords } from '../../plan/permit-text.ts'
import type { Text } from '../messages.ts'
import { saidText } from './said-text.ts'
import { arrow, type Sheet, shownText } from './sheet.ts'
import { valueText } from './value-text.ts'

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
    value: (value) => shown(saidText(text, value)),
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
