import type { CommandReply } from '../../bus/commands.ts'
import { type ConsoleCommand, command } from '../command.ts'
import type { Text } from '../messages.ts'
import { noReply } from '../no-reply.ts'

type Shown = CommandReply<'accelerometer.show'>
type Part = Shown['parts'][string]
type Triple = readonly [number, number, number]

const milli = (g: number): string => (1000 * g).toFixed(0)
const each = (offsetG: Triple): string => offsetG.map(milli).join(' / ')
const driftG = (now: Triple, before: Triple): number =>
  Math.max(...now.map((g, axis) => Math.abs(g - (before[axis] ?? 0))))

const partLines = (
  text: Text,
  name: string,
  { offsetG, rmsG = 0, isGood, why = '', kept }: Part,
  limitG: number,
): string[] => {
  if (!offsetG) return [text('accelerometer.not-measured', { name, why })]
  const values = { name, mg: each(offsetG), limit: milli(limitG), rms: (1000 * rmsG).toFixed(1) }
  return [
    text(isGood ? 'accelerometer.good' : 'accelerometer.bad', values),
    ...(kept
      ? [
          text('accelerometer.kept-before', {
            by: kept.by,
            mg: each(kept.offsetG),
            drift: milli(driftG(offsetG, kept.offsetG)),
          }),
        ]
      : []),
  ]
}

/** The zero of each accelerometer beside its limit, and how far it went since it was kept last. */
export const accelerometerLines = (text: Text, { parts, limitG }: Shown): string[] =>
  Object.entries(parts).flatMap(([name, part]) => partLines(text, name, part, limitG))

/** Of accelerometers, on a coach that stands level. */
export const accelerometerCommands: readonly ConsoleCommand[] = [
  command({
    words: ['calibrate', 'accelerometer'],
    arguments: {},
    help: 'help.calibrate-accelerometer',
    role: 'technician',
    deadlineMs: 120_000,
    run: async (context) => {
      const { bus, text, say, confirm, user } = context
      const measured = await bus.request('accelerometer.show', {})
      if (!measured.ok) return noReply(context, measured, 'vibration')
      const lines = accelerometerLines(text, measured.reply)
      const parts = Object.values(measured.reply.parts)
      if (parts.length === 0 || parts.some(({ isGood }) => isGood !== true))
        return { lines: [...lines, text('accelerometer.not-good')], data: measured.reply, isBad: true }
      for (const line of lines) say(line)
      if (!(await confirm(text('accelerometer.keep'))))
        return { lines: [text('accelerometer.not-kept')], data: measured.reply }
      const kept = await bus.request('accelerometer.keep', { by: user.name })
      if (!kept.ok) return noReply(context, kept, 'vibration')
      return { lines: [text('accelerometer.kept')], data: kept.reply }
    },
  }),
]
