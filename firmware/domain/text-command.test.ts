import { createHmac } from 'node:crypto'
import test from 'ava'
import { isGenuine, parseTextCommand, signTextCommand, type TextCommandWords } from './text-command.ts'

const macWith = (key: string) => (bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest().subarray(0, 16)
const mac = macWith('noc')
const line = (command: TextCommandWords): string =>
  signTextCommand({ trainId: 'kz-17', counter: 42, sender: 'noc', command }, mac)

test('each command is one line of a text message, and genuine with its key alone', (t) => {
  for (const command of ['where', 'status', 'mute', 'modem reset lte-2'] as const) {
    const text = line(command)
    t.regex(text, /^STC1 kz-17 42 noc [a-z0-9 -]+ [\w-]{22}$/)
    t.true(text.length <= 160)
    const read = parseTextCommand(` ${text}\n`)
    t.like(read, { trainId: 'kz-17', counter: 42, sender: 'noc', command })
    t.true(read && isGenuine(read, mac))
    t.false(read && isGenuine(read, macWith('other')))
  }
})

test('a changed word is not genuine', (t) => {
  const text = line('where')
  for (const changed of [text.replace('42', '43'), text.replace('where', 'mute'), text.replace('kz-17', 'kz-18')]) {
    const read = parseTextCommand(changed)
    t.false(read && isGenuine(read, mac), changed)
  }
})

test('what could switch transmission on, or change anything else, is no command', (t) => {
  for (const command of [
    'unmute',
    'release',
    'lockout off',
    'config set',
    'modem reset',
    'modem reset Lte',
    'mute off',
  ])
    t.is(parseTextCommand(line(command as TextCommandWords)), undefined, command)
  for (const text of ['', 'where', line('where').replace(' 42 ', ' 0 '), `${line('where')}A`])
    t.is(parseTextCommand(text), undefined, text)
})
