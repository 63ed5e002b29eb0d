import test from 'ava'
import { padTo, widthOf, wrapTo } from './width.ts'

test('colours and marks on letters take no room', (t) => {
  t.is(widthOf('\u001b[31mdown\u001b[0m'), 4)
  t.is(widthOf('и\u0306'), 1)
})

test('figures stand to the right, words to the left', (t) => {
  t.is(padTo('7', 3, true), '  7')
  t.is(padTo('up', 4), 'up  ')
  t.is(padTo('longer', 4), 'longer')
})

test('no line is longer than the terminal, whatever stands in it', (t) => {
  t.deepEqual(wrapTo('one two three', 7), ['one two', 'three'])
  t.deepEqual(wrapTo('abcdefghij k', 4), ['abcd', 'efgh', 'ij k'])
  for (const width of [0, 1, 5, 20])
    for (const line of wrapTo('https://a-very-long-word.example and more', width))
      t.true(widthOf(line) <= Math.max(1, width), `${width}: ${line}`)
})
