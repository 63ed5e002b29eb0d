import type { Clock } from '../../../hal/clock.ts'
import type { Storage } from '../../../hal/storage.ts'
import { type CommandHandler, refuse } from '../../bus/answer.ts'
import type { Bus } from '../../bus/bus.ts'
import type { CommandReply } from '../../bus/commands.ts'
import type { TransmitOrder } from '../../domain/transmit-order.ts'
import type { Latches } from '../../plan/permit-conditions.ts'
import type { Planned } from '../../plan/planned.ts'
import { type LatchState, latchesOf, planLockout, planOrder, type Stamp } from '../../plan/transmit-latches.ts'
import { askMode, type ModeState, normalMode, passMode, type SpecialMode } from '../../plan/transmit-mode.ts'
import type { HeardTime } from '../heard-time.ts'
import type { Tell } from '../tell.ts'
import { doubling } from './doubling-timer.ts'
import { KEEP_TIMES, LatchKeeper, leftAtStart, UNREAD } from './latch-keeper.ts'
import { orderDesk } from './order-desk.ts'
import { StowDesk, type StowDeskOptions } from './stow-desk.ts'

/** What orders are taken from and told to. */
export interface TransmitOrdersOptions {
  clock: Clock
  bus: Bus
  storage: Storage
  time: HeardTime
  tell: Tell
  /** Whether this controller has run before: see LatchKeeperOptions. */
  hasRunBefore(): Promise<boolean>
  trainId: string
  /** Signers of orders from shore, each with its ed25519 public key, base64. */
  orderKeys: Readonly<Record<string, string>>
  /** Called at once after each change: whoever mutes must not wait for the medium. */
  onChange(): void
  /** How each mount stands, as tracking says. */
  mounts(): CommandReply<'stow.show'>['mounts']
  /** Mounts that can be stowed, by terminal. */
  configured: StowDeskOptions['configured']
}

type Reply = CommandReply<'transmission.show'>
type Asked = ReturnType<CommandHandler<'transmission.show'>>

/** What people on site and signed orders from shore say of transmitting: taken as commands, latched, kept. */
export class TransmitOrders {
  readonly #options: TransmitOrdersOptions
  readonly #keeper: LatchKeeper
  readonly #stow: StowDesk
  readonly #read: (text: string) => TransmitOrder | string
  readonly #ends: readonly (() => void)[]
  #mode: ModeState = normalMode
  /** Resolves when what is latched was read, or could not be. */
  readonly begun: Promise<void>

