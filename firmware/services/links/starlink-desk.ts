import type { ObstructionMap, StarlinkDish, StarlinkOrder, StarlinkSample } from '../../../drivers/starlink/starlink.ts'
import { sleep } from '../../../hal/clock.ts'
import type { Storage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import { type Answer, noAnswer, refuse } from '../../bus/answer.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { measureQuarter, QUARTER_S } from '../../domain/measured-quarter.ts'
import { onlyWayRefusal } from '../../plan/only-way.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { DishOrders } from './dish-orders.ts'
import { type AnnounceAway, LEAVES_MS } from './leave-first.ts'

interface StarlinkDeskOptions extends ServiceContext {
  dishes: Readonly<Record<string, StarlinkDish>>
  storage: Storage
  tell: Tell
  /** What each terminal last said, as the topic has it. */
  messages(): TopicMessage<'starlink'>['dishes']
  /** The link of a terminal, if it is all that carries emergency now. */
  onlyWayOf(dish: string): string | undefined
  /** Lets classes leave the link of a terminal that will be out for a while. */
  announce: AnnounceAway
  utcMs(): number | undefined
}

type Order = CommandRequest<'starlink.order'>['order']

/** For how long a terminal is said to be away: of one that is stowed its own words say so then. */
const AWAY_MS: Readonly<Partial<Record<Order, number>>> = { reboot: 180_000, stow: 60_000 }
const CLEAREST = 9

const wireOrder: Readonly<Record<Order, StarlinkOrder>> = {
  reboot: { do: 'reboot' },
  stow: { do: 'stow', isStowed: true },
  unstow: { do: 'stow', isStowed: false },
  'clear-map': { do: 'clear-obstruction-map' },
}

const mapReply = ({ rows, columns, cells }: ObstructionMap): CommandReply<'starlink.map'> => {
  const letters = cells.map((cell) => (cell === undefined ? '?' : Math.round(cell * CLEAREST).toString()))
  return {
    columns,
    rows: Array.from({ length: rows }, (_, row) => letters.slice(row * columns, (row + 1) * columns).join('')),
  }
}

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** It was sent, and nobody knows what became of it. */
const isUnknown = (error: unknown): boolean =>
  error instanceof TerminalError && ['device-timeout', 'device-garbled', 'port-closed'].includes(error.code)

/** Of an order that was not answered as taken; whose it was is said elsewhere. */
const notTaken = (error: unknown): string => {
  if (!(error instanceof TerminalError)) return `not taken: ${sentence(error)}`
  if (isUnknown(error)) return 'no answer: it may or may not have been taken; look with starlink show'
  const device = `${error.device}: `
  return `not taken: ${error.message.startsWith(device) ? error.message.slice(device.length) : error.message}`
}

/** What people ask and order of Starlink terminals. */
export class StarlinkDesk {
  readonly #options: StarlinkDeskOptions
  readonly #orders: DishOrders
  readonly #seconds = new Map<string, readonly StarlinkSample[]>()
  readonly #ends: readonly (() => void)[]

  constructor(options: StarlinkDeskOptions) {
    const { bus, dishes, storage } = options
    this.#options = options
    this.#orders = new DishOrders(storage)
    for (const [name, dish] of Object.entries(dishes))
      dish.onSamples((samples) =>
        this.#seconds.set(name, [...(this.#seconds.get(name) ?? []), ...samples].slice(-QUARTER_S)),
      )
    this.#ends = [
      bus.handle('starlink.show', () => this.#show()),
      bus.handle('starlink.order', (request) => this.#order(request)),
      bus.handle('starlink.map', ({ dish }) => this.#asked(dish, async (one) => mapReply(await one.obstructionMap()))),
      bus.handle('starlink.diagnostics', ({ dish }) =>
        this.#asked(dish, async (one) => {
          const told = await one.diagnostics()
          return { ...told, selfTestCodes: [...told.selfTestCodes] }
        }),
      ),
    ]
  }

  close(): void {
    for (const end of this.#ends) end()
  }

  #show(): Answer<'starlink.show'> {
    const dishes = Object.entries(this.#options.messages()).map(([name, message]) => {
      const quarter = measureQuarter(this.#seconds.get(name) ?? [])
      return [name, { ...message, ...(quarter && { quarter }) }] as const
    })
    return { ok: true, reply: { dishes: Object.fromEntries(dishes), orders: this.#orders.all() } }
  }

  async #order(request: CommandRequest<'starlink.order'>): Promise<Answer<'starlink.order'>> {
    const { dish: name, by, order, isForced } = request
    const dish = this.#named(name)
    if (!dish) return this.#noDish(name)
    const awayMs = AWAY_MS[order]
    const onlyWay = awayMs === undefined ? undefined : this.#options.onlyWayOf(name)
    if (onlyWay !== undefined && !isForced) return refuse(onlyWayRefusal(onlyWay))
    const utcMs = this.#options.utcMs()
    const outcome = await this.#orders.carryOut(
      { dish: name, by, order, isForced, ...(utcMs !== undefined && { utcMs: Math.round(utcMs) }) },
      () => this.#carryOut(dish, request, awayMs),
    )
    this.#options.tell({ subject: name, text: `${order} ordered by ${by}: ${outcome}`, severity: 'warning' })
    return outcome === 'taken' ? { ok: true, reply: { outcome } } : noAnswer('failed', `${name}: ${outcome}`)
  }

  async #carryOut(
    dish: StarlinkDish,
    { dish: name, by, order }: CommandRequest<'starlink.order'>,
    awayMs: number | undefined,
  ): Promise<string> {
    if (awayMs !== undefined) {
      this.#options.announce(name, awayMs, `${order} ordered by ${by}`)
      await sleep(this.#options.clock, LEAVES_MS)
    }
    try {
      await dish.order(wireOrder[order])
      // What was said of a stowed terminal is over.
      if (order === 'unstow') this.#options.announce(name, 0, '')
      return 'taken'
    } catch (error) {
      // What may have been taken takes the terminal away: it is believed for its time.
      if (awayMs !== undefined && !isUnknown(error)) this.#options.announce(name, 0, '')
      return notTaken(error)
    }
  }

  async #asked<Reply>(name: string, ask: (dish: StarlinkDish) => Promise<Reply>) {
    const dish = this.#named(name)
    if (!dish) return this.#noDish(name)
    try {
      return { ok: true as const, reply: await ask(dish) }
    } catch (error) {
      return noAnswer('failed', sentence(error))
    }
  }

  #named(name: string): StarlinkDish | undefined {
    return Object.hasOwn(this.#options.dishes, name) ? this.#options.dishes[name] : undefined
  }

  #noDish(name: string) {
    const names = Object.keys(this.#options.dishes).join(', ') || 'none'
    return refuse(`"${name}": no such Starlink terminal; there are: ${names}`)
  }
}
