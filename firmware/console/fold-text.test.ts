import test from 'ava'
import { clearScreen, foldText } from './fold-text.ts'

test('a line is broken between words, what goes on indented, on the narrowest terminals too', (t) => {
  t.deepEqual(foldText('  one two three four five', 20), ['  one two three four', '   five'])
  t.deepEqual(foldText('x'.repeat(45), 20), ['x'.repeat(20), ` ${'x'.repeat(19)}`, ` ${'x'.repeat(6)}`])
  t.deepEqual(foldText(`${clearScreen}one two three four five`, 20), [`${clearScreen}one two three four`, ' five'])
  t.deepEqual(foldText(`${'x'.repeat(20)}   `, 20), ['x'.repeat(20)])
  t.deepEqual(foldText('\x1b[31mshort\x1b[39m', 20), ['\x1b[31mshort\x1b[39m'])
})
