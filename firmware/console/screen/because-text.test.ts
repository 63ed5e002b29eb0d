import test from 'ava'
import { because, linkReasonCodes } from '../../plan/link-reasons.ts'
import { languages, textIn } from '../messages.ts'
import { becauseText } from './because-text.ts'
import { troubleText } from './trouble-lines.ts'

const values = { percent: 12, dbm: -115, ms: 1200, why: 'X', what: 'Y' }

test('in English a reason is worded as its service words it, in the others otherwise', (t) => {
  for (const code of linkReasonCodes) {
    const { reason, why } = because(code, values)
    for (const language of languages) {
      const words = becauseText(textIn(language), reason, why)
      t.notRegex(words, /[{}]/, code)
      if (language === 'en') t.is(words, reason)
      else t.not(words, reason, code)
    }
  }
})

test('a reason without a code, or of a newer release, stands as its service worded it', (t) => {
  t.is(becauseText(textIn('ru'), 'a new one', undefined), 'a new one')
  t.is(becauseText(textIn('ru'), 'a new one', { code: 'of-tomorrow', values: {} }), 'a new one')
})

test('alarms of links and terminals say why in the language of the session', (t) => {
  const text = textIn('ru')
  const { reason, why } = because('modem-silent')
  const down = { code: 'link-down' as const, subject: 'geo', values: { reason, because: why.code } }
  t.regex(troubleText(text, down), /geo[\s\S]*модем молчит/)
  t.regex(troubleText(text, { ...down, values: { reason } }), /modem is silent/)
  const muted = { why: 'on target (no)', count: 1, condition1: 'on target', value1: 'no' }
  t.regex(troubleText(text, { code: 'muted', subject: 'geo', values: muted }), /наведён на спутник \(нет\)/)
})
