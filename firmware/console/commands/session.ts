import { choiceArgument, lineArgument, numberArgument } from '../argument.ts'
import { charsets } from '../charset.ts'
import { type ConsoleCommand, command, type Outcome } from '../command.ts'
import { clearScreen } from '../fold-text.ts'
import { languageName, languages, type MessageKey } from '../messages.ts'
import { pause } from '../pause.ts'
import { tokensOf } from '../tokens.ts'

const told = (line: string, data: unknown): Outcome => ({ lines: [line], data })

const exit = (word: string, help: MessageKey): ConsoleCommand =>
  command({
    words: [word],
    arguments: {},
    help,
    role: 'viewer',
    run: async ({ session, text }) => {
      session.logOut()
      return told(text('session.bye'), null)
    },
  })

const setLanguage = command({
  words: ['set', 'language'],
  arguments: { language: choiceArgument({ label: 'LANGUAGE', help: 'session.language', choices: languages }) },
  help: 'session.help-language',
  role: 'viewer',
  run: async ({ session }, { language }) => {
    session.setLanguage(language)
    return told(languageName(language), { language })
  },
})

const setTerminal = command({
  words: ['set', 'terminal'],
  arguments: {
    kind: choiceArgument({ label: 'KIND', help: 'session.terminal', choices: ['ansi', 'plain'] as const }),
  },
  help: 'session.help-terminal',
  role: 'viewer',
  run: async ({ session, text }, { kind }) => {
    session.setTerminal({ hasAnsi: kind === 'ansi' })
    return told(text('session.set', { what: `terminal ${kind}` }), { terminal: kind })
  },
})

const setCharset = command({
  words: ['set', 'charset'],
  arguments: { charset: choiceArgument({ label: 'CHARSET', help: 'session.charset', choices: charsets }) },
  help: 'session.help-charset',
  role: 'viewer',
  run: async ({ session, text }, { charset }) => {
    session.setTerminal({ charset })
    return told(text('session.set', { what: `charset ${charset}` }), { charset })
  },
})

const setWidth = command({
  words: ['set', 'width'],
  arguments: {
    columns: numberArgument({
      label: 'COLUMNS',
      help: 'session.columns',
      unit: '',
      min: 20,
      max: 400,
      isWhole: true,
    }),
  },
  help: 'session.help-width',
  role: 'viewer',
  run: async ({ session, text }, { columns }) => {
    session.setTerminal({ columns })
    return told(text('session.set', { what: `width ${columns}` }), { columns })
  },
})

const setHeight = command({
  words: ['set', 'height'],
  arguments: {
    rows: numberArgument({ label: 'ROWS', help: 'session.rows', unit: '', min: 5, max: 200, isWhole: true }),
  },
  help: 'session.help-height',
  role: 'viewer',
  run: async ({ session, text }, { rows }) => {
    session.setTerminal({ rows })
    return told(text('session.set', { what: `height ${rows}` }), { rows })
  },
})

/** Whether a line's first word is, or begins, `watch`. */
const isWatch = (line: string): boolean => /^w(a(t(ch?)?)?)?$/i.test(tokensOf(line)[0]?.text ?? '')

const WATCH_AT_MOST_MS = 3_600_000

const watch = command({
  words: ['watch'],
  arguments: {
    seconds: numberArgument({ label: 'SECONDS', help: 'session.seconds', unit: 's', min: 1, max: 600 }),
    line: lineArgument({ label: 'COMMAND', help: 'session.watched', most: 400 }),
  },
  help: 'session.help-watch',
  role: 'viewer',
  takesFilters: true,
  deadlineMs: WATCH_AT_MOST_MS,
  run: async ({ session, ended, clock, say, size, hasAnsi, text }, { seconds, line }) => {
    if (isWatch(line)) return { ...told(text('session.no-watch-of-watch'), null), isBad: true }
    while (!ended.aborted) {
      const { lines, isBad } = await session.run(line)
      // What does not fit would push its own head away.
      const shown = hasAnsi ? lines.slice(0, size.rows - 2) : lines
      say(`${hasAnsi ? clearScreen : ''}${shown.join('\n')}`)
      if (isBad) return { lines: [], data: null, isBad }
      if (!hasAnsi) say(text('session.again', { seconds }))
      await pause({ clock, ended }, seconds * 1_000)
    }
    return { lines: [], data: null }
  },
})

/** What is about the session itself. */
export const sessionCommands: readonly ConsoleCommand[] = [
  exit('exit', 'session.help-exit'),
  exit('logout', 'session.help-logout'),
  setLanguage,
  setTerminal,
  setCharset,
  setWidth,
  setHeight,
  watch,
]
