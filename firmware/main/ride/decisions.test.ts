import test from 'ava'
import { decisionText, lastDecisions } from './decisions.ts'
import type { RideEvent } from './ride-view.ts'

const event = (atMs: number, text: string, subject = 'oneweb'): RideEvent => ({
  atMs,
  source: 'interlock',
  severity: 'info',
  subject,
  text,
  reasons: [],
})
const permitted = 'transmission permitted: every condition is met'

test('a name that the text has said is not repeated before its reason', (t) => {
  const reasons = ['SYNTH-1: 58° and rising', 'lte: no network']
  t.deepEqual(decisionText({ subject: 'oneweb', text: 'follows SYNTH-1', reasons }), {
    said: 'oneweb: follows SYNTH-1',
    why: '58° and rising; lte: no network',
  })
})

test('clauses beyond three are counted', (t) => {
  t.deepEqual(decisionText({ subject: 'links', text: 'a; b; c; d', reasons: ['e'] }), {
    said: 'links: a; b; c',
    why: '2 more',
  })
})

test('a mute that is lifted within a second is no news, a longer one is, and so is one of another terminal', (t) => {
  const events = [
    event(0, 'muted: late'),
    event(40, permitted),
    event(5_000, 'muted: no lock'),
    event(5_100, permitted, 'geo'),
    event(9_000, permitted),
  ]
  t.deepEqual(lastDecisions(events, 6), events.slice(2))
  t.deepEqual(lastDecisions(events, 1), events.slice(4))
})
