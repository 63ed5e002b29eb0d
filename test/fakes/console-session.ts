import { wordArgument } from '../../firmware/console/argument.ts'
import { type ConsoleCommand, type ConsoleUser, command } from '../../firmware/console/command.ts'
import { helpCommand } from '../../firmware/console/commands/help.ts'
import { sessionCommands } from '../../firmware/console/commands/session.ts'
import type { AuditNote, Gate } from '../../firmware/console/gate.ts'
import { ConsoleSession } from '../../firmware/console/session.ts'
import { ConsoleTerminal } from '../../firmware/console/terminal.ts'
import { sleep } from '../../hal/clock.ts'
import { consoleContext } from './console-context.ts'

const many = command({
  words: ['many'],
  arguments: {},
  help: 'language.name',
  role: 'viewer',
  run: async () => ({ lines: Array.from({ length: 60 }, (_, index) => `line ${index + 1}`), data: [1, 2] }),
})
/** An entry that it folds itself, as a log does. */
const folds = command({
  words: ['folds'],
  arguments: {},
  help: 'language.name',
  role: 'viewer',
  run: async ({ size }) => ({
    lines:
      size.columns < 100
        ? ['15:04 links: oneweb is down, and what carries now', '      is geo']
        : ['15:04 links: oneweb is down, and what carries now is geo'],
    data: null,
  }),
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
/** Says more than any line takes. */
const flood = command({
  words: ['flood'],
  arguments: {},
  help: 'language.name',
  role: 'viewer',
  run: async ({ say, ended, clock }) => {
    for (let line = 0; line < 100_000 && !ended.aborted; line++) {
      say(`line ${line} of very many, each of them as long as a line of the log`)
      if (line % 100 === 0) await sleep(clock, 1)
    }
    return { lines: ['over'], data: null }
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

/** Says what it would do before it is asked about; to the word `no`, that it cannot. */
const foretold = command({
  words: ['foretold'],
  arguments: { word: wordArgument({ label: 'WORD', help: 'language.name', most: 9 }) },
  help: 'language.name',
  role: 'technician',
  danger: 'session.help-watch',
  foretell: async (_context, { word }) => ({
    lines: ['this would happen'],
    data: null,
    ...(word === 'no' && { isBad: true }),
  }),
  run: async () => ({ lines: ['happened'], data: null }),
})

interface SetUp {
  role?: ConsoleUser['role']
  /** What the terminal answers to questions about its cursor. */
  answers?: (question: string) => string
  note?: (note: AuditNote) => Promise<void>
  /** What happened before the console began. */
  before?: (parts: Pick<ReturnType<typeof consoleContext>, 'bus' | 'clock'>) => void
  /** The line's pace; without it, it takes everything at once. */
  baudRate?: number
  /** Commands beside its own. */
  commands?: readonly ConsoleCommand[]
}

/** A session over a line in memory, on a clock that stands still until somebody types; dana's password is `right`, and `hint` for a name brings a long one. */
export const consoleSession = async ({
  role = 'technician',
  answers = () => '',
  note,
  baudRate,
  commands = [],
  before,
}: SetUp = {}) => {
  const { context, clock, bus } = consoleContext()
  before?.({ bus, clock })
  const done: string[] = []
  const own: readonly ConsoleCommand[] = [
    many,
    folds,
    slow,
    flood,
    foretold,
    changing(done),
    ...sessionCommands,
    ...commands,
  ]
  const table = [...own, helpCommand(own)]
  const notes: AuditNote[] = []
  let seen = ''
  let sent: Promise<void> = Promise.resolve()
  const terminal: ConsoleTerminal = new ConsoleTerminal({
    write: async (bytes) => {
      if (baudRate !== undefined) {
        sent = sent.then(() => sleep(clock, (bytes.length * 10_000) / baudRate))
        await sent
      }
      const text = Buffer.from(bytes).toString()
      seen += text
      const answer = text.includes('\x1b[6n') ? answers(text) : ''
      if (answer !== '') terminal.take(Buffer.from(answer))
    },
  })
  const gate: Gate = {
    logIn: async ({ ask, say }) => {
      let name = await ask('Name: ')
      if (name === 'hint') {
        say(`a hint of more words than a line has room for, ${'and one more, '.repeat(8)}and the last`)
        name = await ask('Name: ')
      }
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
  return { session, bus, done, terminal, clock, notes, type, running, seen: () => seen }
}

/** The same with dana logged in. */
export const loggedIn = async (options: SetUp = {}) => {
  const parts = await consoleSession(options)
  await parts.type('dana\rright\r')
  return parts
}
