import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { satelliteLink as link, rideLinks } from '../../test/fakes/link-ride.ts'
import type { ClassPolicy } from './class-policy.ts'
import { explainClass } from './link-why.ts'
import type { LinksObservation } from './links.ts'

const policy: ClassPolicy = { links: ['a', 'b', 'c'] }
const outlook = { a: [{ fromMs: 100_000, toMs: 130_000, chance: 0.9, cause: 'tunnel Otar' }] }

const explain = (isUp: Record<'a' | 'b' | 'c', boolean>, more: Partial<LinksObservation> = {}, forS = 60) => {
  const links = Object.entries(isUp).map(([name, up]) => link(name, up))
  const { state } = rideLinks({ forS, links: () => links, policy, ...(more.terms && { terms: more.terms }) })
  const seen: LinksObservation = { links, policies: { passenger: policy }, ...more }
  return explainClass(state, seen, { trafficClass: 'passenger', nowMs: monotonicMs(forS * 1000) })
}

test('every link of a class is explained by parts that sum to its score', (t) => {
  const why = explain({ a: true, b: true, c: false }, { outlook, terms: { b: { costPerGb: 3 } } })
  t.is(why?.link, 'a')
  t.deepEqual(
    why?.candidates.map((one) => one.link),
    ['a', 'b', 'c'],
  )
  for (const { link: name, score, parts } of why?.candidates ?? []) {
    if (name === 'c') continue
    const sum = parts.reduce((total, { points }) => total + points, 0)
    t.true(Math.abs(sum - score) < 0.3, `${name}: ${sum} and ${score}`)
  }
})

test('the link that carries says which outage would end that, another what it lacks', (t) => {
  const why = explain({ a: true, b: true, c: false }, { outlook })
  const of = (name: string) => why?.candidates.find((one) => one.link === name)?.wouldChange
  t.is(of('a'), 'tunnel Otar in 40 s, 90 % likely; b would take over')
  t.regex(of('b') ?? '', /^[\d.]+ points more, or as many less of a$/)
  t.is(of('c'), 'its coming up, and then 20 s of proof')
  t.is(why?.verdict, 'a is the best')
})

test('a better link that must wait says for what', (t) => {
  const { state } = rideLinks({ forS: 30, links: (s) => [link('a', s < 5 || s >= 20), link('b', true)] })
  const seen = { links: [], policies: { passenger: { links: ['a', 'b'] } } }
  const why = explainClass(state, seen, { trafficClass: 'passenger', nowMs: monotonicMs(30_000) })
  t.is(why?.verdict, 'a would be better, but it must be up for 20 s: 10 s left')
})

test('a class without a policy has nothing to explain', (t) => {
  t.is(
    explainClass(
      { links: {}, classes: {} },
      { links: [], policies: {} },
      { trafficClass: 'cctv', nowMs: monotonicMs(0) },
    ),
    undefined,
  )
})
