import test from 'ava'
import { consoleContext, textOf } from '../../../test/fakes/console-context.ts'
import { wellTrain } from '../../../test/fakes/well-train.ts'
import { type Language, textIn } from '../messages.ts'
import { endingText, runDiagnosis } from './run.ts'

const reported = { kind: 'report' as const }

const diagnosed = async (language: Language = 'en') => {
  const set = consoleContext({ told: wellTrain(), text: textIn(language) })
  const config = { ...set.context.config, network: reported }
  const outcome = await runDiagnosis({ ...set.context, config }, 'no-internet')
  return { said: set.said, end: textOf(outcome), data: outcome.data }
}

test('what was not asked has the mark of a test that was not made, and the end says so', async (t) => {
  const { said, end } = await diagnosed()
  t.true(said.includes(' --  reached beyond the link: skipped (the kernel routes nothing here)'), said.join('\n'))
  t.regex(end, /nobody beyond the link was asked: passengers go by oneweb/)
})

test('a test that is met says by which word, in the language of the session', async (t) => {
  const english = await diagnosed()
  t.true(english.said.includes(' ok  links service: answers'), english.said.join('\n'))
  t.true(english.said.includes(' ok  announced outages: none'), english.said.join('\n'))
  const russian = await diagnosed('ru')
  t.notRegex(russian.said.join('\n'), /answers|none|skipped/)
})

test('what runs for less than an hour is told in minutes', (t) => {
  const spanOf = (ranS: number) => endingText({ text: textIn('en') }, { id: 'steady', values: { ranS } })
  t.regex(spanOf(110), /it has run for 2 min,/)
  t.regex(spanOf(7_200), /it has run for 2\.0 h,/)
})
