import test from 'ava'
import {
  keepRequests,
  planRequests,
  REQUESTS_AT_MOST,
  type RequestsEvent,
  type RequestsState,
  readRequests,
  TEXT_AFTER_MS,
  whyNotRequest,
} from './requests.ts'

const idOf = (number: number): string => number.toString(16).padStart(32, '0')
const raise = (number: number): RequestsEvent => ({
  kind: 'raise',
  request: { id: idOf(number), train: 'kz-17', text: 'a new dish motor', by: 'aigerim', station: 'Osakarovka' },
})
const look = (links: readonly string[], { hasRecipients = true, hasShore = true } = {}): RequestsEvent => ({
  kind: 'look',
  links,
  hasShore,
  hasRecipients,
})

const run = (events: readonly (readonly [atMs: number, event: RequestsEvent])[], from: RequestsState = []) => {
  const done: string[] = []
  const state = events.reduce<RequestsState>((before, [atMs, event]) => {
    const planned = planRequests(before, event, atMs)
    done.push(...planned.actions.map((action) => (action.do === 'text' ? 'text' : action.link)))
    return planned.state
  }, from)
  return { done, state, states: state.map((one) => one.state) }
}

test('a request goes by one link after the other, at growing distances, until the shore keeps it', (t) => {
  const links = ['lte', 'oneweb']
  const sent = run([
    [0, raise(1)],
    [0, look(links)],
    [4_999, look(links)],
    [5_000, look(links)],
    [35_000, look(links)],
  ])
  t.deepEqual(sent.done, ['lte', 'oneweb', 'lte'])
  t.deepEqual(sent.states, ['sent'])
  const known = run(
    [
      [36_000, { kind: 'acknowledged', id: idOf(1) }],
      [999_000, look(links)],
    ],
    sent.state,
  )
  t.deepEqual(known.done, [])
  t.deepEqual(known.states, ['acknowledged'])
})

test('without a link it waits, and goes by text once, when none has come for ten minutes', (t) => {
  const alone = run([
    [0, raise(1)],
    [TEXT_AFTER_MS - 1, look([])],
    [TEXT_AFTER_MS, look([])],
    [TEXT_AFTER_MS + 1, { kind: 'texted', id: idOf(1), outcome: 'kept' }],
    [2 * TEXT_AFTER_MS, look([])],
  ])
  t.deepEqual(alone.done, ['text'])
  t.deepEqual(alone.states, ['queued'])
  const gone = run([[3 * TEXT_AFTER_MS, { kind: 'texted', id: idOf(1), outcome: 'sent' }]], alone.state)
  t.deepEqual(gone.states, ['sent'])
  t.deepEqual(run([[4 * TEXT_AFTER_MS, look(['lte'])]], gone.state).done, ['lte'])
})

test('a text that was given up is sent again; without anybody to text to, none is', (t) => {
  const lost = run([
    [0, raise(1)],
    [TEXT_AFTER_MS, look([])],
    [TEXT_AFTER_MS + 1, { kind: 'texted', id: idOf(1), outcome: 'kept' }],
    [TEXT_AFTER_MS + 2, { kind: 'texted', id: idOf(1), outcome: 'lost' }],
    [3 * TEXT_AFTER_MS, look([])],
  ])
  t.deepEqual(lost.done, ['text', 'text'])
  t.deepEqual(
    run([
      [0, raise(1)],
      [TEXT_AFTER_MS, look([], { hasRecipients: false })],
    ]).done,
    [],
  )
})

test('where no link ever reaches a shore it goes by text at once, and the network tells that it was delivered', (t) => {
  const noShore = look([], { hasShore: false })
  const sent = run([
    [0, raise(1)],
    [0, noShore],
    [1, { kind: 'texted', id: idOf(1), outcome: 'kept' }],
    [1_000, noShore],
    [5_000, { kind: 'texted', id: idOf(1), outcome: 'sent' }],
  ])
  t.deepEqual(sent.done, ['text'])
  t.deepEqual(sent.states, ['sent'])
  const arrived = run([[9_000, { kind: 'texted', id: idOf(1), outcome: 'delivered' }]], sent.state)
  t.deepEqual(arrived.states, ['delivered'])
  // A second phone’s news takes nothing back.
  t.deepEqual(run([[9_500, { kind: 'texted', id: idOf(1), outcome: 'sent' }]], arrived.state).states, ['delivered'])
  t.deepEqual(planRequests(arrived.state, noShore, 8 * 86_400_000).reasons, [])
})

test('what was delivered by text still goes by a link that comes, until the shore keeps it', (t) => {
  const arrived = run([
    [0, raise(1)],
    [1_000, { kind: 'texted', id: idOf(1), outcome: 'delivered' }],
    [2_000, look(['lte'])],
  ])
  t.deepEqual(arrived.done, ['lte'])
  t.deepEqual(arrived.states, ['delivered'])
  t.deepEqual(run([[3_000, { kind: 'acknowledged', id: idOf(1) }]], arrived.state).states, ['acknowledged'])
})

test('sixteen wait at the most; one that was delivered makes room too', (t) => {
  const full = run([
    ...Array.from({ length: REQUESTS_AT_MOST }, (_, index) => [0, raise(index)] as const),
    [1, { kind: 'texted', id: idOf(5), outcome: 'delivered' }],
  ]).state
  t.is(whyNotRequest(full), undefined)
  const next = run([[2, raise(99)]], full).state.map(({ request }) => request.id)
  t.false(next.includes(idOf(5)))
  t.true(next.includes(idOf(99)))
})

test('sixteen wait at the most; one that the shore keeps makes room', (t) => {
  const full = run(Array.from({ length: REQUESTS_AT_MOST }, (_, index) => [0, raise(index)] as const)).state
  t.not(whyNotRequest(full), undefined)
  t.is(run([[1, raise(99)]], full).state.length, REQUESTS_AT_MOST)
  const next = run(
    [
      [1, { kind: 'acknowledged', id: idOf(3) }],
      [2, raise(99)],
    ],
    full,
  ).state
  t.false(next.some(({ request }) => request.id === idOf(3)))
  t.true(next.some(({ request }) => request.id === idOf(99)))
})

test('requests outlive a power cut, and after a week without an answer they are given up', (t) => {
  const { state } = run([
    [0, raise(1)],
    [0, look(['lte'])],
  ])
  const read = readRequests(keepRequests(state, 10_000), 1_000)
  t.like(read[0], { state: 'sent', raisedAtMs: -9_000, notBeforeMs: 0 })
  const { state: after, reasons } = planRequests(read, look([]), 8 * 86_400_000)
  t.deepEqual(after, [])
  t.regex(reasons[0] ?? '', /given up after a week/)
})
