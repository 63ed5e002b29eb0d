import type { CommandReply } from '../../bus/commands.ts'
import { utcText } from '../../domain/utc-text.ts'
import { numberArgument, textArgument, wordArgument } from '../argument.ts'
import { askService } from '../ask-service.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import { maskNamed } from '../files/mask-secrets.ts'
import type { Text } from '../messages.ts'
import { restartLines } from '../screen/restart-lines.ts'
import { toldOf } from '../screen/told.ts'

type Told = CommandReply<'configuration.show'>
type CandidateTold = CommandReply<'configuration.candidate'>

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

/** The setting that a mistake is about; absent where it is about more than one. */
const MISTAKEN = /^(?<path>[\w-]+(?:\.[\w-]+)*): /

/** The way out of the first mistake, by the command that takes it. */
const wayOut = (text: Text, mistake: string): string => {
  const path = MISTAKEN.exec(mistake)?.groups?.['path']
  if (path === undefined) return text('configuration.mistakes')
  if (mistake.endsWith(': there is no such setting')) return text('configuration.mend-unknown', { path })
  return text(mistake.includes(': is missing') ? 'configuration.mend-missing' : 'configuration.mend-value', { path })
}

/** The candidate: what differs, each mistake, and what to do next. */
export const candidateLines = (text: Text, { isChanged, mistakes, diff }: CandidateTold): string[] => {
  if (!isChanged) return [text('configuration.unchanged')]
  const [first] = mistakes
  return [
    ...linesOf(maskNamed(diff)),
    ...mistakes.map((mistake) => `! ${maskNamed(mistake)}`),
    first === undefined ? text('configuration.ready') : wayOut(text, first),
  ]
}

/** Without what nobody may read over a shoulder. */
const openTold = ({ mistakes, diff, ...told }: CandidateTold): CandidateTold => ({
  ...told,
  mistakes: mistakes.map(maskNamed),
  diff: maskNamed(diff),
})

const candidateTold =
  ({ text }: CommandContext) =>
  (told: CandidateTold): Outcome => ({
    lines: candidateLines(text, told),
    data: openTold(told),
    ...(told.mistakes.length > 0 && { isBad: true }),
  })

const trialLines = (text: Text, { active, trial }: Told): string[] =>
  trial
    ? [text('configuration.trial', { active, from: trial.from, by: trial.by, minutes: Math.ceil(trial.leftS / 60) })]
    : []

/** Every version, the newest first, the one in force marked. */
export const historyLines = (text: Text, told: Told): string[] => [
  ...[...told.versions].reverse().map(({ number, author, why, utcMs }) => {
    const when = utcMs === undefined ? text('configuration.time-unknown') : utcText(utcMs)
    return `${number === told.active ? '*' : ' '} ${String(number).padStart(3)}  ${when}  ${author}  ${maskNamed(why)}`.trimEnd()
  }),
  ...trialLines(text, told),
  ...(told.candidateBy === undefined ? [] : [text('configuration.candidate-by', { by: told.candidateBy })]),
]

const committedLines = (text: Text, told: Told): string[] =>
  told.trial ? trialLines(text, told) : [text('configuration.committed', { active: told.active })]

const committed =
  ({ text }: CommandContext) =>
  (told: Told): Outcome => ({ lines: committedLines(text, told), data: told })

const path = wordArgument({ label: 'PATH', help: 'configuration.path', most: 200, range: 'rates.aimHz' })

const show = command({
  words: ['show', 'history'],
  arguments: {},
  help: 'configuration.help-history',
  role: 'viewer',
  run: (context) =>
    askService(context, 'configuration.show', {}, (told) => ({ lines: historyLines(context.text, told), data: told })),
})

const diff = command({
  words: ['diff'],
  arguments: {},
  help: 'configuration.help-diff',
  role: 'viewer',
  run: (context) => askService(context, 'configuration.candidate', {}, candidateTold(context)),
})

