import test from 'ava'
import { consoleSession, loggedIn } from '../../test/fakes/console-session.ts'
import { emergencyCommands } from './commands/emergency.ts'

test('a name and a secret let in, the secret is never shown', async (t) => {
  const { seen, type } = await consoleSession()
  t.true(seen().endsWith('Name: '))
  t.true((await type('dana\r')).endsWith('dana\r\nPassword: '))
  const answer = await type('right\r')
  t.false(answer.includes('right'))
  t.regex(answer, /Welcome, dana \(technician\)[\s\S]*dana@[\w-]+> $/)
})

test('a wrong secret leads to the next question, after a while', async (t) => {
  const { type } = await consoleSession()
  t.regex(await type('dana\rwrong\r'), /no\r\n\r\nSteppelink\r\nName: $/)
})

test('what is said before a question stands whole before it, also on a slow line', async (t) => {
  const { type, clock, seen } = await consoleSession({ baudRate: 9_600 })
  await type('hint\r')
  await clock.runFor(2_000)
  t.regex(seen(), /a hint of[^:]*and the last\r\nName: $/)
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

test('a filter finds whole entries, not lines of them as they are folded', async (t) => {
  const { type } = await loggedIn()
  const answer = (await type('folds | include geo\r')).replace(/\r\n\s*/g, ' ')
  t.regex(answer, /15:04 links: oneweb is down, and what carries now is geo/)
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
  t.regex(answer, /\r\n {2}charset +Set which[\s\S]*width[\s\S]*> set $/)
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

test('what a command would do is told before its question, and where it cannot be done nothing is asked', async (t) => {
  const { type, done } = await loggedIn()
  t.regex(await type('foretold yes\r'), /this would happen\r\n[\s\S]*yes or no\? $/)
  t.regex(await type('no\r'), /not done/)
  t.notRegex(await type('foretold no\r'), /yes or no/)
  t.deepEqual(done, [])
})

test('a question stands for most of a minute, which is not the time of its command', async (t) => {
  const { type, clock, done } = await loggedIn()
  t.regex(await type('change\r'), /yes or no\? $/)
  await clock.runFor(50_000)
  t.regex(await type('yes\r'), /changed/)
  t.deepEqual(done, ['change'])
})

test('what nobody can write down is not done, but looking is', async (t) => {
  const { type, done } = await loggedIn({ note: () => Promise.reject(new TypeError('no medium')) })
  t.regex(await type('change\r'), /not done: it cannot be written into the audit log/)
  t.deepEqual(done, [])
  t.regex(await type('many | include 42\r'), /line 42/)
})

test('an emergency is told of even where nobody can write that down', async (t) => {
  const [raise] = emergencyCommands
  const { type } = await loggedIn({
    role: 'viewer',
    note: () => Promise.reject(new TypeError('no medium')),
    commands: raise ? [raise] : [],
  })
  t.regex(await type('emergency raise smoke\r'), /112[\s\S]*yes or no\? $/)
  t.regex(await type('yes\r'), /links/, 'it was asked for')
})

test('a bar in an emergency’s text is part of it', async (t) => {
  const [raise] = emergencyCommands
  const { type } = await loggedIn({ role: 'viewer', commands: raise ? [raise] : [] })
  t.regex(await type('emergency raise smoke | fire\r'), /112[\s\S]*yes or no\? $/)
})

test('each line and its end are noted, also one that is refused', async (t) => {
  const { type, notes } = await loggedIn({ role: 'viewer' })
  await type('change\r')
  t.deepEqual(notes, [
    { do: 'command', line: 'change' },
    { do: 'result', line: 'change', isBad: true, text: 'for the role technician' },
  ])
})

for (const [typed, line] of [
  ['many | hunter2', 'many'],
  ['hunter2 | json | grep x', '…'],
  ['| | hunter2', '…'],
  ['watch 5 many | hunter2', 'watch …'],
] as const)
  test(`a filter that is none is refused and noted, not what stood there: ${typed}`, async (t) => {
    const { type, notes } = await loggedIn()
    t.regex(await type(`${typed}\r`), /is no filter/)
    t.deepEqual(notes, [
      { do: 'command', line },
      { do: 'result', line, isBad: true, text: 'an unknown filter' },
    ])
  })

test('a filter that is none is noted too where watch begins to repeat it', async (t) => {
  const { type, notes } = await loggedIn()
  await type('watch 5 "many | hunter2"\r')
  t.true(notes.some((note) => note.do === 'result' && note.line === 'many' && note.text === 'an unknown filter'))
  t.false(JSON.stringify(notes).includes('hunter2'))
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

test('watch repeats a command with its filters until Ctrl-C, and notes it once', async (t) => {
  const { type, clock, seen, notes } = await loggedIn()
  await type('watch 5 many | include 42\r')
  await clock.runFor(11_000)
  t.is(seen().match(/line \d+/g)?.length, 3)
  t.is(seen().match(/line 42/g)?.length, 3)
  t.regex(await type('\x03'), /> $/)
  t.is(notes.filter((note) => note.do === 'command' && note.line === 'many').length, 1)
})

test('watch repeats anything but watch', async (t) => {
  const { type } = await loggedIn()
  t.regex(await type('watch 5 why me\r'), /no word of a command here/)
  for (const line of ['w 5 many', 'wa 5 many', '"watch" 5 many', 'w"at" 5 many'])
    t.regex(await type(`watch 5 ${line}\r`), /watch cannot watch itself\r\n[^\n]*> $/, line)
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

test('Ctrl-D leaves on an empty line, and takes a letter away on another', async (t) => {
  const { type, session } = await loggedIn()
  t.regex(await type('manyy\x02\x04 | include 42\r'), /line 42/)
  t.regex(await type('\x04'), /exit\r\n[\s\S]*Name: $/)
  t.false(session.isLoggedIn())
})

test('half a login does not wait for the next person', async (t) => {
  const { type, clock, seen } = await consoleSession()
  t.regex(await type('dana\r'), /Password: $/)
  await clock.runFor(121_000)
  t.true(seen().endsWith('Name: '))
})

test('a closed session ends, whatever ran', async (t) => {
  const { session, running, type, clock } = await loggedIn()
  await type('slow\r')
  session.close()
  await clock.runFor(1_000)
  await running
  t.pass()
})
