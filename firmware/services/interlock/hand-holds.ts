import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import { type Answer, refuse } from '../../bus/answer.ts'
import type { Bus } from '../../bus/bus.ts'
import { type TopicMessage, topics } from '../../bus/topics.ts'
import { STANDS_BELOW_MPS } from '../../plan/hand-aim.ts'
import type { Tell } from '../tell.ts'

interface HandHoldsOptions {
  clock: Clock
  bus: Bus
  terminals: readonly string[]
  tell: Tell
  /** Called at once with each change: everything is judged anew. */
  onChange(): void
}

interface Held {
  by: string
  cancel: Cancel
  /** The mute is lifted for a moment: a person said that the roof is clear. */
  lift?: { untilMs: MonotonicMs; cancel: Cancel }
}

/**
 * Terminals that are muted because somebody aims them by hand. Each hold ends by itself, whatever becomes of who asked; so does a lift, with the
 * hold, with its time, and as soon as navigation does not say that the train stands.
 */
export class HandHolds {
  readonly #options: HandHoldsOptions
  readonly #held = new Map<string, Held>()
  readonly #ends: readonly Cancel[]
  #speed: { mps: number; atMs: number } | undefined

  constructor(options: HandHoldsOptions) {
    this.#options = options
    const { bus } = options
    this.#ends = [
      bus.handle('hand.hold', ({ terminal, by, forMs }) => {
        if (!options.terminals.includes(terminal)) return refuse(`no terminal is called ${terminal}`)
        this.#hold(terminal, by, forMs)
        return { ok: true, reply: {} }
      }),
      bus.handle('hand.release', ({ terminal }) => {
        this.#release(terminal)
        return { ok: true, reply: {} }
      }),
      bus.handle('hand.lift', ({ terminal, by, forMs }) => this.#lift(terminal, by, forMs)),
      bus.handle('hand.mute', ({ terminal }) => {
        this.#endLift(terminal, 'asked to')
        return { ok: true, reply: {} }
      }),
    ]
  }

  onNavigation({ speedMps, atMs }: TopicMessage<'navigation'>): void {
    this.#speed = speedMps === undefined ? undefined : { mps: speedMps, atMs }
    this.#endUnlessStanding()
  }

  /** Who aims a terminal by hand, and whether its mute is lifted just now. */
  of(terminal: string): { by: string; isLifted: boolean } | undefined {
    this.#endUnlessStanding()
    const held = this.#held.get(terminal)
    return held && { by: held.by, isLifted: held.lift !== undefined }
  }

  /** For tracking, by terminal; absent while there is none. */
  told(): Record<string, string> | undefined {
    if (this.#held.size === 0) return undefined
    return Object.fromEntries([...this.#held].map(([terminal, { by }]) => [terminal, by]))
  }

  /** For tracking: how long each lift lasts still, s; absent while there is none. */
  liftsTold(): Record<string, number> | undefined {
    const nowMs = this.#options.clock.nowMs()
    const lifts = [...this.#held].flatMap(([terminal, { lift }]) =>
      lift ? [[terminal, Math.max(0, lift.untilMs - nowMs) / 1000] as const] : [],
    )
    return lifts.length > 0 ? Object.fromEntries(lifts) : undefined
  }

  close(): void {
    for (const end of this.#ends) end()
    for (const { cancel, lift } of this.#held.values()) {
      cancel()
      lift?.cancel()
    }
  }

  #hold(terminal: string, by: string, forMs: number): void {
    const before = this.#held.get(terminal)
    before?.cancel()
    const cancel = this.#options.clock.after(forMs, () => this.#release(terminal))
    if (before?.by === by) {
      this.#held.set(terminal, { ...before, cancel })
      return
    }
    before?.lift?.cancel()
    this.#held.set(terminal, { by, cancel })
    this.#options.onChange()
  }

  #release(terminal: string): void {
    const held = this.#held.get(terminal)
    held?.cancel()
    held?.lift?.cancel()
    if (this.#held.delete(terminal)) this.#options.onChange()
  }

  #lift(terminal: string, by: string, forMs: number): Answer<'hand.lift'> {
    const held = this.#held.get(terminal)
    if (held?.by !== by) return refuse(`${terminal} is not aimed by ${by}`)
    if (!this.#isStanding()) return refuse('navigation does not say that the train stands')
    const { clock, tell, onChange } = this.#options
    held.lift?.cancel()
    const cancel = clock.after(forMs, () => this.#endLift(terminal, 'its time has passed'))
    this.#held.set(terminal, { ...held, lift: { untilMs: (clock.nowMs() + forMs) as MonotonicMs, cancel } })
    const text = `may transmit for ${Math.ceil(forMs / 1000)} s while it is aimed by hand: ${by} says that the roof is clear`
    tell({ subject: terminal, text, severity: 'warning' })
    onChange()
    return { ok: true, reply: {} }
  }

  #endLift(terminal: string, why: string): void {
    const held = this.#held.get(terminal)
    if (!held?.lift) return
    held.lift.cancel()
    const { lift: _over, ...muted } = held
    this.#held.set(terminal, muted)
    this.#options.tell({
      subject: terminal,
      text: `muted again while it is aimed by hand: ${why}`,
      severity: 'warning',
    })
    this.#options.onChange()
  }

  #isStanding(): boolean {
    const isFresh = this.#speed && this.#options.clock.nowMs() - this.#speed.atMs <= topics.navigation.staleAfterMs
    return isFresh === true && (this.#speed?.mps ?? 0) <= STANDS_BELOW_MPS
  }

  #endUnlessStanding(): void {
    if (this.#isStanding()) return
    for (const terminal of this.#held.keys()) this.#endLift(terminal, 'the train moves, or nobody says that it stands')
  }
}