  constructor(options: TransmitOrdersOptions) {
    const { bus, clock } = options
    this.#options = options
    this.#keeper = new LatchKeeper(options)
    this.#stow = new StowDesk({ ...options, keeper: this.#keeper })
    this.#read = orderDesk(options.orderKeys)
    this.#ends = [
      bus.handle('lockout.set', (request) =>
        request.do === 'forget'
          ? this.#forget(request)
          : this.#latch((state) => planLockout(state, request, this.#now())),
      ),
      bus.handle('transmission.order', ({ text }) => this.#order(text)),
      bus.handle('mode.set', (request) =>
        this.#keeper.present() ? this.#setMode(askMode(this.#mode, request, clock.nowMs())) : refuse(UNREAD),
      ),
      bus.handle('transmission.show', () => ({ ok: true, reply: this.#reply() })),
      clock.every(1_000, () => this.#pass()),
      doubling(clock, KEEP_TIMES, () => void this.#keepMode().catch(() => {})),
    ]
    this.begun = this.#keeper.read().then(() => this.#resume())
  }

  /** Absent until it was read from where it is kept. */
  latches(): Latches | undefined {
    const state = this.#keeper.present()
    return state && latchesOf(state)
  }

  mode(): SpecialMode | undefined {
    return this.#mode.special?.mode
  }

  /** What was ordered of mounts. */
  stow(): ReturnType<StowDesk['told']> {
    return this.#stow.told()
  }

  /** All that people have ordered, to be compared; empty while nothing is. */
  words(): string {
    const { lockout, disabled } = this.latches() ?? {}
    return [lockout, disabled, this.unnamed()].filter((text) => text !== undefined && text !== '').join('; ')
  }

  /** Who ordered what the permit's conditions say without a name. */
  unnamed(): string {
    const { special } = this.#mode
    const { order, windMps } = this.stow() ?? {}
    const said = [
      ...(special ? [`mode ${special.mode} by ${special.by}`] : []),
      ...(order === undefined ? [] : [`mounts ordered to stow by ${order}`]),
      ...(windMps === undefined ? [] : [`wind of ${windMps} m/s told`]),
    ]
    return said.join('; ')
  }

  close(): void {
    this.#stow.close()
    for (const end of this.#ends) end()
  }

  /** A mode that held before a restart holds for what is left of it. */
  #resume(): void {
    this.#stow.resume()
    const special = this.#keeper.present()?.special
    if (special) {
      const { mode, by } = special
      const leftMs = leftAtStart(special)
      const nowMs = this.#options.clock.nowMs()
      this.#mode = askMode(normalMode, { do: 'set', mode, by, forMs: leftMs }, nowMs).state
      void this.#keepMode().catch(() => {})
      this.#pass()
    }
    this.#options.onChange()
  }

  #pass(): void {
    const before = this.#mode
    const passed = passMode(before, this.#options.clock.nowMs())
    if (passed.state === before) return
    // Where it cannot be kept is told by the keeper; it holds all the same.
    this.#setMode(passed).catch(() => {})
  }

  async #setMode({ state, reasons }: Planned<ModeState, never>): Promise<Awaited<Asked>> {
    this.#mode = state
    this.#say('mode', reasons)
    this.#options.onChange()
    await this.#keepMode()
    return { ok: true, reply: this.#reply() }
  }

  async #keepMode(): Promise<void> {
    const state = this.#keeper.present()
    if (!state) return
    const { special: kept, ...rest } = state
    const { special } = this.#mode
    if (!special && !kept) return
    const leftMs = special ? Math.max(0, special.untilMs - this.#options.clock.nowMs()) : 0
    await this.#keeper.set(special ? { ...rest, special: { mode: special.mode, by: special.by, leftMs } } : rest)
  }

  #order(text: string): Asked {
    const order = this.#read(text)
    const { trainId } = this.#options
    if (typeof order !== 'string')
      return this.#latch((state) => planOrder(state, order, { trainId, when: this.#now() }))
    this.#say('order', [`order refused: ${order}`])
    return refuse(order)
  }

  /** A person on site answers for what nobody can read any more. */
  async #forget({ by, reason }: { by: string; reason: string }): Promise<Awaited<Asked>> {
    await this.begun
    if (this.#keeper.present())
      return refuse('what is latched is known: lockout off lifts a lockout, a signed release an order')
    await this.#keeper.begin()
    this.#say('latches', [`what was latched and cannot be read is forgotten by ${by}: ${reason}`])
    this.#options.onChange()
    return { ok: true, reply: this.#reply() }
  }

  async #latch(plan: (state: LatchState) => Planned<LatchState, never>): Promise<Awaited<Asked>> {
    await this.begun
    const state = this.#keeper.present()
    if (!state) return refuse(UNREAD)
    const planned = plan(state)
    this.#say('latches', planned.reasons)
    const [refusal] = planned.state === state ? planned.reasons : []
    if (refusal !== undefined) return refuse(refusal)
    const kept = this.#keeper.set(planned.state)
    this.#options.onChange()
    await kept
    return { ok: true, reply: this.#reply() }
  }

  #now(): Stamp {
    return this.#options.time.at(this.#options.clock.nowMs())
  }

  #reply(): Reply {
    const state = this.#keeper.present()
    const unreadWhy = this.#keeper.unreadWhy()
    const { special } = this.#mode
    return {
      ...(!state && { isUnread: true as const, ...(unreadWhy !== undefined && { unreadWhy }) }),
      ...(state?.lockout && { lockout: state.lockout }),
      ...(state?.disabled && { disabled: state.disabled }),
      mode: special?.mode ?? 'normal',
      ...(special && {
        modeBy: special.by,
        modeLeftS: Math.max(0, special.untilMs - this.#options.clock.nowMs()) / 1000,
      }),
    }
  }

  #say(subject: string, reasons: readonly string[]): void {
    for (const reason of reasons) this.#options.tell({ subject, text: reason, severity: 'warning' })
  }
}
