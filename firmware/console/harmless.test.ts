import test from 'ava'
import { harmless, harmlessRow } from './harmless.ts'

test('what steers a terminal is shown by its number, but for our own colours', (t) => {
  t.is(harmless('\x1b[32mwell\x1b[39m'), '\x1b[32mwell\x1b[39m')
  t.is(harmless('\x1b]0;x\x07STARLINK\x1b[5n'), '\\u001b]0;x\\u0007STARLINK\\u001b[5n')
  t.is(harmless('a\u202eb\u009b31m'), 'a\\u202eb\\u009b31m')
  t.is(harmless('Қазақша → 5°'), 'Қазақша → 5°')
})

test('tabs are two spaces on a screen, and stay between columns that are kept', (t) => {
  t.is(harmless('a\tb\tc'), 'a  b  c')
  t.is(harmlessRow('a\tb\u0007\tc'), 'a\tb\\u0007\tc')
})
