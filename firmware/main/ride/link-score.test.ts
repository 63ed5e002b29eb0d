import test from 'ava'
import type { TopicMessage } from '../../bus/topics.ts'
import { LinkScore } from './link-score.ts'

type State = TopicMessage<'links'>['links'][string]['state']

const seen = (atMs: number, states: Record<string, State>, routes: TopicMessage<'links'>['routes'] = {}) => ({
  atMs,
  links: Object.fromEntries(Object.entries(states).map(([name, state]) => [name, { state, reason: 'so' }])),
  routes,
})

test('time counts for the links that were up, and for those that carried at least one class', (t) => {
  const score = new LinkScore()
  const routes = { passenger: 'oneweb', cctv: 'oneweb' } as const
  for (let atMs = 0; atMs <= 10_000; atMs += 1_000) score.onLinks(seen(atMs, { oneweb: 'up', lte: 'up' }, routes))
  score.onLinks(seen(11_000, { oneweb: 'down', lte: 'up' }, {}))
  score.onLinks(seen(14_000, { oneweb: 'down', lte: 'up' }, {}))
  t.deepEqual(score.summary(), {
    oneweb: { upS: 11, activeS: 11, switchesTo: 2 },
    lte: { upS: 14, activeS: 0, switchesTo: 0 },
  })
})

test('each class that is moved onto a link is a switch to it, one that stays is none', (t) => {
  const score = new LinkScore()
  const states = { oneweb: 'up', lte: 'up' } as const
  score.onLinks(seen(0, states, { passenger: 'oneweb', cctv: 'oneweb' }))
  score.onLinks(seen(1_000, states, { passenger: 'lte', cctv: 'oneweb' }))
  score.onLinks(seen(2_000, states, { passenger: 'lte', cctv: 'oneweb' }))
  score.onLinks(seen(3_000, states, { passenger: 'oneweb', cctv: 'oneweb' }))
  t.deepEqual([score.summary()['oneweb']?.switchesTo, score.summary()['lte']?.switchesTo], [3, 1])
})

test('while the links service is gone nobody knows: at most five seconds count', (t) => {
  const score = new LinkScore()
  score.onLinks(seen(0, { lte: 'up' }))
  score.onLinks(seen(60_000, { lte: 'up' }))
  t.is(score.summary()['lte']?.upS, 5)
})

test('without a word of the links service there is nothing to sum up', (t) => {
  t.deepEqual(new LinkScore().summary(), {})
})
