import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { UsageError } from '../../usage-error.ts'
import { ask, replyOf } from '../ask.ts'
import { clockText } from '../ride/time-text.ts'
import type { StopSignal } from '../stop-signal.ts'

interface OnBus {
  bus: string
}

type Latched = CommandReply<'transmission.show'>

type Latch = NonNullable<Latched['lockout']>

const sinceText = ({ utcMs, utcTrust }: Latch): string => {
  if (utcMs === undefined) return 'since a time that nobody knew'
  return `since ${clockText(utcMs)}${utcTrust === 'trusted' ? '' : ', by a clock that was not trusted'}`
}

const latch = (what: string, said: Latch | undefined, none: string): string =>
  `${what}: ${said ? `ON, by ${said.by}, ${sinceText(said)}: ${said.reason}` : none}`

const UNREAD = 'unknown: what is kept cannot be read, so nothing transmits and no axle moves'

/** One line a latch. */
export const latchText = ({ isUnread, lockout, disabled, mode, modeBy, modeLeftS }: Latched): string =>
  [
    latch('roof-work lockout', lockout, isUnread ? UNREAD : 'off'),
    latch('order to stop transmission', disabled, isUnread ? UNREAD : 'none'),
    `mode: ${mode}${modeBy === undefined ? '' : `, by ${modeBy}`}${modeLeftS === undefined ? '' : `, ${Math.ceil(modeLeftS / 60)} min left`}`,
    '',
  ].join('\n')

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
