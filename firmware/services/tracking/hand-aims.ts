import type { Cancel } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import { type Answer, refuse } from '../../bus/answer.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import { type Direction, separationDeg } from '../../domain/frames.ts'
import {
  askHandAim,
  endHandAim,
  HAND_KEEP_MS,
  type HandRequest,
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

/** Of a lease, for whoever asked for it. */
export interface HandTold {
  by: string
  leftS: number
  /** The interlock keeps the terminal muted: before that it does not move. */
  isMuted: boolean
  /** How long the interlock lifts that mute still, s; absent while it does not. */
  liftedForS?: number
}

/** The interlock mutes for so long after the last word of whoever aims: longer than the aim itself may last. */
const HOLD_FOR_MS = HAND_KEEP_MS + 3_000

const told = ({ azimuthDeg, elevationDeg }: Direction) => ({ azimuthTrueDeg: azimuthDeg, elevationDeg })

const refusal = (why: string | undefined) => (why === undefined ? undefined : refuse(why))

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
  #lifts: Readonly<Record<string, number>> = {}

  constructor(context: ServiceContext) {
    this.#context = context
    this.#tell = tellAs('tracking', context)
    const { bus } = context
    this.#ends = [
      bus.handle('point.set', async ({ azimuthTrueDeg, elevationDeg, ...request }) => {
        const to = { azimuthDeg: azimuthTrueDeg, elevationDeg }
        return refusal(await this.begin({ ...request, to })) ?? this.#shown()
      }),
      bus.handle('point.keep', async ({ terminal, by }) => refusal(await this.keep(terminal, by)) ?? this.#shown()),
      bus.handle('point.end', ({ terminal, by }) => {
        this.end(terminal, `ended by ${by}`)
        return this.#shown()
      }),
      bus.handle('point.show', () => this.#shown()),
    ]
  }

  onNavigation({ speedMps, atMs }: TopicMessage<'navigation'>): void {
    this.#speed = speedMps === undefined ? undefined : { mps: speedMps, atMs }
  }

  /** `undefined` while the interlock is silent. */
  onTransmit(message: Pick<TopicMessage<'transmit'>, 'hands' | 'lifts'> | undefined): void {
    this.#muted = message?.hands ?? {}
    this.#lifts = message?.lifts ?? {}
  }

  /** Who aims a terminal by hand, and where to, with each step of its tracker; `undefined`: it follows its satellite. */
  at(terminal: string, standing: HandStanding, nowMs: MonotonicMs): ReturnType<typeof handAimOf> {
    this.#standings.set(terminal, standing)
    const state = this.#stateOf(terminal)
    if (!state.lease) return undefined
    const seen = this.#seen(terminal, standing)
    this.#take(terminal, passHandAim(state, seen, nowMs))
    return handAimOf(this.#stateOf(terminal), seen)
  }

  /** How the lease of a terminal stands, or in words why the last one was over. */
  told(terminal: string): HandTold | string {
    const { lease } = this.#stateOf(terminal)
    const standing = this.#standings.get(terminal)
    if (!lease || !standing) return this.#ended.get(terminal) ?? `nobody aims ${terminal}`
    const liftedForS = this.#lifts[terminal]
    return {
      by: lease.by,
      leftS: Math.max(0, lease.untilMs - this.#nowMs()) / 1000,
      isMuted: this.#seen(terminal, standing).isMuted,
      ...(liftedForS !== undefined && { liftedForS }),
    }
  }

  /** Whether the interlock lets a terminal transmit that is aimed by hand. */
  isLifted(terminal: string): boolean {
    return this.#lifts[terminal] !== undefined
  }

  /** Ends it for a reason in words. */
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

  /** Takes a terminal for a person, muted by the interlock first; else says why not. */
  async begin({ terminal, ...request }: HandRequest & { terminal: string }): Promise<string | undefined> {
    const standing = this.#standings.get(terminal)
    if (!standing) return `${terminal} is no terminal that this train aims`
    const before = this.#stateOf(terminal)
    const planned = askHandAim(before, { ...request, seen: this.#seen(terminal, standing) }, this.#nowMs())
    if (planned.state === before) return planned.reasons[0] ?? 'it cannot be aimed'
    const hold = await this.#hold(terminal, request.by)
    if (!hold.ok) return `the interlock does not mute it: ${hold.text}`
    // Of an aim before by the same person, whose hold may last still: what begins now moves muted.
    const mute = await this.#context.bus.request('hand.mute', { terminal })
    if (!mute.ok) return `the interlock does not mute it: ${mute.text}`
    if (this.#stateOf(terminal).lease?.by !== before.lease?.by) return 'somebody else was faster'
    this.#ended.delete(terminal)
    this.#take(terminal, planned)
    return undefined
  }

  /** Whoever aims is still there; else says why it is over. */
  async keep(terminal: string, by: string): Promise<string | undefined> {
    if (this.#stateOf(terminal).lease?.by !== by) return this.#ended.get(terminal) ?? `${by} does not aim ${terminal}`
    const hold = await this.#hold(terminal, by)
    const state = this.#stateOf(terminal)
    if (hold.ok && state.lease) this.#states.set(terminal, keepHandAim(state, this.#nowMs()))
    if (hold.ok && !state.lease) void this.#context.bus.request('hand.release', { terminal })
    return undefined
  }

  #hold(terminal: string, by: string) {
    return this.#context.bus.request('hand.hold', { terminal, by, forMs: HOLD_FOR_MS })
  }

  #nowMs(): MonotonicMs {
    return this.#context.clock.nowMs()
  }

  #shown(): Answer<Point> {
    const terminals: Shown['terminals'] = {}
    for (const [terminal, { lease }] of this.#states) {
      const standing = this.#standings.get(terminal)
      if (!lease?.to || !standing) continue
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
