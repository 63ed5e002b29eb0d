import { modemQueries, type QueryAnswer } from '../../../drivers/cellular/cellular.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { choiceArgument } from '../argument.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import type { Text } from '../messages.ts'
import { noReply } from '../no-reply.ts'
import { pause } from '../pause.ts'

const modem = choiceArgument({ label: 'MODEM', help: 'modem.name', choices: ({ modems }) => modems })

type Modem = TopicMessage<'cellular'>['modems'][string]

const LOOK_EVERY_MS = 500
const SAY_EVERY_MS = 5_000
/** A search of all bands after a restart takes most of it. Chosen. */
const BACK_WITHIN_MS = 90_000

const isBack = (one: Modem | undefined): boolean =>
  one?.isAlive === true && (one.registration === 'home' || one.registration === 'roaming')

/** Waits until a restarted modem was gone and is registered again: after how long, ms. */
const watchReturn = async (context: CommandContext, name: string): Promise<number | undefined> => {
  const { clock, text, say } = context
  const beganMs = clock.nowMs()
  let wasGone = false
  let saidMs = beganMs
  while (clock.nowMs() - beganMs < BACK_WITHIN_MS && (await pause(context, LOOK_EVERY_MS))) {
    const one = (await context.seen('cellular'))?.message.modems[name]
    if (wasGone && isBack(one)) return clock.nowMs() - beganMs
    wasGone ||= !isBack(one)
    if (clock.nowMs() - saidMs < SAY_EVERY_MS) continue
    saidMs = clock.nowMs()
    const s = Math.round((saidMs - beganMs) / 1000)
    say(
      text('modem.waiting', {
        s,
        alive: text(one?.isAlive ? 'modem.answers' : 'modem.silent'),
        registration: one?.registration ?? '?',
      }),
    )
  }
  return undefined
}

const resetModem = async (context: CommandContext, name: string): Promise<Outcome> => {
  const { bus, text, say } = context
  let answer = await bus.request('cellular.reset', { modem: name })
  if (
    !answer.ok &&
    answer.reason === 'refused' &&
    (await context.confirm(text('modem.only-way', { why: answer.text })))
  )
    answer = await bus.request('cellular.reset', { modem: name, isForced: true })
  if (!answer.ok) return noReply(context, answer, 'links')
  say(text('modem.restarts', { name }))
  const tookMs = await watchReturn(context, name)
  if (tookMs === undefined)
    return {
      lines: [text('modem.not-back', { name, s: BACK_WITHIN_MS / 1000 })],
      data: { modem: name, isBack: false },
      isBad: true,
    }
  const tookS = Math.round(tookMs / 1000)
  return { lines: [text('modem.back', { name, s: tookS })], data: { modem: name, isBack: true, tookS } }
}

const outcomeWords = (text: Text, outcome: QueryAnswer['outcome']): string[] =>
  outcome === 'ok' || outcome === 'error' ? [] : [`  ${text(`modem.${outcome}`)}`]

/** What was asked, and below it what the modem said, as it said it. */
export const queryLines = (text: Text, answers: readonly QueryAnswer[]): string[] =>
  answers.flatMap(({ command: asked, outcome, lines }) => [
    asked,
    ...lines.map((line) => `  ${line}`),
    ...(lines.length === 0 && outcome === 'ok' ? [`  ${text('modem.nothing-said')}`] : outcomeWords(text, outcome)),
  ])

/** Cellular modems: restarted, and asked in their own words. */
export const modemCommands: readonly ConsoleCommand[] = [
  command({
    words: ['modem'],
    arguments: { name: modem, deed: choiceArgument({ label: 'DEED', help: 'modem.deed', choices: ['reset'] }) },
    help: 'modem.help',
    role: 'technician',
    danger: 'modem.danger',
    deadlineMs: BACK_WITHIN_MS + 30_000,
    run: (context, { name }) => resetModem(context, name),
  }),
  command({
    words: ['at'],
    arguments: { name: modem, query: choiceArgument({ label: 'QUERY', help: 'modem.query', choices: modemQueries }) },
    help: 'modem.at-help',
    role: 'technician',
    deadlineMs: 45_000,
    run: async (context, { name, query }) => {
      const answer = await context.bus.request('cellular.query', { modem: name, query })
      if (!answer.ok) return noReply(context, answer, 'links')
      const { answers } = answer.reply
      return {
        lines: queryLines(context.text, answers),
        data: { modem: name, query, answers },
        ...(answers.every(({ outcome }) => outcome === 'timeout' || outcome === 'ended') && { isBad: true }),
      }
    },
  }),
]
