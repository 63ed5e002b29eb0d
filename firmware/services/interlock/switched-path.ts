import type { RfPosition, RfSwitch, RfSwitchReport } from '../../../drivers/rf-switch/rf-switch.ts'
import type { Clock } from '../../../hal/clock.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import {
  isPathThere,
  isUnreachable,
  needsQuiet,
  planRfSwitching,
  type RfSwitchingObservation,
  type RfSwitchingState,
  rfSwitchingAtStart,
} from '../../plan/rf-switching.ts'
import type { Tell } from '../tell.ts'

/** The switch between what is shared and the two that share it. */
export interface SwitchedPathOptions {
  name: string
  clock: Clock
  rfSwitch: RfSwitch
  /** What its two positions lead to, two antennas or two modems, position 1 first. */
  branches: readonly [string, string]
  /** How long a mute may take to be obeyed, ms: the permit line's hold and a little. */
  quietAfterMs: number
  tell: Tell
  /** Called when whether the path is there may have changed. */
  onChange(): void
}

/** How the switch stands, by the names of what it leads to. */
export interface SwitchStanding {
  position?: string
  isProven: boolean
  isMoving: boolean
  isStuck: boolean
  /** It leads to what the mediator has joined. */
  isThere: boolean
}

/** What the interlock makes of a switch: whether it stands right, and when the permit line has to rest for it. */
export type GuardedSwitch = Pick<SwitchedPath, 'standing' | 'needsQuiet' | 'setLineRenewed'>

/** Makes the mediator's decision the switch's position, and never while anybody may transmit. */
export class SwitchedPath {
  readonly #options: SwitchedPathOptions
  #state: RfSwitchingState = rfSwitchingAtStart
  #wanted: RfPosition | undefined
  #isPermitted = false
  #isLineRenewed = false
  /** Nobody has been permitted since this service runs; what another process permitted before has had to end by then. */
  #quietSinceMs: MonotonicMs | undefined
  #wasThere = false
  #report: RfSwitchReport
  #isCoilTold = false

  constructor(options: SwitchedPathOptions) {
    this.#options = options
    this.#quietSinceMs = options.clock.nowMs()
    this.#report = options.rfSwitch.report()
    options.rfSwitch.onReport(() => this.look())
  }

  leadsTo(branch: string): boolean {
    return this.#options.branches.includes(branch)
  }

  /** One of its branches, from now on: until it is there nothing transmits. */
  want(branch: string): void {
    this.#wanted = this.#options.branches[0] === branch ? 1 : 2
    this.#wasThere = isPathThere({ wanted: this.#wanted, report: this.#report })
  }

  /** Whether the interlock lets anybody transmit through it. */
  setPermitted(isPermitted: boolean): void {
    this.#isPermitted = isPermitted
    this.#listen()
  }

  /** Whether the permit line is renewed for whomever: a modem that does not obey its mute transmits by it. */
  setLineRenewed(isRenewed: boolean): void {
    this.#isLineRenewed = isRenewed
    this.#listen()
  }

  #listen(): void {
    if (this.#isPermitted || this.#isLineRenewed) this.#quietSinceMs = undefined
    else this.#quietSinceMs ??= this.#options.clock.nowMs()
  }

  /** Whether the permit line has to rest for it. */
  needsQuiet(): boolean {
    return needsQuiet(this.#state, this.#seen(), this.#options.clock.nowMs())
  }

  /** Reads the switch, and throws it when it is time. */
  look(): void {
    const { clock, rfSwitch, quietAfterMs, name, tell } = this.#options
    const nowMs = clock.nowMs()
    this.#report = rfSwitch.report()
    const quietForMs = this.#quietSinceMs === undefined ? 0 : nowMs - this.#quietSinceMs
    const seen = { ...this.#seen(), quietForMs, quietAfterMs }
    const { state, actions, reasons } = planRfSwitching(this.#state, seen, nowMs)
    this.#state = state
    for (const { to } of actions) {
      rfSwitch.throwTo(to)
      this.#report = rfSwitch.report()
    }
    for (const text of reasons)
      tell({
        subject: `${name} switch`,
        text,
        ...(this.#report.isStuck && !isPathThere(seen) && { severity: 'warning' as const }),
      })
    this.#tellCoil()
    const isThere = isPathThere(seen) && actions.length === 0
    if (isThere === this.#wasThere && reasons.length === 0) return
    this.#wasThere = isThere
    this.#options.onChange()
  }

  #tellCoil(): void {
    const { isCoilLeftPowered = false } = this.#report
    if (isCoilLeftPowered === this.#isCoilTold) return
    this.#isCoilTold = isCoilLeftPowered
    const { name, tell } = this.#options
    const text = isCoilLeftPowered
      ? 'a coil cannot be let go: take its power away before it burns'
      : 'its coils are let go again'
    tell({ subject: `${name} switch`, text, severity: isCoilLeftPowered ? 'warning' : 'info' })
  }

  #seen(): Pick<RfSwitchingObservation, 'wanted' | 'report'> {
    return { ...(this.#wanted !== undefined && { wanted: this.#wanted }), report: this.#report }
  }

  isThere(): boolean {
    return this.#wasThere
  }

  /** What the switch did not get to lately. */
  unreachable(): readonly string[] {
    const { branches, clock } = this.#options
    const nowMs = clock.nowMs()
    return branches.filter((_, index) => isUnreachable(this.#state, index === 0 ? 1 : 2, nowMs))
  }

  standing(): SwitchStanding {
    const { position, isProven, isMoving, isStuck } = this.#report
    const branch = position && this.#options.branches[position - 1]
    return { ...(branch && { position: branch }), isProven, isMoving, isStuck, isThere: this.#wasThere }
  }

  close(): Promise<void> {
    return this.#options.rfSwitch.close()
  }
}
