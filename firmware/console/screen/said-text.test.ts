import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import { satelliteLink as link, rideLinks } from '../../../test/fakes/link-ride.ts'
import type { ClassPolicy } from '../../plan/class-policy.ts'
import { explainClass } from '../../plan/link-why.ts'
import type { LinksObservation } from '../../plan/links.ts'
import { languages, textIn } from '../messages.ts'
import { saidText, scoreText } from './said-text.ts'

/** Names and units that stand as they are in every language. */
const unworded = (words: string): string => words.replaceAll(/\b(SIM|UTC|Otar|Ethernet|Dana)\b/g, '')

type Ride = Parameters<typeof rideLinks>[0]

/** All that is said of a class at the end of a ride of its links. */
const saidOfClass = (ride: Ride, more: Partial<LinksObservation> = {}): string[] => {
  const policy: ClassPolicy = { links: ['a', 'b'], ...ride.policy }
  const nowMs = monotonicMs(ride.forS * 1000)
  const { state } = rideLinks({ ...ride, policy, ...(more.terms && { terms: more.terms }) })
  const seen = { links: ride.links(ride.forS), policies: { passenger: policy }, ...more }
  const told = explainClass(state, seen, { trafficClass: 'passenger', nowMs })
  return [
    told?.verdict ?? '',
    ...(told?.candidates ?? []).flatMap(({ wouldChange, parts }) => [wouldChange, ...parts.map(({ text }) => text)]),
  ]
}

const both = () => [link('a', true), link('b', true)]
const outage = { fromMs: 40_000, toMs: 90_000, chance: 0.9, cause: 'tunnel Otar' }
const worn = { a: { budgetGb: 10, usedGb: 10, costPerGb: 30 }, b: { costPerGb: 3 } }

const said: readonly string[] = [
  ...saidOfClass({ forS: 30, links: both }, { outlook: { a: [outage] } }),
  ...saidOfClass({ forS: 39, links: () => [link('a', true)], policy: { links: ['a'], double: true } }),
  ...saidOfClass({ forS: 60, links: () => [link('a', true), link('b', false)] }, { outlook: { a: [outage] } }),
  ...saidOfClass({ forS: 60, links: () => [link('a', false), link('b', false)] }),
  ...saidOfClass({ forS: 30, links: (s) => [link('a', s < 5 || s >= 20), link('b', true)] }),
  ...saidOfClass({ forS: 60, links: both, policy: { links: ['a', 'b'], pin: 'b', fail: true } }),
  ...saidOfClass(
    { forS: 60, links: both, policy: { links: ['a', 'b'], worthPerGb: 20, fail: true } },
    { terms: { ...worn, b: { costPerGb: 30 } } },
  ),
  ...saidOfClass({ forS: 60, links: both, policy: { links: ['a', 'b'], worthPerGb: 20 } }, { terms: worn }),
]

for (const language of languages)
  test(`what is said of a class has its words in ${language}`, (t) => {
    const text = textIn(language)
    for (const words of said) {
      if (language === 'en') t.is(saidText(text, words), words)
      else t.notRegex(unworded(saidText(text, words)), /[a-z]{3}/i, words)
    }
    t.not(scoreText(text, 'order'), language === 'en' ? '' : 'order')
  })

test('what a person wrote, and what another release says, stand as they are', (t) => {
  const text = textIn('ru')
  for (const words of ['Aigerim: cable; roof', 'the moon is above the horizon', '']) t.is(saidText(text, words), words)
  t.is(scoreText(text, 'moon'), 'moon')
})
