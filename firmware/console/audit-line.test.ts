import test from 'ava'
import { consoleContext } from '../../test/fakes/console-context.ts'
import { auditLine } from './audit-line.ts'
import { matchLine } from './match-line.ts'
import { commands } from './table.ts'

const { known } = consoleContext().context

const audited = (typed: string) => {
  const match = matchLine(commands, typed, { known, role: 'engineer' })
  if (match.kind === 'empty') throw new TypeError('nothing was typed')
  return auditLine(commands, typed, match)
}

test('a command is noted in its whole words, with its arguments', (t) => {
  t.deepEqual(audited('sh li'), { line: 'show links' })
  t.deepEqual(audited('edit rates.aimHz 10'), { line: 'edit rates.aimHz 10' })
  t.deepEqual(audited('ping 192.0.2.1 count 3'), { line: 'ping 192.0.2.1 count 3' })
  t.deepEqual(audited('watch 5 sh li'), { line: 'watch 5 show links' })
})

for (const [typed, line, why] of [
  ['password hunter2', 'password …', /too many words/],
  ['hunter2', '…', /^an unknown word$/],
  ['shwo hunter2', '…', /near show$/],
  ['show hunter2', 'show …', /an unknown word/],
  ['user role aigerim hunter2', 'user role …', /does not fit/],
  ['user add aigerim engineer hunter2', 'user add …', /too many words/],
  ['watch hunter2 show links', 'watch …', /does not fit/],
] as const)
  test(`what may be a password in the wrong place is not noted: ${typed}`, (t) => {
    const told = audited(typed)
    t.is(told.line, line)
    t.regex(told.why ?? '', why)
    t.false(JSON.stringify(told).includes('hunter2'))
  })

test('nor is it behind a word that names a secret, in a line to be watched, or in a filter', (t) => {
  for (const typed of [
    'edit links.lte.pin 1234',
    'edit links.lte {pin: 1234}',
    'edit links.lte.password "1234"',
    'watch 5 password 1234',
    'watch 5 1234',
    'watch 5 show links | include 1234',
    'show links | include 1234',
  ])
    t.false(JSON.stringify(audited(typed)).includes('1234'), JSON.stringify(audited(typed)))
})
