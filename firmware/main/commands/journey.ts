import type { CommandName, CommandReply, CommandRequest } from '../../bus/commands.ts'
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

const tell = async <C extends CommandName & `journey.${string}`>(
  { bus }: OnBus,
  command: C,
  request: CommandRequest<C>,
): Promise<number> => {
  process.stdout.write(journeyText(replyOf(await ask(bus, command, request), 'navigation') as JourneyTold))
  return 0
}

/** `journey show`: which train this is, on which line, from where to where. */
export const journeyShow = (options: OnBus, _stop: StopSignal): Promise<number> => tell(options, 'journey.show', {})

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
  return tell(options, 'journey.set', request)
}

/** `journey clear`: takes back what the crew set. */
export const journeyClear = (options: OnBus, _stop: StopSignal): Promise<number> => tell(options, 'journey.clear', {})
