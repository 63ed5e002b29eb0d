import type { Look } from '../../plan/diagnose/seen.ts'
import {
  type Ending,
  type EndingId,
  NOT_MADE,
  type Result,
  type Step,
  type Symptom,
} from '../../plan/diagnose/steps.ts'
import { diagnoses } from '../../plan/diagnose.ts'
import type { CommandContext, Outcome } from '../command.ts'
import type { MessageKey, Text } from '../messages.ts'
import { observe, seenAtStart } from './observe.ts'
import { endingValues, seenText } from './seen-text.ts'

/** Endings that say that nothing is wrong here: all is well, or it is not ours. */
const WELL: readonly EndingId[] = [
  'internet-works',
  'internet-unasked',
  'not-slow',
  'satellite-works',
  'no-terminals',
  'lans-foreign',
  'coach-own',
  'restarted-by-hand',
  'steady',
]

const stepKey = (id: Step['id']): MessageKey => `diagnose.step.${id}`

const HOUR_S = 3_600

/** How long something has run: minutes below an hour. */
const ranText = (text: Text, ranS: number): string =>
  ranS < HOUR_S
    ? text('unit.minutes', { minutes: Math.ceil(ranS / 60) })
    : text('unit.hours', { hours: (ranS / HOUR_S).toFixed(1) })

/** The sentence of an ending, in the language of the session. */
export const endingText = ({ text }: Pick<CommandContext, 'text'>, ending: Ending): string => {
  const { ranS } = ending.values
  const span = typeof ranS === 'number' ? { span: ranText(text, ranS) } : {}
  return text(`diagnose.end.${ending.id}`, { ...endingValues(text, ending), ...span })
}

/** As `selftest` marks its lines: met, not met, not made. */
const markOf = (isWell: boolean, { isSkipped }: Result): string => {
  if (isSkipped) return ' -- '
  return isWell ? ' ok ' : ' NO '
}

interface Made {
  id: Step['id']
  value: string
}

/** Makes the tests of a symptom in order, tells each as it is made, and ends with one sentence. */
export const runDiagnosis = async (context: CommandContext, symptom: Symptom): Promise<Outcome> => {
  const { text, say, ended, paint } = context
  const looked = new Set<Look>()
  const made: Made[] = []
  let seen = seenAtStart(context.config)
  for (const step of diagnoses[symptom]) {
    for (const look of step.needs) {
      if (!looked.has(look)) seen = await observe(context, seen, look)
      looked.add(look)
    }
    if (ended.aborted) break
    const result = step.judge(seen)
    const { value, ending } = result
    const isWell = !ending || WELL.includes(ending.id)
    if (value !== NOT_MADE) {
      made.push({ id: step.id, value })
      const line = `${markOf(isWell, result)} ${text(stepKey(step.id))}: ${seenText(text, value)}`
      say(isWell ? line : paint('bad', line))
    }
    if (!ending) continue
    return {
      lines: [paint(isWell ? 'good' : 'bad', endingText(context, ending))],
      data: { symptom, made, ending },
      ...(!isWell && { isBad: true }),
    }
  }
  return { lines: [text('diagnose.broken-off')], data: { symptom, made }, isBad: true }
}
