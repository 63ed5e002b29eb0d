import test from 'ava'
import { judgeHead } from './head-judge.ts'

const known = { seq: 10, hash: 'a'.repeat(64), fingerprint: 'f'.repeat(64) }

test('a log that grows is new, and the same end again is repeated', (t) => {
  t.deepEqual(judgeHead(undefined, known), { is: 'new' })
  t.deepEqual(judgeHead(known, { ...known, seq: 11, hash: 'b'.repeat(64) }), { is: 'new' })
  t.deepEqual(judgeHead(known, known), { is: 'repeated' })
})

for (const [what, change, doubt] of [
  ['fewer entries', { seq: 9 }, /it had 10 entries before: its log was cut or rewritten/],
  ['another entry in the place of the last', { hash: 'b'.repeat(64) }, /entry 10 was another before/],
  ['another key', { seq: 11, fingerprint: '0'.repeat(64) }, /another device key than before \(ffffffffffffffff\)/],
] as const)
  test(`${what} is a doubt`, (t) => {
    const verdict = judgeHead(known, { ...known, ...change })
    t.regex((verdict.is === 'new' && verdict.doubt) || '', doubt)
  })
