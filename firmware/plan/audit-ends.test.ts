import test from 'ava'
import { compareEnds } from './audit-ends.ts'

const hashOf = (seq: number): string => seq.toString(16).padStart(64, '0')
const endAt = (seq: number, hash = hashOf(seq)) => ({ seq, hash })
/** Entries 5 to 9. */
const found = { beforeFirst: 4, hashes: new Map([4, 5, 6, 7, 8, 9].map((seq) => [seq, hashOf(seq)])) }

test('a log that has the newest end is the one, also where older ends are gone from it', (t) => {
  t.deepEqual(compareEnds([], found), { lines: [], isWell: true })
  t.deepEqual(compareEnds([endAt(7)], found), { lines: [], isWell: true })
  t.deepEqual(compareEnds([endAt(2), endAt(9)], found), {
    lines: ['entry 2 is older than this log: not compared'],
    isWell: true,
  })
})

test('the entry before the first is known by it', (t) => {
  t.true(compareEnds([endAt(4)], found).isWell)
  t.false(compareEnds([endAt(4, hashOf(99))], found).isWell)
})

for (const [what, end, said] of [
  ['another entry in its place', endAt(7, hashOf(99)), /entry 7 is not the one/],
  ['an end behind its last entry', endAt(10), /entry 10, which was told ashore, is not in it/],
  ['a log that begins behind the newest end: all of it may be new', endAt(3), /entry 3 is older than this log/],
] as const)
  test(`not well: ${what}`, (t) => {
    const { lines, isWell } = compareEnds([end], found)
    t.false(isWell)
    t.regex(lines[0] ?? '', said)
  })
