import test from 'ava'
import fc from 'fast-check'
import { KeyDecoder } from './keys.ts'
import { type EditedLine, editLine, emptyLine, LINE_AT_MOST, remember, textOfLine, withAdded } from './line-editor.ts'
import { emptyRow, type Row, repaint, rowOf } from './paint-line.ts'

const history = ['show links', 'show mute']
const typed = (text: string, from: EditedLine = emptyLine): EditedLine =>
  new KeyDecoder().decode(Buffer.from(text)).reduce((line, key) => editLine(line, key, history), from)
const shown = (text: string): string => {
  const line = typed(text)
  return [...line.letters.slice(0, line.cursor), '|', ...line.letters.slice(line.cursor)].join('')
}

test('keys edit a line where its cursor is', (t) => {
  t.is(shown('abc\x1b[D\x1b[DX'), 'aX|bc')
  t.is(shown('abc\x7f\x08d'), 'ad|')
  t.is(shown('abc\x01\x1b[3~'), '|bc')
  t.is(shown('abc def\x17'), 'abc |')
  t.is(shown('abc def  \x17'), 'abc |')
  t.is(shown('abc\x02\x0b'), 'ab|')
  t.is(shown('abc\x02\x15'), '|c')
  t.is(shown('\x7f\x1b[D\x1b[C\x1b[3~'), '|')
  t.is(shown('қала\x7f'), 'қал|')
})

test('the history goes back to the oldest and on to the line that was begun', (t) => {
  t.is(shown('new\x1b[A'), 'show mute|')
  t.is(shown('new\x1b[A\x1b[A\x1b[A'), 'show links|')
  t.is(shown('new\x1b[A\x1b[A\x1b[B\x1b[B\x1b[B'), 'new|')
})

test('the history keeps a hundred lines, none empty and none twice in a row', (t) => {
  t.deepEqual(remember(remember(['a'], 'a'), '  '), ['a'])
  let kept: readonly string[] = []
  for (let index = 0; index < 150; index++) kept = remember(kept, `line ${index}`)
  t.deepEqual([kept.length, kept[0]], [100, 'line 50'])
})

test('letters that take two columns or none are left out', (t) => {
  t.is(shown('a漢b\u0301🚂c≤Қ'), 'abc≤Қ|')
})

test('a line has an end, however much is pasted', (t) => {
  t.is(textOfLine(withAdded(emptyLine, 'x'.repeat(10_000))).length, LINE_AT_MOST)
})

/** What a terminal shows that knows letters, spaces and backspaces. */
const terminal = (
  output: string,
  { cells, cursor }: Row = emptyRow,
): { row: string; cursor: number; widest: number } => {
  const row = [...cells]
  let at = cursor
  let widest = at
  for (const letter of output) {
    if (letter === '\b') at--
    else row[at++] = letter
    widest = Math.max(widest, at)
  }
  return { row: row.join('').trimEnd(), cursor: at, widest }
}

test('a row is made of another by letters and backspaces alone', (t) => {
  const keys = fc.constantFrom(
    'a',
    'b ',
    '\x7f',
    '\x1b[D',
    '\x1b[C',
    '\x01',
    '\x05',
    '\x0b',
    '\x17',
    '\x1b[A',
    '\x1b[B',
  )
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 60 }), fc.integer({ min: 20, max: 40 }), (presses, columns) => {
      let line = emptyLine
      let row = emptyRow
      for (const press of presses) {
        line = typed(press, line)
        const next = rowOf('train> ', line, { columns })
        const seen = terminal(repaint(row, next), row)
        t.is(seen.row, next.cells.join('').trimEnd())
        t.is(seen.cursor, next.cursor)
        t.true(seen.widest < columns, 'nothing wraps')
        row = next
      }
    }),
  )
})

test('a letter at the end costs one byte', (t) => {
  const before = rowOf('> ', typed('sho'), { columns: 80 })
  t.is(repaint(before, rowOf('> ', typed('show'), { columns: 80 })), 'w')
})

test('a secret shows nothing, and a prompt too wide for the terminal its end', (t) => {
  t.deepEqual(rowOf('Password: ', typed('hunter2'), { columns: 80, isSecret: true }).cells.join(''), 'Password: ')
  t.is(rowOf('technician@ktz-0042-astana> ', typed('sh'), { columns: 20 }).cells.join(''), '042-astana> sh'.slice(-13))
})

test('a word is taken away in one pass, however long the line', (t) => {
  const letters = [...`a${' '.repeat(200_000)}b`]
  const beganMs = performance.now()
  const left = editLine({ ...emptyLine, letters, cursor: letters.length }, { kind: 'kill-word' }, [])
  t.is(left.letters.length, letters.length - 1)
  t.true(performance.now() - beganMs < 3_000)
})

test('a line at its bound is edited by every key and grows no further', (t) => {
  const full = withAdded(emptyLine, 'word '.repeat(LINE_AT_MOST))
  t.is(full.letters.length, LINE_AT_MOST)
  t.is(editLine(full, { kind: 'letter', letter: 'x' }, []), full)
  const kinds = ['backspace', 'left', 'home', 'kill-line', 'kill-rest', 'kill-word', 'up', 'down', 'delete'] as const
  for (const kind of kinds) t.true(editLine(full, { kind }, ['x']).letters.length <= LINE_AT_MOST, kind)
  t.is(editLine(full, { kind: 'kill-word' }, []).letters.length, LINE_AT_MOST - 1)
})
