import type { CommandReply } from '../../bus/commands.ts'
import { after, choiceArgument, numberArgument } from '../argument.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import type { Text } from '../messages.ts'
import { noReply } from '../no-reply.ts'
import { pause } from '../pause.ts'
import { saidText } from '../screen/said-text.ts'

type Aimed = CommandReply<'point.show'>['terminals'][string]

const USUAL_S = 60
const MOST_S = 600
/** So often the console says that somebody is still there, and tells where the antenna looks. */
const KEEP_EVERY_MS = 1_000
/** So near to the aim it is there, degrees: what a mount's controller and its reading leave. Chosen. */
const THERE_DEG = 1

/** Where an antenna that is aimed by hand looks now. */
export const pointLine = (text: Text, name: string, { at, to, errorDeg = 0, leftS, isMuted }: Aimed): string => {
  const values = { name, s: leftS.toFixed(0), az: to.azimuthTrueDeg.toFixed(1), el: to.elevationDeg.toFixed(1) }
  if (!isMuted) return text('point.waits', values)
  if (!at) return text('point.unread', values)
  const read = { az: at.azimuthTrueDeg.toFixed(1), el: at.elevationDeg.toFixed(1), off: errorDeg.toFixed(1) }
  return text(errorDeg <= THERE_DEG ? 'point.there' : 'point.on-its-way', { ...values, ...read })
}

const isThere = ({ isMuted, errorDeg }: Aimed): boolean => isMuted && errorDeg !== undefined && errorDeg <= THERE_DEG

/** Lasts as long as the aim does: whatever ends the command ends the aim. */
const watchAim = async (context: CommandContext, terminal: string, first: Aimed): Promise<Outcome> => {
  const { bus, text, say, user } = context
  const named = { terminal, by: user.name }
  let aimed = first
  let [hasArrived, told] = [false, '']
  for (;;) {
    if (isThere(aimed)) hasArrived = true
    const line = pointLine(text, terminal, aimed)
    // The seconds that are left change with each look, and are no news.
    const news = line.replace(/\d+ ?\S*$/, '')
    if (news !== told) say(line)
    told = news
    const isGoingOn = await pause(context, KEEP_EVERY_MS)
    const answer = await bus.request(isGoingOn ? 'point.keep' : 'point.end', named)
    const next = answer.ok ? answer.reply.terminals[terminal] : undefined
    // Asked to end, it is on its way back, whether it is still told of or not.
    if (next && isGoingOn) {
      aimed = next
      continue
    }
    const ended = answer.ok ? answer.reply.ended[terminal] : undefined
    const why = answer.ok
      ? (ended && saidText(text, ended)) || text('line.interrupted')
      : noReply(context, answer, 'tracking').lines[0]
    const verdict = text(hasArrived ? 'point.was-there' : 'point.never-there', { name: terminal })
    return {
      lines: [text('point.over', { why: why ?? '' }), verdict],
      data: { terminal, hasArrived, why, last: aimed },
      ...(!hasArrived && { isBad: true }),
    }
  }
}

/** An antenna aimed by hand. */
export const pointCommands: readonly ConsoleCommand[] = [
  command({
    words: ['point'],
    arguments: {
      terminal: choiceArgument({
        label: 'TERMINAL',
        help: 'argument.point-terminal',
        choices: ({ terminals }) => terminals,
      }),
      azimuthTrueDeg: numberArgument({
        label: 'AZ_DEG',
        help: 'argument.point-azimuth',
        unit: '°',
        min: 0,
        max: 360,
      }),
      elevationDeg: numberArgument({
        label: 'EL_DEG',
        help: 'argument.point-elevation',
        unit: '°',
        min: -5,
        max: 90,
      }),
      seconds: after(
        'for',
        numberArgument({ label: 'SECONDS', help: 'argument.point-seconds', unit: 's', min: 1, max: MOST_S }),
      ),
    },
    help: 'help.point',
    role: 'engineer',
    danger: 'point.danger',
    deadlineMs: (MOST_S + 30) * 1_000,
    whenInterrupted: (text, { terminal }) => text('peak.goes-back', { name: terminal }),
    run: async (context, { terminal, azimuthTrueDeg, elevationDeg, seconds = USUAL_S }) => {
      const request = { terminal, azimuthTrueDeg, elevationDeg, by: context.user.name, forMs: seconds * 1_000 }
      const answer = await context.bus.request('point.set', request)
      if (!answer.ok) return noReply(context, answer, 'tracking')
      const aimed = answer.reply.terminals[terminal]
      return aimed ? watchAim(context, terminal, aimed) : { lines: [], data: answer.reply, isBad: true }
    },
  }),
]
