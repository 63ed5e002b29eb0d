import test from 'ava'
import { loggedIn } from '../../test/fakes/console-session.ts'
import { command, type Outcome } from './command.ts'
import { exportText } from './files/over-text.ts'

const row = { arguments: {}, help: 'language.name', role: 'viewer', deadlineMs: 3_600_000 } as const
/** Tells its way, and comes to more lines than a page has, one longer than the terminal is wide. */
const telling = command({
  ...row,
  words: ['tell'],
  run: async ({ say }) => {
    say('on its way')
    const lines = [...Array.from({ length: 60 }, (_, index) => `line ${index}`), 'x'.repeat(300)]
    return { lines, data: { lines }, raw: { begin: '-----BEGIN', end: '-----END' } }
  },
})

const nothing: Outcome = { lines: ['over'], data: null }

const exporting = command({
  ...row,
  words: ['put'],
  run: (context) => exportText(context, { name: 'log.txt', bytes: new Uint8Array(150_000) }),
})

/** Has the line as a transfer of files does; `progress` comes every so often, where any does. */
const holding = (progressEveryMs?: number) =>
  command({
    ...row,
    words: ['hold'],
    run: async ({ openRaw, ended, clock }) => {
      const line = openRaw()
      const stop =
        progressEveryMs === undefined ? () => undefined : clock.every(progressEveryMs, () => line.progressed())
      await new Promise((resolve) => ended.addEventListener('abort', resolve))
      stop()
      return nothing
    },
  })

test('an export of minutes goes on without a key, and whoever it was for is locked out two minutes after', async (t) => {
  const { session, clock, terminal, seen } = await loggedIn({ baudRate: 9_600, commands: [exporting] })
  terminal.take(Buffer.from('put\r'))
  await clock.runFor(240_000)
  t.true(session.isLoggedIn())
  t.false(seen().includes('END SHA256'))
  await clock.runFor(90_000)
  t.true(seen().includes('END SHA256'))
  await clock.runFor(125_000)
  t.false(session.isLoggedIn())
})

test('Ctrl-C ends an export, three NULs lock at once', async (t) => {
  const { session, clock, terminal, seen, type } = await loggedIn({ baudRate: 9_600, commands: [exporting] })
  await clock.runFor(5_000)
  terminal.take(Buffer.from('put\r'))
  await clock.runFor(5_000)
  await type('\x03')
  t.regex(seen(), /\r\n[^\n]*dana@[\w-]+> $/)
  t.true(session.isLoggedIn())
  await type('put\r')
  terminal.take(Buffer.from('\0\0'))
  terminal.take(Buffer.from('\0'))
  await clock.runFor(10)
  t.false(session.isLoggedIn())
})

test('bytes of a raw line keep no session open, a file that comes on does', async (t) => {
  const noisy = await loggedIn({ commands: [holding()] })
  await noisy.type('hold\r')
  for (let second = 0; second < 130; second++) {
    noisy.terminal.take(Buffer.from('k\xff\x18', 'latin1'))
    await noisy.clock.runFor(1_000)
  }
  t.false(noisy.session.isLoggedIn())
  const going = await loggedIn({ commands: [holding(30_000)] })
  await going.type('hold\r')
  await going.clock.runFor(300_000)
  t.true(going.session.isLoggedIn())
})

test('json is one document and nothing else, whatever was told on the way', async (t) => {
  const { type } = await loggedIn({ commands: [telling] })
  for (const line of ['tell | json', 'nonsense | json']) {
    const answer = await type(`${line}\r`)
    const text = answer.slice(answer.indexOf('\n') + 1, answer.lastIndexOf('\n'))
    t.notThrows(() => JSON.parse(text), line)
  }
})

test('what is meant to be kept goes out whole between its marks, and a filter leaves those', async (t) => {
  const { type } = await loggedIn({ commands: [telling] })
  const answer = await type('tell\r')
  t.false(answer.includes('--more--'))
  t.regex(answer, /-----BEGIN\r\nline 0\r\n[\s\S]*\r\nx{300}\r\n-----END\r\n/)
  t.regex(await type('tell | include 59\r'), /-----BEGIN\r\nline 59\r\n-----END\r\n/)
})
