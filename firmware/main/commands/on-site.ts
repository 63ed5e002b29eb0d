import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { UsageError } from '../../usage-error.ts'
import { ask, replyOf } from '../ask.ts'
import { clockText } from '../ride/time-text.ts'
import type { StopSignal } from '../stop-signal.ts'

interface OnBus {
  bus: string
}

type Latched = CommandReply<'transmission.show'>

type Latch = NonNullable<Latched['lockout']>[number]

const sinceText = ({ utcMs, utcTrust }: Latch): string => {
  if (utcMs === undefined) return 'since a time that nobody knew'
  return `since ${clockText(utcMs)}${utcTrust === 'trusted' ? '' : ', by a clock that was not trusted'}`
}

/** A line for each who latched it. */
const latchLines = (what: string, said: readonly Latch[] | undefined, none: string): string[] =>
  said && said.length > 0
    ? said.map((one) => `${what}: ON, by ${one.by}, ${sinceText(one)}: ${one.reason}`)
    : [`${what}: ${none}`]

const FORGET = 'once the roof is clear and no order stands, say so: lockout forget --by NAME --reason TEXT'

const unread = (why: string | undefined): string =>
  why === undefined
    ? 'unknown: it is being read; nothing transmits and no axle moves'
    : `unknown: what is kept cannot be read (${why}); nothing transmits and no axle moves; ${FORGET}`

/** One line a latch. */
export const latchText = (said: Latched): string => {
  const { isUnread, unreadWhy, lockout, disabled, mode: now, modeBy, modeLeftS } = said
  return [
    ...latchLines('roof-work lockout', lockout, isUnread ? unread(unreadWhy) : 'off'),
    ...latchLines('order to stop transmission', disabled, isUnread ? 'unknown likewise' : 'none'),
    `mode: ${now}${modeBy === undefined ? '' : `, by ${modeBy}`}${modeLeftS === undefined ? '' : `, ${Math.ceil(modeLeftS / 60)} min left`}`,
    '',
  ].join('\n')
}

const tell = async <C extends 'lockout.set' | 'mode.set' | 'transmission.order' | 'transmission.show'>(
  { bus }: OnBus,
  command: C,
  request: CommandRequest<C>,
): Promise<number> => {
  process.stdout.write(latchText(replyOf(await ask(bus, command, request), 'the interlock') as Latched))
  return 0
}

/** `lockout on`: mutes every transmitter and stops every axle until a person lifts it. */
export const lockoutOn = (options: OnBus & { by: string; reason: string }, _stop: StopSignal): Promise<number> =>
  tell(options, 'lockout.set', { do: 'lock', by: options.by, reason: options.reason })

/** `lockout off`. */
export const lockoutOff = (options: OnBus & { by: string }, _stop: StopSignal): Promise<number> =>
  tell(options, 'lockout.set', { do: 'unlock', by: options.by })

/** `lockout forget`: a person on site answers for what was latched and cannot be read any more. */
export const lockoutForget = (options: OnBus & { by: string; reason: string }, _stop: StopSignal): Promise<number> =>
  tell(options, 'lockout.set', { do: 'forget', by: options.by, reason: options.reason })

/** `lockout show`: what keeps terminals from transmitting by somebody's will. */
export const lockoutShow = (options: OnBus, _stop: StopSignal): Promise<number> =>
  tell(options, 'transmission.show', {})

/** `mode washing` and `mode depot`: muted and stowed for a while; `mode normal` ends it. */
export const mode = (
  options: OnBus & { by: string; for: number },
  _stop: StopSignal,
  name: string,
): Promise<number> => {
  if (name === 'normal') return tell(options, 'mode.set', { do: 'end', by: options.by })
  if (name !== 'washing' && name !== 'depot')
    throw new UsageError(`unknown mode "${name}"; modes: washing, depot, normal`)
  return tell(options, 'mode.set', { do: 'set', mode: name, by: options.by, forMs: options.for })
}

/** `transmissions order TEXT`: hands a signed order to the interlock. */
export const transmissionsOrder = (options: OnBus, _stop: StopSignal, order: string): Promise<number> =>
  tell(options, 'transmission.order', { text: order })
