import test from 'ava'
import { statesText } from '../../plan/diagnose/internet.ts'
import type { Seen } from '../../plan/diagnose/seen.ts'
import { ending } from '../../plan/diagnose/steps.ts'
import { because } from '../../plan/link-reasons.ts'
import { textIn } from '../messages.ts'
import { endingValues, seenText } from './seen-text.ts'

const links: NonNullable<Seen['links']>['links'] = {
  lte: { state: 'down', ...because('modem-silent') },
  geo: { state: 'degraded', ...because('unproven') },
  oneweb: { state: 'up', ...because('carries') },
}

test('states of links are told with their reasons, by name, in the language of the session', (t) => {
  const states = statesText({ means: {}, terminals: {}, links: { links, routes: {} } })
  t.is(seenText(textIn('en'), states), states)
  t.is(
    seenText(textIn('ru'), states),
    'lte не работает (модем молчит), geo работает плохо (снова несёт, проверяется), oneweb работает',
  )
  t.is(
    seenText(textIn('ru'), 'geo: modem is silent, lte: searching for a network'),
    'geo: модем молчит, lte: ищет сеть',
  )
})

test('words of an ending are in the language of the session, its names and figures as they are', (t) => {
  const values = { link: 'lte', why: 'modem is silent', condition: 'on target', value: 'no', left: 3 }
  const shown = endingValues(textIn('ru'), ending('condition', values))
  t.deepEqual(shown, { link: 'lte', why: 'модем молчит', condition: 'наведён на спутник', value: 'нет', left: 3 })
})
