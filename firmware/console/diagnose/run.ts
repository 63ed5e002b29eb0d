import type { Look } from '../../plan/diagnose/seen.ts'
import { type Ending, type EndingId, NOT_MADE, type Step, type Symptom } from '../../plan/diagnose/steps.ts'
import { diagnoses } from '../../plan/diagnose.ts'
import type { CommandContext, Outcome } from '../command.ts'
import type { MessageKey } from '../messages.ts'
import { observe, seenAtStart } from './observe.ts'
import { endingValues, seenText } from './seen-text.ts'

/** Endings that say that nothing is wrong here: all is well, or it is not ours. */
const WELL: readonly EndingId[] = [
  'internet-works',
  'not-slow',
  'satellite-works',
  'no-terminals',
  'lans-foreign',
  'coach-own',
  'restarted-by-hand',
  'steady',
]

const stepKey = (id: Step['id']): MessageKey => `diagnose.step.${id}`

/** The sentence of an ending, in the language of the session. */
export const endingText = ({ text }: Pick<CommandContext, 'text'>, ending: Ending): string =>
  text(`diagnose.end.${ending.id}`, endingValues(text, ending))

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
    const { value, ending } = step.judge(seen)
    const isWell = !ending || WELL.includes(ending.id)
    if (value !== NOT_MADE) {
      made.push({ id: step.id, value })
      const line = `${isWell ? ' ok ' : ' NO '} ${text(stepKey(step.id))}: ${seenText(text, value)}`
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
