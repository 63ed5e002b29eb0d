import test from 'ava'
import { type HeadPostState, headPostAtStart, isHeadDue, planHeadPost } from './head-post.ts'

const MIN_MS = 60_000
const [first, second] = ['a'.repeat(32), 'b'.repeat(32)]

const look = (state: HeadPostState, id: string, nowMs: number, links = ['oneweb', 'lte']) =>
  planHeadPost(state, { kind: 'look', id, links }, nowMs)

test('an end goes by one link after the other, soon at first, then each five minutes, until the shore keeps it', (t) => {
  const went: string[] = []
  let state = headPostAtStart
  for (let second = 0; second < 1_000; second += 10) {
    const planned = look(state, first, second * 1_000)
    state = planned.state
    for (const { link } of planned.actions) went.push(`${second} ${link}`)
  }
  t.deepEqual(went, ['0 oneweb', '10 lte', '30 oneweb', '90 lte', '390 oneweb', '690 lte', '990 oneweb'])
})

test('what the shore keeps goes no more; the next end goes five minutes after', (t) => {
  const sent = look(headPostAtStart, first, 0).state
  const noted = planHeadPost(sent, { kind: 'noted', id: first }, 1_000).state
  t.deepEqual(look(noted, first, 60 * MIN_MS).actions, [])
  t.deepEqual(look(noted, second, 5 * MIN_MS).actions, [])
  t.deepEqual(look(noted, second, 5 * MIN_MS + 1_000).actions, [{ do: 'transmit', link: 'oneweb' }])
})

test('an answer to another than the last that went, or a second one, changes nothing', (t) => {
  const sent = look(headPostAtStart, second, 0).state
  t.is(planHeadPost(sent, { kind: 'noted', id: first }, 1_000).state, sent)
  const noted = planHeadPost(sent, { kind: 'noted', id: second }, 1_000).state
  t.is(planHeadPost(noted, { kind: 'noted', id: second }, 2_000).state, noted)
})

test('without a link nothing is due', (t) => {
  t.false(isHeadDue(headPostAtStart, [], 0))
  t.true(isHeadDue(headPostAtStart, ['lte'], 0))
  t.deepEqual(look(headPostAtStart, first, 0, []).actions, [])
})
