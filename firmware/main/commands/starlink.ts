import type { CommandName, CommandReply, CommandRequest } from '../../bus/commands.ts'
import { ask, replyOf } from '../ask.ts'
import { clockText } from '../ride/time-text.ts'
import type { StopSignal } from '../stop-signal.ts'
import { obstructionPicture } from './obstruction-picture.ts'

interface OnBus {
  bus: string
}

interface Asking extends OnBus {
  json?: true
}

type Order = CommandRequest<'starlink.order'>['order']
type Shown = CommandReply<'starlink.show'>
type Dish = Shown['dishes'][string]

const asked = async <C extends CommandName>(
  { bus }: OnBus,
  command: C,
  request: CommandRequest<C>,
): Promise<CommandReply<C>> => replyOf(await ask(bus, command, request), 'the links service')

const words = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => typeof part === 'string').join(', ') || 'not told'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
const ms = (value: number | undefined, what: string): string | undefined =>
  value === undefined ? undefined : `${what} ${value.toFixed(0)} ms`

const serviceOf = ({ isAlive, outage, latencyMs, loss, disabled, reboot }: Dish): string =>
  words(
    outage ? `OUT: ${outage.cause}` : isAlive && 'carries traffic',
    ms(latencyMs, 'latency'),
    loss !== undefined && `loss ${percent(loss)}`,
    disabled !== undefined && `refused by its maker: ${disabled}`,
    reboot && (reboot.atUtcMs === undefined ? 'wants to restart' : `restarts at ${clockText(reboot.atUtcMs)}`),
  )

const quarterOf = ({ quarter }: Dish): string => {
  if (!quarter) return 'nothing read yet'
  const { seconds, loss, outS, latencyMedianMs, latencyP95Ms } = quarter
  return words(
    `${seconds} s`,
    `loss ${percent(loss)}`,
    `${outS} s out`,
    ms(latencyMedianMs, 'latency'),
    ms(latencyP95Ms, '95 % below'),
  )
}

const skyOf = ({ isObstructed, obstructedShare, gnss, isStowAsked, snowMelt }: Dish): string =>
  words(
    isObstructed ? 'OBSTRUCTED' : isObstructed === false && 'clear',
    obstructedShare !== undefined && `${percent(obstructedShare)} of its sky hidden`,
    gnss && `${gnss.satellites} GNSS satellites${gnss.isInhibited ? ', inhibited' : ''}`,
    isStowAsked && 'stowed',
    snowMelt && `snow melt ${snowMelt}`,
  )

const orderLine = ({ dish, by, order, isForced, utcMs, outcome }: Shown['orders'][number]): string =>
  `${utcMs === undefined ? 'time unknown' : new Date(utcMs).toISOString().slice(0, 19)} ${dish}: ${order} by ${by}${isForced ? ', forced' : ''}: ${outcome}`

/** A few lines for each terminal, and one for each order of the last. */
export const dishesText = ({ dishes, orders }: Shown): string => {
  const each = Object.entries(dishes).flatMap(([name, dish]) => [
    `${name}: ${words(dish.isAlive ? 'answers' : 'SILENT', dish.hardware, dish.software)}`,
    `  service   ${serviceOf(dish)}`,
    `  15 min    ${quarterOf(dish)}`,
    `  sky       ${skyOf(dish)}`,
    `  alerts    ${dish.alerts.join(', ') || 'none'}`,
  ])
  const log = orders.length === 0 ? [] : ['orders:', ...orders.map((order) => `  ${orderLine(order)}`)]
  return [...(each.length > 0 ? each : ['no Starlink terminal has answered']), ...log, ''].join('\n')
}

/** `starlink show`. */
export const starlinkShow = async (options: Asking, _stop: StopSignal): Promise<number> => {
  const shown = await asked(options, 'starlink.show', {})
  process.stdout.write(options.json ? `${JSON.stringify(shown)}\n` : dishesText(shown))
  return 0
}

/** `starlink reboot`, `stow`, `unstow` and `clear-map NAME`. */
export const starlinkOrder =
  (order: Order) =>
  async (options: OnBus & { by: string; force?: true }, _stop: StopSignal, dish: string): Promise<number> => {
    const request = { dish, by: options.by, order, isForced: options.force === true }
    await asked(options, 'starlink.order', request)
    process.stdout.write(`${dish}: ${order} taken\n`)
    return 0
  }

/** `starlink map NAME`: a picture of its sky. */
export const starlinkMap = async (options: Asking, _stop: StopSignal, dish: string): Promise<number> => {
  const map = await asked(options, 'starlink.map', { dish })
  process.stdout.write(`${options.json ? JSON.stringify(map) : obstructionPicture(map).join('\n')}\n`)
  return 0
}

/** `starlink diagnostics NAME`. */
export const starlinkDiagnostics = async (options: Asking, _stop: StopSignal, dish: string): Promise<number> => {
  const told = await asked(options, 'starlink.diagnostics', { dish })
  const { hardware, software, selfTest, selfTestCodes } = told
  const codes = selfTestCodes.length > 0 && `codes ${selfTestCodes.join(' ')}`
  const line = `${dish}: ${words(hardware, software, `self test ${selfTest}`, codes)}`
  process.stdout.write(`${options.json ? JSON.stringify(told) : line}\n`)
  return 0
}
