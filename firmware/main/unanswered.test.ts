import test from 'ava'
import { Unanswered } from './unanswered.ts'

test('ten rows without an answer are said, the rest are counted', (t) => {
  const said: string[] = []
  const unanswered = new Unanswered((text) => said.push(text))
  for (let row = 1; row <= 25; row++) unanswered.add('no-answer', `row ${row}`)
  t.is(unanswered.end(), 1)
  t.deepEqual([said.length, said[9], said[10]], [11, 'row 10', '15 more rows have no answer'])
})

test('a wrong row makes the exit status 2, whatever else there is; a whole batch 0', (t) => {
  const unanswered = new Unanswered(() => undefined)
  t.is(unanswered.end(), 0)
  unanswered.add('no-answer', 'decayed')
  t.is(unanswered.end(), 1)
  unanswered.add('wrong', 'unknown')
  t.is(unanswered.end(), 2)
})