const candidate = command({
  words: ['show', 'candidate'],
  arguments: {},
  help: 'configuration.help-candidate',
  role: 'viewer',
  run: (context) =>
    askService(context, 'configuration.text', { which: 'candidate' }, ({ text }) => ({
      lines: linesOf(maskNamed(text)),
      data: { text: maskNamed(text) },
    })),
})

const edit = command({
  words: ['edit'],
  arguments: { path, value: textArgument({ label: 'VALUE', help: 'configuration.value', most: 4_000 }) },
  help: 'configuration.help-edit',
  role: 'engineer',
  run: (context, { path: at, value }) =>
    askService(
      context,
      'configuration.edit',
      { do: 'set', by: context.user.name, path: at, value },
      candidateTold(context),
    ),
})

const remove = command({
  words: ['delete'],
  arguments: { path },
  help: 'configuration.help-delete',
  role: 'engineer',
  run: (context, { path: at }) =>
    askService(
      context,
      'configuration.edit',
      { do: 'delete', by: context.user.name, path: at },
      candidateTold(context),
    ),
})

const discard = command({
  words: ['discard'],
  arguments: {},
  help: 'configuration.help-discard',
  role: 'engineer',
  danger: 'configuration.danger-discard',
  run: (context) =>
    askService(context, 'configuration.edit', { do: 'discard', by: context.user.name }, candidateTold(context)),
})

const rollback = command({
  words: ['rollback'],
  arguments: {
    number: numberArgument({
      label: 'N',
      help: 'configuration.number',
      unit: '',
      min: 1,
      max: 1_000_000,
      isWhole: true,
    }),
  },
  help: 'configuration.help-rollback',
  role: 'engineer',
  run: (context, { number }) =>
    askService(
      context,
      'configuration.edit',
      { do: 'rollback', by: context.user.name, number },
      candidateTold(context),
    ),
})

/** What a commit would do, asked of its keeper; bad when there is nothing to commit. */
const foretell = async (context: CommandContext): Promise<Outcome> => {
  const { text, config } = context
  const links = await toldOf(context, 'links')
  return askService(context, 'configuration.candidate', {}, (told) => {
    if (!told.isChanged || told.mistakes.length > 0)
      return { lines: candidateLines(text, told), data: openTold(told), isBad: true }
    const carried = { links: config.links, routes: links.message?.routes }
    return { lines: told.touched ? restartLines(text, told.touched, carried) : [], data: openTold(told) }
  })
}

/** The question waits a minute. */
const COMMIT_DEADLINE_MS = 120_000

const commit = command({
  words: ['commit'],
  arguments: {},
  help: 'configuration.help-commit',
  role: 'engineer',
  danger: 'configuration.danger-commit',
  deadlineMs: COMMIT_DEADLINE_MS,
  foretell,
  run: (context) => askService(context, 'configuration.commit', { by: context.user.name }, committed(context)),
})

const commitConfirmed = command({
  words: ['commit', 'confirmed'],
  arguments: {
    minutes: numberArgument({
      label: 'MINUTES',
      help: 'configuration.minutes',
      unit: 'min',
      min: 1,
      max: 60,
      isWhole: true,
    }),
  },
  help: 'configuration.help-commit-confirmed',
  role: 'engineer',
  danger: 'configuration.danger-commit-confirmed',
  deadlineMs: COMMIT_DEADLINE_MS,
  foretell,
  run: (context, { minutes }) =>
    askService(
      context,
      'configuration.commit',
      { by: context.user.name, trialMs: minutes * 60_000 },
      committed(context),
    ),
})

const confirm = command({
  words: ['confirm'],
  arguments: {},
  help: 'configuration.help-confirm',
  role: 'engineer',
  run: (context) => askService(context, 'configuration.confirm', { by: context.user.name }, committed(context)),
})

/** What is changed in the train's file, and put in force. */
export const configurationCommands: readonly ConsoleCommand[] = [
  show,
  candidate,
  diff,
  edit,
  remove,
  discard,
  rollback,
  commit,
  commitConfirmed,
  confirm,
]
