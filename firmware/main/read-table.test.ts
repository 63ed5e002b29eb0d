import test from 'ava'
import { UsageError } from '../usage-error.ts'
import { readTable } from './read-table.ts'

const columns = ['utc', 'lat_deg']

test('rows are read by the names of their columns, in any order, quoted or not', (t) => {
  const [row] = readTable('lat_deg,utc,more\n"51.5",2026-05-31T15:00:00Z,x\n', 'a.csv', columns)
  t.is(row?.number('lat_deg', -90, 90), 51.5)
  t.is(row?.utcMs('utc'), Date.parse('2026-05-31T15:00:00Z'))
  t.is(row?.text('more'), 'x')
})

const wrong: readonly [what: string, text: string, message: RegExp][] = [
  ['an empty file', '', /^a\.csv: has no rows; expected the columns utc,lat_deg$/],
  ['a missing column', 'utc\n2026-05-31T15:00:00Z\n', /^a\.csv: lacks the column lat_deg$/],
  ['a row too long', 'utc,lat_deg\n1,2,3\n', /^a\.csv: is not CSV: /],
]
for (const [what, text, message] of wrong)
  test(`${what} is told in one line that names the file`, (t) => {
    const error = t.throws(() => readTable(text, 'a.csv', columns), { instanceOf: UsageError, message })
    t.false(error.message.includes('\n'))
  })

test('a value that does not fit is told by file, line and column', (t) => {
  const [row] = readTable('utc,lat_deg\nnoon,91\n', 'a.csv', columns)
  t.throws(() => row?.number('lat_deg', -90, 90), { message: 'a.csv:2: lat_deg is "91"; expected -90 to 90' })
  t.throws(() => row?.utcMs('utc'), { message: /^a\.csv:2: utc is "noon"; expected UTC such as / })
})

test('a value counts its line with blank lines and quoted line breaks before it', (t) => {
  const rows = readTable('utc,lat_deg\n\n"noon\nsharp",1\n\nnight,0x10\n', 'a.csv', columns)
  t.throws(() => rows[1]?.number('lat_deg', -90, 90), { message: 'a.csv:6: lat_deg is "0x10"; expected -90 to 90' })
})

test('a table that is too long is refused, not cut', (t) => {
  const text = `utc,lat_deg\n${'a,1\n'.repeat(1_000_001)}`
  t.throws(() => readTable(text, 'a.csv', columns), { message: 'a.csv: has more than 1000000 rows; cut it into parts' })
})
