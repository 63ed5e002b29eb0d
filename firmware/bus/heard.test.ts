import test from 'ava'
import { Heard } from './heard.ts'

const isNew = (heard: Heard, run: string, ...seqs: number[]): boolean[] => seqs.map((seq) => heard.hear(run, seq).isNew)

test('of a state only what is newer counts, and a gap is counted', (t) => {
  const heard = new Heard(false)
  t.deepEqual(isNew(heard, 'a', 5, 5, 4, 6), [true, false, false, true])
  t.deepEqual(heard.hear('a', 9), { isNew: true, dropped: 2 })
})

test('an event that comes behind a later one counts, once', (t) => {
  const heard = new Heard(true)
  t.deepEqual(isNew(heard, 'a', 8, 5, 6, 7, 8, 9, 5), [true, true, true, true, false, true, false])
})

test('numbers of another life of the writer are others', (t) => {
  const heard = new Heard(true)
  t.deepEqual(isNew(heard, 'a', 1, 2), [true, true])
  t.deepEqual(isNew(heard, 'b', 1, 2, 1), [true, true, false])
})

test('what is long past is taken for heard, however many come', (t) => {
  const heard = new Heard(true)
  for (let seq = 1; seq <= 10_000; seq++) heard.hear('a', seq)
  t.deepEqual(isNew(heard, 'a', 1, 9_990, 10_000), [false, false, false])
})
