import test from 'ava'
import { doubtOf } from './head-judge.ts'

const newest = { seq: 10, hash: 'a'.repeat(64), fingerprint: 'f'.repeat(64) }

test('a log that grows, or has not changed, is in no doubt', (t) => {
  t.is(doubtOf(newest, { ...newest, seq: 11, hash: 'b'.repeat(64) }), undefined)
  t.is(doubtOf(newest, newest), undefined)
})

for (const [what, change, doubt] of [
  ['fewer entries', { seq: 9 }, /it had 10 entries before: its log was cut, or this one was long on its way/],
  ['another entry in the place of the last', { hash: 'b'.repeat(64) }, /entry 10 was another before/],
  ['another key', { seq: 11, fingerprint: '0'.repeat(64) }, /another device key than before \(ffffffffffffffff\)/],
] as const)
  test(`${what} is a doubt`, (t) => {
    t.regex(doubtOf(newest, { ...newest, ...change }) ?? '', doubt)
  })
