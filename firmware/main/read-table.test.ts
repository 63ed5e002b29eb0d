import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { UsageError } from '../usage-error.ts'
import { readTable, streamTable } from './read-table.ts'

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

const written = async (t: ExecutionContext, text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'steppelink-table-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'a.csv'), text)
  return join(folder, 'a.csv')
}

test('a file read row by row gives the rows that reading it whole gives', async (t) => {
  const text = `\uFEFFlat_deg,utc\n${Array.from({ length: 5_000 }, (_, index) => `${index},"кү\nн ${index}"`).join('\n\n')}\n`
  const file = await written(t, text)
  const streamed: [string, string][] = []
  for await (const row of streamTable(file, columns)) streamed.push([row.place, row.text('utc')])
  t.deepEqual(
    streamed,
    readTable(text, file, columns).map((row) => [row.place, row.text('utc')]),
  )
})

for (const [what, text, message] of wrong)
  test(`${what} of a file read row by row is told in one line that names the file`, async (t) => {
    const file = await written(t, text)
    const read = async (): Promise<void> => {
      for await (const row of streamTable(file, columns)) t.truthy(row)
    }
    const error = await t.throwsAsync(read, { instanceOf: UsageError })
    t.regex((error?.message ?? '').replace(file, 'a.csv'), message)
  })

test('a file that is not there is told before any row', async (t) => {
  const rows = streamTable('/nowhere/a.csv', columns)
  await t.throwsAsync(rows.next(), { instanceOf: UsageError, message: '/nowhere/a.csv: there is no such file' })
})

test('whoever stops reading leaves nothing behind', async (t) => {
  const file = await written(t, `utc,lat_deg\n${'a,1\n'.repeat(100_000)}`)
  for await (const row of streamTable(file, columns)) {
    t.is(row.text('utc'), 'a')
    break
  }
})
