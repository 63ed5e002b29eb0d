import { type Clock, sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import type { Answer } from '../../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { utcText } from '../../domain/utc-text.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface OnBus {
  bus: string
}

type JourneyTold = CommandReply<'journey.show'>

/** One line a fact; what is unknown says so. */
export const journeyText = (journey: JourneyTold): string => {
  const { trainNumber, state, lineId, lineName, direction, from, to, coachFacing, setBy } = journey
  const line = lineName === undefined ? lineId : `${lineName} (${lineId})`
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['train', trainNumber],
    ['state', state],
    ['line', line],
    ['direction', direction],
    ['from', from],
    ['to', to],
    ['started', timeText(journey.startedUtcMs)],
    ...(journey.endedUtcMs === undefined ? [] : [['ended', timeText(journey.endedUtcMs)] as const]),
    ['coach', coachFacing === 'unknown' ? undefined : `runs ${coachFacing}`],
    ['set by', setBy],
  ]
  return facts.map(([name, value]) => `${name}: ${value ?? 'unknown'}\n`).join('')
}

const timeText = (utcMs: number | undefined): string | undefined => (utcMs === undefined ? undefined : utcText(utcMs))

const tell = (answer: Answer<'journey.show'>): number => {
  process.stdout.write(journeyText(replyOf(answer, 'navigation')))
  return 0
}

/** What is set or cleared is followed with the next fix: one a second at least. */
const SETTLED_MS = 1_500

/** The journey once position has followed what was ordered; as it was at once when it cannot be asked any more. */
export const settled = async <C extends 'journey.set' | 'journey.clear'>(
  ordered: Answer<C>,
  { show, clock }: { show: () => Promise<Answer<'journey.show'>>; clock: Clock },
): Promise<Answer<C> | Answer<'journey.show'>> => {
  if (!ordered.ok) return ordered
  await sleep(clock, SETTLED_MS)
  const shown = await show()
  return shown.ok ? shown : ordered
}

const order = async <C extends 'journey.set' | 'journey.clear'>(
  { bus }: OnBus,
  command: C,
  request: CommandRequest<C>,
): Promise<number> => {
  const show = () => ask(bus, 'journey.show', {})
  return tell(await settled(await ask(bus, command, request), { show, clock: systemClock }))
}

/** `journey show`: which train this is, on which line, from where to where. */
export const journeyShow = async ({ bus }: OnBus, _stop: StopSignal): Promise<number> =>
  tell(await ask(bus, 'journey.show', {}))

/** `journey set`: what the crew knows better than position does. */
export const journeySet = (
  options: OnBus & { train?: string; line?: string; direction?: 'up' | 'down' },
  _stop: StopSignal,
): Promise<number> => {
  const { train: trainNumber, line: lineId, direction } = options
  const request = {
    ...(trainNumber !== undefined && { trainNumber }),
    ...(lineId !== undefined && { lineId }),
    ...(direction !== undefined && { direction }),
  }
  return order(options, 'journey.set', request)
}

/** `journey clear`: takes back what the crew set. */
export const journeyClear = (options: OnBus, _stop: StopSignal): Promise<number> => order(options, 'journey.clear', {})
