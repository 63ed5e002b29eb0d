import test from 'ava'
import { consoleContext } from '../../test/fakes/console-context.ts'
import { latinText } from './charset.ts'
import { type ConsoleCommand, type ConsoleUser, command } from './command.ts'
import { helpCommand } from './commands/help.ts'
import { sessionCommands } from './commands/session.ts'
import { clearScreen, foldText } from './fold-text.ts'
import type { AuditNote, Gate } from './gate.ts'
import { ConsoleSession } from './session.ts'
import { ConsoleTerminal } from './terminal.ts'

const many = command({
  words: ['many'],
  arguments: {},
  help: 'language.name',
  role: 'viewer',
  run: async () => ({ lines: Array.from({ length: 60 }, (_, index) => `line ${index + 1}`), data: [1, 2] }),
})
const slow = command({
  words: ['slow'],
  arguments: {},
  help: 'language.name',
  role: 'viewer',
  run: async ({ say, ended }) => {
    say('begun')
    await new Promise((resolve) => ended.addEventListener('abort', resolve))
    return { lines: ['ended'], data: null }
  },
})
const changing = (done: string[]) =>
  command({
    words: ['change'],
    arguments: {},
    help: 'language.name',
    role: 'technician',
    danger: 'session.help-watch',
    run: async () => {
      done.push('change')
      return { lines: ['changed'], data: null }
    },
  })

interface SetUp {
  role?: ConsoleUser['role']
  /** What the terminal answers to questions about its cursor. */
  answers?: (question: string) => string
  note?: (note: AuditNote) => Promise<void>
}

const setUp = async ({ role = 'technician', answers = () => '', note }: SetUp = {}) => {
  const { context, clock, bus } = consoleContext()
  const done: string[] = []
  const own: readonly ConsoleCommand[] = [many, slow, changing(done), ...sessionCommands]
  const table = [...own, helpCommand(own)]
  const notes: AuditNote[] = []
  let seen = ''
  const terminal: ConsoleTerminal = new ConsoleTerminal({
    write: async (bytes) => {
      const text = Buffer.from(bytes).toString()
      seen += text
      const answer = text.includes('\x1b[6n') ? answers(text) : ''
      if (answer !== '') terminal.take(Buffer.from(answer))
    },
  })
  const gate: Gate = {
    logIn: async ({ ask, say }) => {
      const name = await ask('Name: ')
      const secret = await ask('Password: ', { isSecret: true })
      if (secret === 'right' && name !== undefined) return { name, role }
      say('no')
      return undefined
    },
    logOut: async () => undefined,
    onChange: () => undefined,
    close: () => undefined,
    note: note ?? (async (one) => void notes.push(one)),
  }
  const session = new ConsoleSession({
    clock,
    bus,
    config: context.config,
    gate,
    table,
    terminal,
    greeting: 'Steppelink',
    idleLockMs: 120_000,
  })
  const running = session.run()
  const settle = () => clock.runFor(1_000)
  /** What is written in answer to keys. */
  const type = async (text: string): Promise<string> => {
    const from = seen.length
    terminal.take(Buffer.from(text))
    await settle()
    return seen.slice(from)
  }
  await settle()
  return { session, done, terminal, clock, notes, type, running, seen: () => seen }
}

const loggedIn = async (options: SetUp = {}) => {
  const parts = await setUp(options)
  await parts.type('dana\rright\r')
  return parts
}

test('a name and a secret let in, the secret is never shown', async (t) => {
  const { seen, type } = await setUp()
  t.true(seen().endsWith('Name: '))
  t.true((await type('dana\r')).endsWith('dana\r\nPassword: '))
  const answer = await type('right\r')
  t.false(answer.includes('right'))
  t.regex(answer, /Welcome, dana \(technician\)[\s\S]*dana@[\w-]+> $/)
})

test('a wrong secret leads to the next question, after a while', async (t) => {
  const { type } = await setUp()
  t.regex(await type('dana\rwrong\r'), /no\r\n\r\nSteppelink\r\nName: $/)
})

test('a long answer stops at the end of the page, and goes on by a page or a line', async (t) => {
  const { type } = await loggedIn()
  const first = await type('many\r')
  t.regex(first, /line 23\r\n--more--[^\n]*$/)
  t.regex(await type('\r'), /line 24\r\n--more--[^\n]*$/)
  t.regex(await type(' '), /line 47\r\n--more--[^\n]*$/)
  t.regex(await type('q'), /> $/)
})

