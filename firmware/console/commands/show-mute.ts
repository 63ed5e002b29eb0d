import type { TopicMessage } from '../../bus/topics.ts'
import { permitData } from '../../plan/permit-data.ts'
import { type PermitTold, permitLines } from '../../plan/permit-text.ts'
import { type CommandContext, command, type Outcome } from '../command.ts'
import { anyTerminal, onlyNamed, terminalArgument } from '../screen/names.ts'
import { permitWords } from '../screen/permit-words.ts'
import { factLines, type Sheet, wordOf } from '../screen/sheet.ts'
import { topicScreen, type Verdict } from '../screen/told.ts'

type Transmit = TopicMessage<'transmit'>

type Terminals = Readonly<Record<string, PermitTold>>

const verdictOf = ({ text }: Sheet, terminals: Transmit['terminals']): Verdict => {
  const all = Object.values(terminals)
  const count = all.filter(({ isPermitted }) => !isPermitted).length
  if (all.length === 0) return text('mute.no-terminal')
  if (count === 0) return { text: text('mute.permitted', { all: all.length }), tone: 'good' }
  return { text: text('mute.muted', { count, all: all.length }), tone: 'bad' }
}

const trainLines = (sheet: Sheet, { isLockedOut, mode, isLineRenewed }: Transmit): string[] => {
  const { text } = sheet
  return factLines(sheet, [
    ['label.permit-line', isLineRenewed ? text('mute.line-renewed') : { text: text('mute.line-dead'), tone: 'bad' }],
    ['label.lockout', isLockedOut ? { text: text('word.locked'), tone: 'bad' } : undefined],
    ['label.mode', mode === 'normal' ? undefined : { text: wordOf(text, mode), tone: 'bad' }],
  ])
}

/** Every condition of the terminals that are meant, its value beside its limit. */
export const muteLines = (sheet: Sheet, message: Transmit, terminals: Terminals): string[] => [
  ...trainLines(sheet, message),
  ...permitLines(terminals, message.atMs, sheet.paint, { columns: sheet.columns, words: permitWords(sheet) }),
]

const muteScreen = (
  context: CommandContext,
  terminal: string | undefined,
  pick: (terminals: Transmit['terminals']) => Terminals,
): Promise<Outcome> =>
  topicScreen(context, { topic: 'transmit', title: context.text('title.mute') }, (message, sheet) => {
    const meant = onlyNamed(message.terminals, terminal)
    const { atMs, terminals: _, ...train } = message
    return {
      verdict: verdictOf(sheet, meant),
      lines: muteLines(sheet, message, pick(meant)),
      data: { ...train, terminals: permitData(meant, atMs) },
    }
  })

export const showMute = command({
  words: ['show', 'mute'],
  arguments: { terminal: anyTerminal },
  help: 'help.show-mute',
  role: 'viewer',
  run: (context, { terminal }) => muteScreen(context, terminal, (terminals) => terminals),
})

/** Of a terminal that is muted only what keeps it so: the rest is in `show mute`. */
const unmetOnly = (terminals: Transmit['terminals']): Terminals =>
  Object.fromEntries(
    Object.entries(terminals).map(([name, { conditions, ...terminal }]) => [
      name,
      {
        ...terminal,
        conditions: terminal.isPermitted ? [] : conditions.filter(({ isMet }) => !isMet),
        all: conditions.length,
      },
    ]),
  )

export const whyMute = command({
  words: ['why', 'mute'],
  arguments: { terminal: terminalArgument },
  help: 'help.why-mute',
  role: 'viewer',
  run: (context, { terminal }) => muteScreen(context, terminal, unmetOnly),
})
