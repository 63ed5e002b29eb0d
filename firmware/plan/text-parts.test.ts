import test from 'ava'
import { type ArrivedText, partsAtStart, planPart, type TextParts } from './text-parts.ts'

const HOUR_MS = 3_600_000

const take = (texts: readonly (ArrivedText & { atMs?: number })[]) => {
  let state: TextParts = partsAtStart
  return texts.map(({ atMs = 0, ...text }) => {
    const planned = planPart(state, text, atMs)
    state = planned.state
    return planned.actions[0]?.text
  })
}
const part = (number: number, text: string, more: Partial<ArrivedText['part']> = {}, from = '+7701'): ArrivedText => ({
  from,
  text,
  part: { reference: 5, count: 2, number, ...more },
})

test('a text in one part is whole at once', (t) => {
  t.deepEqual(take([{ from: '+7701', text: 'a' }]), ['a'])
})

test('parts are put together in their order, whichever comes first, and kept for nothing after', (t) => {
  t.deepEqual(take([part(2, 'b'), part(1, 'a')]), [undefined, 'ab'])
  t.deepEqual(take([part(2, 'b'), part(1, 'a'), part(1, 'c')]), [undefined, 'ab', undefined])
})

test('a part that comes twice counts once', (t) => {
  t.deepEqual(take([part(1, 'a'), part(1, 'a'), part(2, 'b')]), [undefined, undefined, 'ab'])
})

test('parts of different senders, references or counts are different texts', (t) => {
  t.deepEqual(take([part(1, 'a'), part(2, 'b', {}, '+7702')]), [undefined, undefined])
  t.deepEqual(take([part(1, 'a'), part(2, 'b', { reference: 6 })]), [undefined, undefined])
  t.deepEqual(take([part(1, 'a'), part(2, 'b', { count: 3 })]), [undefined, undefined])
})

test('a text whose rest does not come in a day is forgotten', (t) => {
  t.deepEqual(take([part(1, 'a'), { ...part(2, 'b'), atMs: 23 * HOUR_MS }]), [undefined, 'ab'])
  t.deepEqual(take([part(1, 'a'), { ...part(2, 'b'), atMs: 25 * HOUR_MS }]), [undefined, undefined])
})

test('of more than 24 parts that wait the oldest text goes first, and no text may have more than 8', (t) => {
  const many = Array.from({ length: 25 }, (_, reference) => part(1, 'a', { reference }))
  t.is(take([...many, part(2, 'b', { reference: 24 })]).at(-1), 'ab')
  t.is(take([...many, part(2, 'b', { reference: 0 })]).at(-1), undefined)
  const { reasons, state } = planPart(partsAtStart, part(1, 'a', { count: 9 }), 0)
  t.is(state, partsAtStart)
  t.is(reasons.length, 1)
})