test('filters take lines out, and json shows the data', async (t) => {
  const { type } = await loggedIn()
  t.deepEqual((await type('many | include 42\r')).match(/line \d+/g), ['line 42'])
  t.regex(await type('many | json\r'), /\[\r\n {2}1,\r\n {2}2\r\n\]\r\n/)
  t.regex(await type('many | grep x\r'), /"grep x" is no filter/)
})

test('Ctrl-C ends what runs, and at the prompt the line', async (t) => {
  const { type } = await loggedIn()
  t.regex(await type('slow\r'), /begun\r\n$/)
  t.regex(await type('\x03'), /(ended|interrupted)\r\n[^\n]*> $/)
  t.regex(await type('abc\x03'), /abc\^C\r\n[^\n]*> $/)
})

test('a question mark tells what may come, and the line stays', async (t) => {
  const { type } = await loggedIn()
  const answer = await type('set ?')
  t.regex(answer, /\r\n {2}charset +letters that[\s\S]*width[\s\S]*> set $/)
  t.regex(await type('la\t'), /language $/)
})

test('what may come is told for the role, with the words that follow, and folded to the terminal', async (t) => {
  const viewer = await loggedIn({ role: 'viewer' })
  const all = await viewer.type('?')
  t.false(all.includes('change'))
  t.regex(all, /\r\n {2}set {5}charset, height, language, terminal, width\r\n/)
  await viewer.type('set width 20\r')
  t.true((await viewer.type('?')).split('\r\n').every((line) => line.length <= 20))
})

test('where the whole prompt of a page has no room, its first word stands', async (t) => {
  const { type } = await loggedIn()
  await type('set width 20\r')
  t.regex(await type('many\r'), /\r\n--more--$/)
})

test('what does harm is asked about, and done only for a yes', async (t) => {
  const { type, done } = await loggedIn()
  t.regex(await type('change\rn\r'), /not done/)
  t.deepEqual(done, [])
  t.regex(await type('change\ryes\r'), /changed/)
  t.deepEqual(done, ['change'])
})

test('what nobody can write down is not done, but looking is', async (t) => {
  const { type, done } = await loggedIn({ note: () => Promise.reject(new TypeError('no medium')) })
  t.regex(await type('change\r'), /not done: it cannot be written into the audit log/)
  t.deepEqual(done, [])
  t.regex(await type('many | include 42\r'), /line 42/)
})

test('each line and its end are noted, also one that is refused', async (t) => {
  const { type, notes } = await loggedIn({ role: 'viewer' })
  await type('change\r')
  t.deepEqual(notes, [
    { do: 'command', line: 'change' },
    { do: 'result', line: 'change', isBad: true, text: 'this is for the role technician' },
  ])
})

test('a session without a key is locked after its time, and a break locks at once', async (t) => {
  const { session, clock, type, notes, seen } = await loggedIn()
  await clock.runFor(115_000)
  t.true(session.isLoggedIn())
  await clock.runFor(6_000)
  t.false(session.isLoggedIn())
  t.regex(seen(), /locked: no key[\s\S]*Name: $/)
  await type('dana\rright\r')
  t.true(session.isLoggedIn())
  await type('slow\r')
  await type('\0\0\0')
  t.false(session.isLoggedIn())
  t.deepEqual(
    notes.flatMap((note) => (note.do === 'lock' ? [note.why] : [])),
    ['idle', 'break'],
  )
})

test('a terminal that answers is measured, and one that counts bytes gets Latin letters', async (t) => {
  const able = await loggedIn({ answers: (text) => (text.includes('999') ? '\x1b[40;120R' : '\x1b[1;2R') })
  t.like(able.terminal, { hasAnsi: true, columns: 120, rows: 40, charset: 'utf8' })
  const old = await loggedIn({ answers: (text) => (text.includes('999') ? '\x1b[24;80R' : '\x1b[1;3R') })
  t.like(old.terminal, { hasAnsi: true, charset: 'latin' })
  const plain = await loggedIn()
  t.like(plain.terminal, { hasAnsi: false, columns: 80, rows: 24 })
})

test('the language is that of the session, and letters are turned where the terminal has none', async (t) => {
  const { type } = await loggedIn()
  t.regex(await type('set lang ru\r'), /Русский/)
  t.regex(await type('nonsense\r'), /нет такого слова/)
  await type('set charset latin\r')
  t.regex(await type('nonsense\r'), /net takogo slova/)
  t.is(latinText('Қазақша → 5°'), 'Qazaqsha -> 5 deg')
})

