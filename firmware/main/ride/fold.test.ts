import { styleText } from 'node:util'
import test from 'ava'
import { cut, fold } from './fold.ts'

const red = (text: string): string => styleText('red', text, { validateStream: false })

test('a line that fits is left as it is, one that does not ends with the sign for it', (t) => {
  t.is(cut('abcdef', 6), 'abcdef')
  t.is(cut('abcdef', 5), 'abcd…')
  t.is(cut(`ab${red('cd')}ef`, 6), `ab${red('cd')}ef`)
  t.is(cut(`ab${red('cd')}ef`, 4), `ab${red('c…')}`)
})

test('parts that do not fit go below, under the first of them', (t) => {
  t.deepEqual(fold('links  ', ['one up', 'two up', 'three down'], 22), ['links  one up  two up', '       three down'])
})

test('words part only when their part does not fit on the line', (t) => {
  t.deepEqual(fold('', ['a', ['b', 'c']], 10), ['a  b c'])
  t.deepEqual(fold('x ', ['abc', ['defg,', 'hi']], 11), ['x abc', '  defg, hi'])
  t.deepEqual(fold('x ', [['defg,', 'hijkl,', 'mn']], 9), ['x defg,', '  hijkl,', '  mn'])
})

test('colours take no room', (t) => {
  t.deepEqual(fold('', [red('ab'), red('cd')], 6), [`${red('ab')}  ${red('cd')}`])
})
