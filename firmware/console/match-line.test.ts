import test from 'ava'
import { after, choiceArgument, numberArgument, optional, textArgument, wordArgument } from './argument.ts'
import { type ConsoleCommand, command } from './command.ts'
import { choicesAt, completeLine } from './complete-line.ts'
import { matchLine } from './match-line.ts'

const known = { links: ['oneweb', 'lte', 'lte-2'], terminals: [], modems: [], devices: [], trafficClasses: [] }
const link = choiceArgument({ label: 'LINK', help: 'language.name', choices: ({ links }) => links })
const count = numberArgument({ label: 'N', help: 'language.name', unit: '', min: 1, max: 9, isWhole: true })
const none = async () => ({ lines: [], data: undefined })
const row = (
  words: string,
  args: Parameters<typeof command>[0]['arguments'] = {},
  role: 'viewer' | 'engineer' = 'viewer',
) => command({ words: words.split(' '), arguments: args, help: 'language.name', role, run: none })

const table: readonly ConsoleCommand[] = [
  row('show links'),
  row('show log', { count: optional(count) }),
  row('show mute'),
  row('commit', {}, 'engineer'),
  row('commit confirmed', { count }),
  row('ping', {
    host: wordArgument({ label: 'HOST', help: 'language.name', most: 20 }),
    via: after('via', link),
    count: after('count', count),
  }),
  row('edit', {
    path: wordArgument({ label: 'PATH', help: 'language.name', most: 20 }),
    value: textArgument({ label: 'VALUE', help: 'language.name', most: 20 }),
  }),
]

const match = (line: string, role: 'viewer' | 'engineer' = 'engineer') => matchLine(table, line, { known, role })
const ran = (line: string) => {
  const found = match(line)
  return found.kind === 'run' ? [found.command.words.join(' '), found.values] : found
}

test('a command is found by its words, whole or begun, in any case', (t) => {
  t.deepEqual(ran('show links'), ['show links', {}])
  t.deepEqual(ran('  SH  li '), ['show links', {}])
  t.deepEqual(ran('co'), ['commit', {}])
  t.deepEqual(ran('commit con 5'), ['commit confirmed', { count: 5 }])
  t.deepEqual(match('   '), { kind: 'empty' })
})

test('a beginning that several words have is asked back, with all of them', (t) => {
  t.deepEqual(match('show l'), { kind: 'ambiguous', word: 'l', choices: ['links', 'log'] })
})

test('a word that is none gets the nearest ones', (t) => {
  t.deepEqual(match('show lnks'), { kind: 'unknown', word: 'lnks', nearest: ['links'] })
  t.deepEqual(match('shwo'), { kind: 'unknown', word: 'shwo', nearest: ['show'] })
  t.deepEqual(match('zzzzzz'), { kind: 'unknown', word: 'zzzzzz', nearest: [] })
  t.deepEqual(match('show'), { kind: 'incomplete', choices: ['links', 'log', 'mute'] })
})

test('arguments stand by place, or behind their word in any order', (t) => {
  t.deepEqual(ran('ping 8.8.8.8 count 3 via lte'), ['ping', { host: '8.8.8.8', count: 3, via: 'lte' }])
  t.deepEqual(ran('ping via'), ['ping', { host: 'via' }])
  t.deepEqual(ran('show log'), ['show log', {}])
  t.deepEqual(ran('edit a.b [1, 2]  # x '), ['edit', { path: 'a.b', value: '[1, 2]  # x' }])
  t.deepEqual(ran('edit "a b" "two words"'), ['edit', { path: 'a b', value: 'two words' }])
})

test('what is missing, too much, out of range or not for this role is said', (t) => {
  t.like(match('ping'), { kind: 'missing', label: 'HOST' })
  t.like(match('ping x via'), { kind: 'missing', label: 'LINK' })
  t.like(match('ping x y'), { kind: 'too-many', word: 'y' })
  t.like(match('ping x via lte via lte'), { kind: 'too-many', word: 'via' })
  t.like(match('show log 10'), { kind: 'mistake', key: 'argument.out-of-range' })
  t.like(match('ping x via l'), { kind: 'mistake', key: 'argument.unknown-name' })
  t.deepEqual(match('commit', 'viewer'), { kind: 'not-allowed', role: 'engineer' })
})

const words = (line: string): string[] => choicesAt(table, line, known).map(({ word }) => word)

test('a question mark finds what may stand there', (t) => {
  t.deepEqual(words(''), ['commit', 'edit', 'ping', 'show'])
  t.deepEqual(words('show l'), ['links', 'log'])
  t.deepEqual(words('show log '), ['<N>', '|', '<Enter>'])
  t.deepEqual(words('ping '), ['<HOST>'])
  t.deepEqual(words('ping x '), ['via', 'count', '|', '<Enter>'])
  t.deepEqual(words('ping x via '), ['oneweb', 'lte', 'lte-2'])
  t.deepEqual(words('commit '), ['confirmed', '|', '<Enter>'])
  t.deepEqual(words('nonsense '), [])
})

test('the tab key adds what is certain, and a space behind a whole word', (t) => {
  const added = (line: string): string => completeLine(table, line, known).added
  t.is(added('sh'), 'ow ')
  t.is(added('show l'), '')
  t.is(added('show li'), 'nks ')
  t.is(added('ping x via l'), 'te')
  t.is(added('ping '), '')
  t.is(added('edit a '), '')
})