test('watch repeats a command with its filters until Ctrl-C, and notes it once', async (t) => {
  const { type, clock, seen, notes } = await loggedIn()
  await type('watch 5 many | include 42\r')
  await clock.runFor(11_000)
  t.is(seen().match(/line \d+/g)?.length, 3)
  t.is(seen().match(/line 42/g)?.length, 3)
  t.regex(await type('\x03'), /> $/)
  t.is(notes.filter((note) => note.do === 'command' && note.line === 'many | include 42').length, 1)
})

test('what watch repeats and does harm is noted at each time', async (t) => {
  const { type, clock, notes } = await loggedIn()
  await type('watch 5 change\ry\r')
  await clock.runFor(5_000)
  await type('y\r')
  await type('\x03')
  t.is(notes.filter((note) => note.do === 'command' && note.line === 'change').length, 2)
})

test('leaving asks for a name again', async (t) => {
  const { type, session } = await loggedIn()
  t.regex(await type('exit\r'), /Goodbye[\s\S]*Name: $/)
  t.false(session.isLoggedIn())
})

test('help lists what the role may use', async (t) => {
  const viewer = await loggedIn({ role: 'viewer' })
  t.false((await viewer.type('help | include change\r')).includes('\nchange'))
  const technician = await loggedIn()
  t.regex(await technician.type('help | include change\r'), /\nchange/)
})

test('what is typed ahead while the terminal is asked what it can is not lost', async (t) => {
  const { type } = await setUp()
  t.regex(await type('dana\rright\rmany | include 42\r'), /line 42\r\n/)
})

test('Ctrl-D leaves on an empty line, and takes a letter away on another', async (t) => {
  const { type, session } = await loggedIn()
  t.regex(await type('manyy\x02\x04 | include 42\r'), /line 42/)
  t.regex(await type('\x04'), /exit\r\n[\s\S]*Name: $/)
  t.false(session.isLoggedIn())
})

test('half a login does not wait for the next person', async (t) => {
  const { type, clock, seen } = await setUp()
  t.regex(await type('dana\r'), /Password: $/)
  await clock.runFor(121_000)
  t.true(seen().endsWith('Name: '))
})

test('noise of a loose cable keeps no session open, keys do', async (t) => {
  const { session, clock, terminal } = await loggedIn()
  const eachMinute = async (bytes: Uint8Array): Promise<void> => {
    terminal.take(bytes)
    await clock.runFor(60_000)
  }
  for (let minute = 0; minute < 4; minute++) await eachMinute(Buffer.from('x'))
  t.true(session.isLoggedIn())
  for (let minute = 0; minute < 4; minute++) await eachMinute(Buffer.from('x\xff\x9ay', 'latin1'))
  t.false(session.isLoggedIn())
})

test('whoever plugs in next has nothing of the terminal and the language of the one before', async (t) => {
  const { session, terminal, type, clock } = await loggedIn({
    answers: (text) => (text.includes('999') ? '\x1b[40;120R' : '\x1b[1;3R'),
  })
  await type('set lang ru\r')
  session.lock('hang-up')
  session.lock('plugged-in')
  await clock.runFor(1_000)
  t.like(terminal, { hasAnsi: false, columns: 80, rows: 24, charset: 'utf8' })
  t.regex(await type('dana\rright\r'), /Welcome/)
})

test('a closed session ends, whatever ran', async (t) => {
  const { session, running, type, clock } = await loggedIn()
  await type('slow\r')
  session.close()
  await clock.runFor(1_000)
  await running
  t.pass()
})

test('a line is broken between words, what goes on indented, on the narrowest terminals too', (t) => {
  t.deepEqual(foldText('  one two three four five', 20), ['  one two three four', '   five'])
  t.deepEqual(foldText('x'.repeat(45), 20), ['x'.repeat(20), ` ${'x'.repeat(19)}`, ` ${'x'.repeat(6)}`])
  t.deepEqual(foldText(`${clearScreen}one two three four five`, 20), [`${clearScreen}one two three four`, ' five'])
  t.deepEqual(foldText(`${'x'.repeat(20)}   `, 20), ['x'.repeat(20)])
  t.deepEqual(foldText('\x1b[31mshort\x1b[39m', 20), ['\x1b[31mshort\x1b[39m'])
})
