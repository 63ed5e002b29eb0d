import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import type { Text } from '../messages.ts'
import { noReply } from '../no-reply.ts'
import { pause } from '../pause.ts'

export type MuteTested = CommandReply<'mute.test'>

/** What must be over this long after the order: one edge, and one step of tracking. */
const limitMs = ({ edgeHoldsMs }: MuteTested): number => Math.round(edgeHoldsMs * 1.25)

const LOOK_EVERY_MS = 200
/** A permit comes back when its conditions are met; a mount that was moved meanwhile takes this long. Chosen. */
const BACK_WITHIN_MS = 20_000

/** By terminal: how long after the test it may transmit again, ms; absent: not within the time. */
type Returns = Readonly<Record<string, number | undefined>>

const hasStopped = (tested: MuteTested): boolean =>
  tested.edges === 0 &&
  tested.lineMutedAfterMs <= limitMs(tested) &&
  Object.values(tested.terminals).every(({ withdrawnAfterMs }) => withdrawnAfterMs !== undefined)

const backWords = (text: Text, name: string, returns: Returns): string => {
  const backMs = returns[name]
  return backMs === undefined ? text('mute-test.not-back') : text('mute-test.back', { s: (backMs / 1000).toFixed(1) })
}

const terminalLine = (text: Text, name: string, tested: MuteTested, returns: Returns): string => {
  const { wasPermitted, withdrawnAfterMs, isModemAlive } = tested.terminals[name] ?? {}
  if (!wasPermitted) return text('mute-test.was-muted', { name })
  if (withdrawnAfterMs === undefined) return text('mute-test.not-withdrawn', { name })
  const heard = text(isModemAlive ? 'mute-test.modem-told' : 'mute-test.modem-silent')
  return text('mute-test.withdrawn', {
    name,
    ms: withdrawnAfterMs.toFixed(0),
    heard,
    back: backWords(text, name, returns),
  })
}

/** What a mute test came to: the line, each terminal, the verdict. */
export const muteTestLines = (text: Text, tested: MuteTested, returns: Returns): string[] => {
  const ms = Math.ceil(tested.lineMutedAfterMs)
  const isBack = Object.values(returns).every((backMs) => backMs !== undefined)
  const verdict = !hasStopped(tested) ? 'mute-test.failed' : isBack ? 'mute-test.passed' : 'mute-test.passed-not-back'
  return [
    text('mute-test.line', { ms, limit: limitMs(tested), edges: tested.edges, s: (tested.heldMs / 1000).toFixed(1) }),
    ...Object.keys(tested.terminals).map((name) => terminalLine(text, name, tested, returns)),
    text(verdict),
  ]
}

const isPermitted = (transmit: TopicMessage<'transmit'> | undefined, name: string): boolean =>
  transmit?.terminals[name]?.isPermitted === true

/** Waits until all that were permitted are so again. */
const watchReturns = async (context: CommandContext, tested: MuteTested): Promise<Returns> => {
  const { clock, bus } = context
  const awaited = Object.keys(tested.terminals).filter((name) => tested.terminals[name]?.wasPermitted)
  const returns: Record<string, number | undefined> = Object.fromEntries(awaited.map((name) => [name, undefined]))
  const beganMs = clock.nowMs()
  while (clock.nowMs() - beganMs < BACK_WITHIN_MS) {
    const answer = await bus.request('mute.show', {})
    for (const name of awaited)
      if (answer.ok && isPermitted(answer.reply, name)) returns[name] ??= clock.nowMs() - beganMs
    if (Object.values(returns).every((backMs) => backMs !== undefined)) break
    if (!(await pause(context, LOOK_EVERY_MS))) break
  }
  return returns
}

/** Withholds the permit, and waits until it is back. */
export const testMute = async (context: CommandContext): Promise<Outcome> => {
  const { bus, text, say, user } = context
  say(text('mute-test.begins'))
  const answer = await bus.request('mute.test', { by: user.name })
  if (!answer.ok) return noReply(context, answer, 'interlock')
  say(text('mute-test.waits'))
  const returns = await watchReturns(context, answer.reply)
  const isBad = !hasStopped(answer.reply) || Object.values(returns).some((backMs) => backMs === undefined)
  return {
    lines: muteTestLines(text, answer.reply, returns),
    data: { ...answer.reply, limitMs: limitMs(answer.reply), backAfterMs: returns },
    ...(isBad && { isBad }),
  }
}

/** Proof that nothing transmits without a permit. */
export const muteTestCommands: readonly ConsoleCommand[] = [
  command({
    words: ['test', 'mute'],
    arguments: {},
    help: 'mute-test.help',
    role: 'technician',
    danger: 'mute-test.danger',
    deadlineMs: BACK_WITHIN_MS + 10_000,
    run: testMute,
  }),
]
