import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { ask, replyOf } from '../ask.ts'
import type { StopSignal } from '../stop-signal.ts'

interface OnBus {
  bus: string
}

interface Asking extends OnBus {
  by: string
  for: number
}

const left = (leftS: number): string => `${Math.ceil(leftS / 60)} min left`

/** Of a mount that is raised again those that laid it down, which are over. */
const why = (state: string, reasons: readonly string[]): string => {
  if (reasons.length === 0) return ''
  return `: ${state === 'unstowing' ? 'no longer ' : ''}${reasons.join('; ')}`
}

/** One line for the order, one for the wind, and one a mount. */
export const stowText = ({ order, wind, isWindIdle, mounts }: CommandReply<'stow.show'>): string => {
  const each = Object.entries(mounts).map(([name, { state, reasons }]) => `${name}: ${state}${why(state, reasons)}`)
  return [
    `order to stow: ${order ? `ON, by ${order.by}: ${order.reason}, ${left(order.leftS)}` : 'none'}`,
    `wind: ${wind ? `${wind.windMps} m/s, as ${wind.by} says, ${left(wind.leftS)}` : 'not told'}`,
    ...(isWindIdle ? ['no mount has stow.airSpeedLimitMps in the configuration: wind stows none'] : []),
    ...(each.length > 0 ? each : ['no mount that can be stowed is heard of']),
    '',
  ].join('\n')
}

const tell = async <C extends 'stow.set' | 'stow.show'>(
  { bus }: OnBus,
  command: C,
  request: CommandRequest<C>,
): Promise<number> => {
  process.stdout.write(
    stowText(replyOf(await ask(bus, command, request), 'the interlock') as CommandReply<'stow.show'>),
  )
  return 0
}

/** `stow on`: every mount lies down for a while, its terminal muted. */
export const stowOn = (options: Asking & { reason: string }, _stop: StopSignal): Promise<number> =>
  tell(options, 'stow.set', { do: 'on', by: options.by, reason: options.reason, forMs: options.for })

/** `stow wind`: how hard it blows; mounts lie down when that and the train's speed pass their limits. */
export const stowWind = (options: Asking & { mps: number }, _stop: StopSignal): Promise<number> =>
  tell(options, 'stow.set', { do: 'wind', by: options.by, windMps: options.mps, forMs: options.for })

/** `stow off`: ends both before their time. */
export const stowOff = (options: OnBus & { by: string }, _stop: StopSignal): Promise<number> =>
  tell(options, 'stow.set', { do: 'off', by: options.by })

/** `stow show`. */
export const stowShow = (options: OnBus, _stop: StopSignal): Promise<number> => tell(options, 'stow.show', {})
