import type { CommandReply } from '../../bus/commands.ts'
import { after, numberArgument } from '../argument.ts'
import { type CommandContext, type ConsoleCommand, command, type Outcome } from '../command.ts'
import { noReply } from '../no-reply.ts'
import { pause } from '../pause.ts'
import { saidText } from '../screen/said-text.ts'
import { hanging, type Sheet, sheetOf, wordOf } from '../screen/sheet.ts'
import { spanText } from '../screen/told.ts'

type Shown = CommandReply<'stow.show'>

/** Of an order without a time: long enough to work on the roof's edge, short enough to be forgotten. Chosen. */
const USUAL_MIN = 60
/** As long as any order of people may hold. */
const MOST_MIN = 960
const LOOK_EVERY_MS = 1_000
/** The slowest mount lies within a minute; longer, and somebody has to look. */
const WATCHED_MS = 90_000
/** Tracking hears of an order's end within a second, and tells how mounts stand once a second. */
const RISEN_AFTER_LOOKS = 3

const mountLines = (sheet: Sheet, { mounts }: Shown): string[] =>
  Object.entries(mounts).flatMap(([name, { state, reasons }]) => {
    const why = reasons.length > 0 ? ` (${reasons.map((reason) => saidText(sheet.text, reason)).join('; ')})` : ''
    return hanging(sheet, ` - ${name}: `, `${wordOf(sheet.text, state.replaceAll(' ', '-'))}${why}`)
  })

/** What is ordered of mounts, and how each stands by its own reading. */
export const stowLines = (sheet: Sheet, shown: Shown): string[] => {
  const { text } = sheet
  const { order, wind } = shown
  return [
    order ? text('stow.ordered', { by: order.by, span: spanText(text, order.leftS * 1000) }) : text('stow.not-ordered'),
    ...(wind ? [text('stow.wind', { by: wind.by, mps: wind.windMps })] : []),
    ...(Object.keys(shown.mounts).length === 0 ? [text('stow.silent')] : mountLines(sheet, shown)),
  ]
}

/** In use again, or laid down by something else than the order that is over. */
const isSettled = ({ mounts }: Shown): boolean =>
  Object.values(mounts).every(({ state }) => state === 'in use' || state === 'stowed')

const isStill = ({ mounts }: Shown, wanted: string): boolean =>
  Object.keys(mounts).length > 0 && Object.values(mounts).every(({ state }) => state === wanted)

/** Waits until it is over, by the mounts' own reading, and tells each change. */
const watchMounts = async (
  context: CommandContext,
  first: Shown,
  isOver: (shown: Shown, looks: number) => boolean,
): Promise<Shown> => {
  const { clock, bus, say } = context
  const untilMs = clock.nowMs() + WATCHED_MS
  let shown = first
  let told = ''
  for (let looks = 0; !isOver(shown, looks) && clock.nowMs() < untilMs; looks++) {
    if (!(await pause(context, LOOK_EVERY_MS))) break
    const answer = await bus.request('stow.show', {})
    if (answer.ok) shown = answer.reply
    const lines = mountLines(sheetOf(context), shown)
    if (lines.join() !== told) for (const line of lines) say(line)
    told = lines.join()
  }
  return shown
}

const stow = command({
  words: ['stow'],
  arguments: {
    minutes: after(
      'for',
      numberArgument({ label: 'MINUTES', help: 'argument.stow-minutes', unit: 'min', min: 1, max: MOST_MIN }),
    ),
  },
  help: 'help.stow',
  role: 'technician',
  danger: 'stow.danger',
  deadlineMs: WATCHED_MS + 10_000,
  whenInterrupted: (text) => text('stow.stays'),
  run: async (context, { minutes = USUAL_MIN }): Promise<Outcome> => {
    const { bus, user, text } = context
    const order = { do: 'on', by: user.name, reason: 'at the console', forMs: minutes * 60_000 } as const
    const answer = await bus.request('stow.set', order)
    if (!answer.ok) return noReply(context, answer, 'interlock')
    const shown = await watchMounts(
      context,
      answer.reply,
      (now, looks) => isStill(now, 'stowed') || (looks > 0 && !now.order),
    )
    const isDown = isStill(shown, 'stowed')
    const verdict = text(isDown ? 'stow.down' : 'stow.not-down')
    return { lines: [...stowLines(sheetOf(context), shown), verdict], data: shown, ...(!isDown && { isBad: true }) }
  },
})

const unstow = command({
  words: ['unstow'],
  arguments: {},
  help: 'help.unstow',
  role: 'technician',
  danger: 'unstow.danger',
  deadlineMs: WATCHED_MS + 10_000,
  run: async (context): Promise<Outcome> => {
    const { bus, user, text } = context
    const answer = await bus.request('stow.set', { do: 'off', by: user.name })
    if (!answer.ok) return noReply(context, answer, 'interlock')
    const shown = await watchMounts(context, answer.reply, (now, looks) => looks >= RISEN_AFTER_LOOKS && isSettled(now))
    const isUp = isStill(shown, 'in use')
    const verdict = text(isUp ? 'unstow.up' : 'unstow.not-up')
    return { lines: [...stowLines(sheetOf(context), shown), verdict], data: shown, ...(!isUp && { isBad: true }) }
  },
})

/** Mounts laid down, and raised again. */
export const stowCommands: readonly ConsoleCommand[] = [stow, unstow]
