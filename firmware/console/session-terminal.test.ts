import test from 'ava'
import { consoleSession, loggedIn } from '../../test/fakes/console-session.ts'
import { latinText } from './charset.ts'
import { readLine } from './read-line.ts'
import { ConsoleTerminal } from './terminal.ts'

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

test('what is typed ahead while the terminal is asked what it can is not lost', async (t) => {
  const { type } = await consoleSession()
  t.regex(await type('dana\rright\rmany | include 42\r'), /line 42\r\n/)
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

test('what is told quicker than a slow line takes it is left out and counted, and Ctrl-C ends it within a second', async (t) => {
  const { terminal, clock, seen } = await loggedIn({ baudRate: 9_600 })
  await clock.runFor(5_000)
  const begin = seen().length
  terminal.take(Buffer.from('flood\r'))
  await clock.runFor(10_000)
  t.true(seen().length - begin <= 9_700, 'no more than ten seconds of 9600 baud')
  terminal.take(Buffer.from('\x03'))
  await clock.runFor(1_000)
  t.regex(seen(), /\r\n[^\n]*dana@[\w-]+> $/)
  t.regex(seen().slice(begin), /lines left out/)
})

test('on a phone the prompt is cut to whole words, and a long question stands above what is typed', async (t) => {
  const { type, terminal, seen } = await loggedIn()
  t.regex(await type('set width 20\r'), /\r\ndana> $/)
  terminal.columns = 20
  await type('exit\r')
  t.regex(seen(), /\r\nName: $/)
})

test('a prompt that is wider than the terminal is shown whole', async (t) => {
  let seen = ''
  const write = async (bytes: Uint8Array): Promise<void> => {
    seen += Buffer.from(bytes).toString()
  }
  const terminal = new ConsoleTerminal({ write })
  terminal.columns = 20
  const ended = new AbortController()
  const reading = readLine({ terminal, prompt: 'New password, 10 letters or more: ', ended: ended.signal })
  await new Promise(setImmediate)
  ended.abort()
  await reading
  t.is(seen, 'New\r\npassword,\r\n10 letters\r\nor more: ')
})
