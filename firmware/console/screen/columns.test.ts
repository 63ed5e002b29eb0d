import test from 'ava'
import { consoleContext } from '../../../test/fakes/console-context.ts'
import { textIn } from '../messages.ts'
import { type Column, tableLines } from './columns.ts'
import { hanging, sheetOf } from './sheet.ts'
import { widthOf } from './width.ts'

const columns: readonly Column[] = [
  { title: 'column.link' },
  { title: 'column.latency', isFigure: true },
  { title: 'column.why' },
]
const rows = [
  ['oneweb', '54 ms', 'carries traffic'],
  ['lte', '-', { text: 'no network for a long while, and nobody knows why', tone: 'bad' as const }],
]
const sheet = (width: number) => sheetOf(consoleContext({ size: { columns: width, rows: 24 } }).context)

test('a table has a heading, figures to the right, and a last column that goes on below itself', (t) => {
  t.deepEqual(tableLines(sheet(40), columns, rows), [
    'link    latency  why',
    'oneweb    54 ms  carries traffic',
    'lte           -  no network for a long',
    '                 while, and nobody knows',
    '                 why',
  ])
})

test('on a phone a table is a list, and no line of it is too long', (t) => {
  const lines = tableLines(sheet(20), columns, rows)
  t.deepEqual(lines.slice(0, 3), ['oneweb', ' latency: 54 ms', ' why: carries'])
  for (const line of lines) t.true(widthOf(line) <= 20, line)
})

test('colours are laid over what was cut and filled', (t) => {
  const { context } = consoleContext({ paint: (tone, text) => (tone === 'bad' ? `<${text}>` : text) })
  const bad = [[{ text: 'lte', tone: 'bad' as const }, '1', 'x']]
  t.deepEqual(tableLines(sheetOf(context), columns, bad)[1], '<lte >        1  x')
})

test('a word that was cut at the end of the first line goes on below, in one piece', (t) => {
  const sheet = {
    columns: 20,
    hasUnicode: true,
    nowMs: 0,
    text: textIn('en'),
    paint: (_: string, text: string) => text,
  }
  t.deepEqual(hanging(sheet, '  oneweb: ', 'cctv, maintenance'), ['  oneweb: cctv,', '    maintenance'])
  t.deepEqual(hanging(sheet, '  oneweb: ', 'maintenances, cctv'), ['  oneweb: maintenanc', '    es, cctv'])
})
