import test from 'ava'
import { consoleContext } from '../../test/fakes/console-context.ts'
import { mayAct, type Role } from '../domain/role.ts'
import { choicesAt, completeLine } from './complete-line.ts'
import { languages, textIn } from './messages.ts'
import { choiceLines } from './read-line.ts'
import { commands } from './table.ts'

const { known } = consoleContext().context
const tableOf = (own: Role) => commands.filter(({ role }) => mayAct(own, role))
const choices = (line: string, role: Role = 'engineer') => choicesAt(tableOf(role), line, known)
const words = (line: string, role?: Role): string[] => choices(line, role).map(({ word }) => word)
const added = (line: string): string => completeLine(commands, line, known).added
const told = (line: string): string[] => choiceLines(choices(line), textIn('en'), 80)

test('where a command is whole a bar may follow, and nowhere else', (t) => {
  t.deepEqual(told('show links '), ['  |        Filter what the command says', '  <Enter>'])
  t.deepEqual(words('why link x '), ['|', '<Enter>'])
  t.deepEqual(words('edit rates.aimHz 10 '), ['|', '<Enter>'])
  for (const line of ['', 'show ', 'ping ', 'ping x via ', 'nonsense ']) t.false(words(line).includes('|'), line)
})

test('behind the bar every filter is told, with the text that it wants', (t) => {
  const all = [
    '  exclude TEXT  Only lines without TEXT',
    '  include TEXT  Only lines with TEXT',
    '  json          All of it as JSON, for programs',
  ]
  for (const line of ['show links | ', 'show links |', 'sh li|', 'show log 5 | ']) t.deepEqual(told(line), all, line)
  t.deepEqual(words('show links | IN'), ['include'])
  t.deepEqual(words('show links | grep'), [])
})

test('a filter that wants a text says so until it has one, then the line is whole', (t) => {
  for (const line of ['show links | include ', 'show links | i ', 'show links | ex lte'])
    t.deepEqual(words(line), ['<TEXT>'], line)
  for (const line of ['show links | include lte ', 'show links | e "a | b" ', 'show links | json '])
    t.deepEqual(words(line), ['|', '<Enter>'], line)
  for (const line of ['show links | json x', 'show links | grep ', 'show links | "include" '])
    t.deepEqual(words(line), [], line)
})

test('filters follow one another, and stand only behind what is whole', (t) => {
  t.deepEqual(words('show links | include lte | '), ['exclude', 'include', 'json'])
  t.deepEqual(words('show links | json | e'), ['exclude'])
  for (const line of ['| ', 'show | ', 'ping | ', 'nonsense | ', 'show links | grep x | ', 'show links | include | '])
    t.deepEqual(words(line), [], line)
})

test('within quotes a bar is a letter, and nothing is whole', (t) => {
  t.deepEqual(words('edit a "x | '), ['<VALUE>'])
  t.deepEqual(words('show links | include "a | '), ['<TEXT>'])
})

test('the tab key completes filters, and puts no bar behind a command', (t) => {
  t.is(added('show links | inc'), 'lude ')
  t.is(added('show links |J'), 'son ')
  t.is(added('show links | '), '')
  t.is(added('show links '), '')
  t.is(added('commit '), 'confirmed ')
  t.is(added('edit a b | include x | ex'), 'clude ')
})

test('a line within a line is completed as if it stood alone, its filters too', (t) => {
  t.is(added('watch 5 sh'), 'ow ')
  t.is(added('wat 5 show links | inc'), 'lude ')
  t.is(added('watch 5  show li'), 'nks ')
  for (const line of ['show ', 'show li', 'show links ', 'show links | ', 'ping x via ', 'nonsense ', 'show | '])
    t.deepEqual(choices(`watch 5 ${line}`), choices(line), line)
})

test('until that line begins, what stands before it is told', (t) => {
  t.deepEqual(words('watch '), ['<SECONDS>'])
  t.deepEqual(words('watch 5'), ['<SECONDS>'])
  for (const line of ['watch | show li', 'watch 5 | ', 'watch 5| show li']) t.deepEqual(words(line), [], line)
})

test('watch offers every command but itself', (t) => {
  const all = words('')
  t.true(all.includes('watch'))
  t.deepEqual(
    words('watch 5 '),
    all.filter((word) => word !== 'watch'),
  )
  t.deepEqual(words('watch 5 w'), ['why'])
  for (const line of ['watch 5 watch ', 'watch 5 watch 5 sh', 'watch 5 w ']) t.deepEqual(words(line), [], line)
})

test('what a role may not run is offered nowhere, nor are filters for it', (t) => {
  t.true(words('watch 5 ').includes('commit'))
  t.false(words('watch 5 ', 'viewer').includes('commit'))
  for (const line of ['commit ', 'commit | ', 'watch 5 commit ', 'watch 5 commit | '])
    t.deepEqual(words(line, 'viewer'), [], line)
})

test('whatever is offered behind a bar has its help in every language', (t) => {
  const lines = ['show links ', 'show links | ', 'show links | include ', 'watch 5 show links | ']
  const offered = lines.flatMap((line) => choices(line)).filter(({ word }) => word !== '<Enter>')
  const helps = offered.map(({ help }) => help)
  t.is(offered.length, 8)
  for (const help of helps)
    if (help === undefined) t.fail('no help')
    else t.is(new Set(languages.map((language) => textIn(language)(help))).size, languages.length, help)
})
