import type { Cancel } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import { type Answer, type CommandHandler, refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import { type Direction, separationDeg } from '../../domain/frames.ts'
import {
  askHandAim,
  endHandAim,
  HAND_KEEP_MS,
  type HandSeen,
  type HandState,
  handAimOf,
  handAtStart,
  keepHandAim,
  passHandAim,
} from '../../plan/hand-aim.ts'
import type { Planned } from '../../plan/planned.ts'
import type { ServiceContext } from '../service.ts'
import { type Tell, tellAs } from '../tell.ts'

/** What a tracker knows of its terminal. */
export interface HandStanding extends Omit<HandSeen, 'speedMps' | 'isMuted'> {
  /** Where it reads that it looks: true azimuth, over the horizon. */
  at(): Direction | undefined
}

type Shown = CommandReply<'point.show'>
type Point = 'point.set' | 'point.keep' | 'point.end'

/** The interlock mutes for so long after the last word of whoever aims: longer than the aim itself may last. */
const HOLD_FOR_MS = HAND_KEEP_MS + 3_000

const told = ({ azimuthDeg, elevationDeg }: Direction) => ({ azimuthTrueDeg: azimuthDeg, elevationDeg })

/** Aims by hand of all terminals: taken as commands, muted by the interlock first, asked for by each tracker with its step. */
export class HandAims {
  readonly #context: ServiceContext
  readonly #tell: Tell
  readonly #states = new Map<string, HandState>()
  readonly #standings = new Map<string, HandStanding>()
  readonly #ended = new Map<string, string>()
  readonly #ends: readonly Cancel[]
  #speed: { mps: number; atMs: number } | undefined
  #muted: Readonly<Record<string, string>> = {}

  constructor(context: ServiceContext) {
    this.#context = context
    this.#tell = tellAs('tracking', context)
    const { bus } = context
    this.#ends = [
      bus.handle('point.set', (request) => this.#set(request)),
      bus.handle('point.keep', (request) => this.#keep(request)),
      bus.handle('point.end', ({ terminal, by }) => {
        this.#take(terminal, endHandAim(this.#stateOf(terminal), `ended by ${by}`))
        return this.#shown()
      }),
      bus.handle('point.show', () => this.#shown()),
    ]
  }

  onNavigation({ speedMps, atMs }: TopicMessage<'navigation'>): void {
    this.#speed = speedMps === undefined ? undefined : { mps: speedMps, atMs }
  }

  /** `undefined` while the interlock is silent. */
  onTransmit(message: Pick<TopicMessage<'transmit'>, 'hands'> | undefined): void {
    this.#muted = message?.hands ?? {}
  }

  /** Where a terminal is to look by hand, with each step of its tracker; `undefined`: it follows its satellite. */
  at(terminal: string, standing: HandStanding, nowMs: MonotonicMs): { by: string; to: Direction } | undefined {
    this.#standings.set(terminal, standing)
    const state = this.#stateOf(terminal)
    if (!state.lease) return undefined
    const seen = this.#seen(terminal, standing)
    this.#take(terminal, passHandAim(state, seen, nowMs))
    const to = handAimOf(this.#stateOf(terminal), seen)
    return to && { by: state.lease.by, to }
  }

  /** Its tracker cannot aim there. */
  end(terminal: string, why: string): void {
    this.#take(terminal, endHandAim(this.#stateOf(terminal), why))
  }

  close(): void {
    for (const end of this.#ends) end()
  }

  #stateOf(terminal: string): HandState {
    return this.#states.get(terminal) ?? handAtStart
  }

  #seen(terminal: string, standing: HandStanding): HandSeen {
    const { by } = this.#stateOf(terminal).lease ?? {}
    const isFresh = this.#speed && this.#context.clock.nowMs() - this.#speed.atMs <= topics.navigation.staleAfterMs
    return {
      ...standing,
      speedMps: isFresh ? this.#speed?.mps : undefined,
      isMuted: by !== undefined && this.#muted[terminal] === by,
    }
  }

  /** Takes over what was planned; the interlock lifts its mute once the aim is over. */
  #take(terminal: string, { state, reasons }: Planned<HandState, never>): void {
    const { lease: before } = this.#stateOf(terminal)
    this.#states.set(terminal, state)
    for (const text of reasons) this.#tell({ subject: terminal, text, severity: 'warning' })
    if (!before || state.lease) return
    this.#ended.set(terminal, reasons[0] ?? '')
    // Without an answer the mute ends by itself.
    void this.#context.bus.request('hand.release', { terminal })
  }

  async #set({
    terminal,
    by,
    forMs,
    azimuthTrueDeg,
    elevationDeg,
  }: Parameters<CommandHandler<'point.set'>>[0]): Promise<Answer<'point.set'>> {
    const standing = this.#standings.get(terminal)
    if (!standing) return refuse(`${terminal} is no terminal that this train aims`)
    const before = this.#stateOf(terminal)
    const request = { by, forMs, to: { azimuthDeg: azimuthTrueDeg, elevationDeg } }
    const planned = askHandAim(before, { ...request, seen: this.#seen(terminal, standing) }, this.#nowMs())
    if (planned.state === before) return refuse(planned.reasons[0] ?? 'it cannot be aimed')
    const hold = await this.#context.bus.request('hand.hold', { terminal, by, forMs: HOLD_FOR_MS })
    if (!hold.ok) return refuse(`the interlock does not mute it: ${hold.text}`)
    if (this.#stateOf(terminal).lease?.by !== before.lease?.by) return refuse('somebody else was faster')
    this.#ended.delete(terminal)
    this.#take(terminal, planned)
    return this.#shown()
  }

  async #keep({ terminal, by }: Parameters<CommandHandler<'point.keep'>>[0]): Promise<Answer<'point.keep'>> {
    if (this.#stateOf(terminal).lease?.by !== by)
      return refuse(this.#ended.get(terminal) ?? `${by} does not aim ${terminal}`)
    const hold = await this.#context.bus.request('hand.hold', { terminal, by, forMs: HOLD_FOR_MS })
    const state = this.#stateOf(terminal)
    if (hold.ok && state.lease) this.#states.set(terminal, keepHandAim(state, this.#nowMs()))
    if (hold.ok && !state.lease) void this.#context.bus.request('hand.release', { terminal })
    return this.#shown()
  }

  #nowMs(): MonotonicMs {
    return this.#context.clock.nowMs()
  }

  #shown(): Answer<Point> {
    const terminals: Shown['terminals'] = {}
    for (const [terminal, { lease }] of this.#states) {
      const standing = this.#standings.get(terminal)
      if (!lease || !standing) continue
      const at = standing.at()
      terminals[terminal] = {
        by: lease.by,
        to: told(lease.to),
        leftS: Math.max(0, lease.untilMs - this.#nowMs()) / 1000,
        isMuted: this.#seen(terminal, standing).isMuted,
        ...(at && { at: told(at), errorDeg: separationDeg(at, lease.to) }),
      }
    }
    return { ok: true, reply: { terminals, ended: Object.fromEntries(this.#ended) } }
  }
}
