import test from 'ava'
import { passes, tokensOf, withoutPipes } from './tokens.ts'

test('spaces part words, but not within quotes', (t) => {
  t.deepEqual(
    tokensOf(' a  "b c" d"e f').map(({ text }) => text),
    ['a', 'b c', 'd', 'e f'],
  )
})

test('pipes are taken off, whole or begun, and what is none is said', (t) => {
  t.deepEqual(withoutPipes('show log | inc gnss | exclude "a | b" | json'), {
    line: 'show log ',
    pipes: [{ do: 'include', text: 'gnss' }, { do: 'exclude', text: 'a | b' }, { do: 'json' }],
  })
  t.deepEqual(withoutPipes('show log | grep x'), { line: 'show log ', pipes: [], wrong: 'grep x' })
  t.deepEqual(withoutPipes('edit a "x | y"'), { line: 'edit a "x | y"', pipes: [] })
})

test('a line passes when every pipe lets it, whatever its case', (t) => {
  const { pipes } = withoutPipes('x | include GNSS | exclude roof')
  t.deepEqual(
    ['gnss up', 'gnss-roof up', 'lte'].filter((line) => passes(pipes, line)),
    ['gnss up'],
  )
})
