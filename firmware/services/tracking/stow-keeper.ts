import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import type { Direction } from '../../domain/frames.ts'
import { clampTo, type MountLimits } from '../../domain/mount-axes.ts'
import type { StowedAhead } from '../../plan/forecast.ts'
import {
  longestStowS,
  planStow,
  type StowAction,
  type StowRest,
  type StowSeen,
  type StowState,
  stowAtStart,
} from '../../plan/stow.ts'
import { causeWords, noCauses, planCauses, type StowCauses } from '../../plan/stow-causes.ts'
import type { Tell } from '../tell.ts'
import type { StowWatch } from './stow-watch.ts'

type Said = NonNullable<TopicMessage<'permission'>['terminals'][string]['stow']>

/** A mount that can be laid down. */
export interface StowableMount {
  readonly rest: StowRest
  readonly limits: MountLimits
  /** Of air against it, m/s; without it wind lays it down by order only. */
  readonly airSpeedLimitMps?: number | undefined
  /** Rejects with a TerminalError when the mount did not take it; it is given again then. */
  move(to: Direction): Promise<void>
}

/** Beside the way itself: what readings and a lost command take, s. Chosen. */
const SPARE_S = 5

/** Lays one terminal's mount down and says how it stands. */
export class StowKeeper {
  readonly #mount: StowableMount
  readonly #watch: StowWatch
  readonly #tell: Tell
  readonly #name: string
  readonly #leadS: number
  readonly #blindAzimuthDeg: number
  #lastRead: Direction | undefined
  #causes: StowCauses = noCauses
  #state: StowState = stowAtStart
  #said: Said = { state: 'in use', reasons: [] }

  constructor({ name, mount, watch, tell }: { name: string; mount: StowableMount; watch: StowWatch; tell: Tell }) {
    this.#name = name
    this.#mount = mount
    this.#watch = watch
    this.#tell = tell
    const [min, max] = mount.limits.azimuthDeg
    this.#blindAzimuthDeg = (min + max) / 2
    this.#leadS = longestStowS(mount.rest, mount.limits) + SPARE_S
  }

  /** True while the mount lies or lies down: nothing else may move it. News when something was told. */
  step(
    seen: Pick<StowSeen, 'isHeld' | 'reading' | 'isOnTarget'>,
    nowMs: MonotonicMs,
  ): { isStowing: boolean; isNews: boolean } {
    const { rest, airSpeedLimitMps } = this.#mount
    if (seen.reading) this.#lastRead = seen.reading
    const conditions = this.#watch.conditions(this.#leadS, nowMs)
    const limits = { shockLimitG: this.#watch.shockLimitG, airSpeedLimitMps }
    this.#causes = planCauses(this.#causes, { conditions, limits }, nowMs)
    const known = { ...seen, lastRead: this.#lastRead, blindAzimuthDeg: this.#blindAzimuthDeg }
    const planned = planStow(this.#state, { ...known, rest, causes: causeWords(this.#causes) }, nowMs)
    this.#state = planned.state
    const severity = this.isStowing() ? 'warning' : 'info'
    for (const text of planned.reasons) this.#tell({ subject: this.#name, text, severity })
    for (const action of planned.actions) this.#execute[action.do](action as never)
    const isNews = planned.reasons.length > 0
    if (isNews || planned.actions.some((action) => action.do === 'warn')) this.#say()
    return { isStowing: this.isStowing(), isNews }
  }

  isStowing(): boolean {
    return this.#state.phase === 'stowing' || this.#state.phase === 'stowed'
  }

  /** For the forecast: what of the line will lay it down. */
  ahead(nowMs: MonotonicMs): StowedAhead {
    return (seconds) => {
      const stretch = this.#watch.clearanceAfter(seconds, this.#leadS, nowMs)
      return stretch && `low clearance ${stretch.name}`
    }
  }

  /** What permission and pointing say of it. */
  said(): Said {
    return this.#said
  }

  /** Why it is not aimed. */
  reason(): string {
    return `${this.#state.phase}: ${this.#state.causes.join('; ')}`
  }

  #say(): void {
    const { phase, causes, isLate } = this.#state
    this.#said = { state: phase, reasons: [...causes], ...(isLate && { isLate }) }
  }

  readonly #execute: { [K in StowAction['do']]: (action: Extract<StowAction, { do: K }>) => void } = {
    move: ({ to }) => {
      const { limits, move } = this.#mount
      // A reading may lie a little beyond a stop, and no driver goes there.
      const within: Direction = {
        azimuthDeg: clampTo(to.azimuthDeg, limits.azimuthDeg),
        elevationDeg: clampTo(to.elevationDeg, limits.elevationDeg),
      }
      move(within).catch(() => {
        const { sent: _, ...rest } = this.#state
        this.#state = rest
      })
    },
    warn: ({ text }) => this.#tell({ subject: this.#name, text, severity: 'warning' }),
  }
}
