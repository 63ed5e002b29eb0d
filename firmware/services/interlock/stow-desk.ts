import type { Clock } from '../../../hal/clock.ts'
import { type CommandHandler, refuse } from '../../bus/answer.ts'
import type { Bus } from '../../bus/bus.ts'
import type { CommandReply } from '../../bus/commands.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Planned } from '../../plan/planned.ts'
import { askStow, noStowOrders, passStow, type StowOrders } from '../../plan/stow-order.ts'
import type { LatchState } from '../../plan/transmit-latches.ts'
import type { Tell } from '../tell.ts'
import { doubling } from './doubling-timer.ts'
import { KEEP_TIMES, type LatchKeeper, leftAtStart, UNREAD } from './latch-keeper.ts'

/** What orders to stow are taken from and told to. */
export interface StowDeskOptions {
  clock: Clock
  bus: Bus
  tell: Tell
  keeper: LatchKeeper
  /** How each mount stands, as tracking says. */
  mounts(): CommandReply<'stow.show'>['mounts']
  /** Mounts that can be stowed, by terminal; wind stows those that have a limit. */
  configured: Readonly<Record<string, { airSpeedLimitMps?: number | undefined }>>
  /** Called after each change. */
  onChange(): void
}

/** An order that nothing obeys would look obeyed. */
const NO_MOUNT = 'this train has no mount that can be stowed: nothing was done'

type Asked = ReturnType<CommandHandler<'stow.show'>>

/** What people on site order of mounts: taken as commands, kept over restarts, told to tracking. */
export class StowDesk {
  readonly #options: StowDeskOptions
  readonly #ends: readonly (() => void)[]
  #orders: StowOrders = noStowOrders

  constructor(options: StowDeskOptions) {
    const { bus, clock } = options
    this.#options = options
    this.#ends = [
      bus.handle('stow.set', (request) => {
        if (request.do !== 'off' && !this.#hasMounts()) return refuse(NO_MOUNT)
        return options.keeper.present() ? this.#set(askStow(this.#orders, request, clock.nowMs())) : refuse(UNREAD)
      }),
      bus.handle('stow.show', () => ({ ok: true, reply: this.#reply() })),
      clock.every(1_000, () => this.#pass()),
      doubling(clock, KEEP_TIMES, () => void this.#keep().catch(() => {})),
    ]
  }

  /** What held before a restart holds for what is left of it. */
  resume(): void {
    const kept = this.#options.keeper.present()?.stow
    if (!kept || !this.#hasMounts()) return
    const nowMs = this.#options.clock.nowMs()
    const ordered = kept.order
      ? askStow(this.#orders, { do: 'on', ...kept.order, forMs: leftAtStart(kept.order) }, nowMs).state
      : this.#orders
    this.#orders = kept.wind
      ? askStow(ordered, { do: 'wind', ...kept.wind, forMs: leftAtStart(kept.wind) }, nowMs).state
      : ordered
    void this.#keep().catch(() => {})
    this.#pass()
  }

  /** For tracking; absent while nothing is ordered. */
  told(): TopicMessage<'transmit'>['stow'] {
    const { order, wind } = this.#orders
    if (!order && !wind) return undefined
    return { ...(order && { order: `${order.by}: ${order.reason}` }), ...(wind && { windMps: wind.windMps }) }
  }

  close(): void {
    for (const end of this.#ends) end()
  }

  #hasMounts(): boolean {
    return Object.keys(this.#options.configured).length > 0
  }

  #pass(): void {
    const passed = passStow(this.#orders, this.#options.clock.nowMs())
    // Where it cannot be kept is told by the keeper; it holds all the same.
    if (passed.state !== this.#orders) this.#set(passed).catch(() => {})
  }

  async #set({ state, reasons }: Planned<StowOrders, never>): Promise<Awaited<Asked>> {
    this.#orders = state
    // What is over is no alarm any more.
    const severity = state.order || state.wind ? 'warning' : 'info'
    for (const text of reasons) this.#options.tell({ subject: 'stow', text, severity })
    this.#options.onChange()
    await this.#keep()
    return { ok: true, reply: this.#reply() }
  }

  async #keep(): Promise<void> {
    const { keeper } = this.#options
    const state = keeper.present()
    if (!state) return
    const { stow: kept, ...rest } = state
    const stow = this.#toKeep()
    if (stow || kept) await keeper.set(stow ? { ...rest, stow } : rest)
  }

  #toKeep(): LatchState['stow'] {
    const { order, wind } = this.#orders
    if (!order && !wind) return undefined
    return {
      ...(order && { order: { by: order.by, reason: order.reason, leftMs: this.#leftMs(order) } }),
      ...(wind && { wind: { by: wind.by, windMps: wind.windMps, leftMs: this.#leftMs(wind) } }),
    }
  }

  #heedsWind(): boolean {
    return Object.values(this.#options.configured).some(({ airSpeedLimitMps }) => airSpeedLimitMps !== undefined)
  }

  #leftMs({ untilMs }: { untilMs: number }): number {
    return Math.max(0, untilMs - this.#options.clock.nowMs())
  }

  #reply(): CommandReply<'stow.show'> {
    const { order, wind } = this.#orders
    return {
      ...(order && { order: { by: order.by, reason: order.reason, leftS: this.#leftMs(order) / 1000 } }),
      ...(wind && { wind: { by: wind.by, windMps: wind.windMps, leftS: this.#leftMs(wind) / 1000 } }),
      ...(wind && !this.#heedsWind() && { isWindIdle: true as const }),
      mounts: this.#options.mounts(),
    }
  }
}
