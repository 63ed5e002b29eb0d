import type { Clock } from '../../hal/clock.ts'
import type { Gpio } from '../../hal/gpio.ts'
import type { MonotonicMs } from '../../hal/units.ts'

/** Which of its two branches a changeover switch joins to the common port; 1 is where an unpowered fail-safe one rests. */
export type RfPosition = 1 | 2

/** How a switch of radio cables stands. */
export interface RfSwitchReport {
  atMs: MonotonicMs
  /** Absent while its contact is on the way, or nobody knows. */
  position?: RfPosition
  /** Whether tell-tales say so; without them a position is believed once its switching time has passed. */
  isProven: boolean
  isMoving: boolean
  /** What was asked for last was not reached in as many tries as the driver makes. */
  isStuck: boolean
  /** A coil that is pulsed could not be let go: it is powered still, and may burn. */
  isCoilLeftPowered?: true
}

/** What came of its throws. */
export interface RfSwitchCounters {
  throws: number
  /** Throws that had to be repeated. */
  retries: number
  /** Throws that were given up. */
  failures: number
  /** Moves that nobody asked for. */
  strays: number
  /** Writes and readings that a line refused. */
  lineErrors: number
}

/** A changeover switch in a radio cable. It opens before it makes; whoever throws it sees to it that no power is on the cable. */
export interface RfSwitch {
  /** Ends within the driver's tries and times, there or stuck. A second call while it moves is for after this move. */
  throwTo(position: RfPosition): void
  /** Its tell-tales read anew. */
  report(): RfSwitchReport
  /** One handler; called with each change. */
  onReport(handler: (report: RfSwitchReport) => void): void
  counters(): RfSwitchCounters
  /** Takes power off a latching switch's coils; a fail-safe one is left where it stands. */
  close(): Promise<void>
}

/** Lines of one switch, by the names of the board's pin map. A tell-tale is 1 while the contact is at its position, so that a cut wire proves nothing. */
export interface RfSwitchLines {
  /** Latching switches only: a pulse moves it to position 1. */
  to1?: string | undefined
  /** Fail-safe: position 2 while it is 1. Latching: a pulse moves it to position 2. */
  to2: string
  at1?: string | undefined
  at2?: string | undefined
}

export interface RfSwitchDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  /** `failsafe`: one coil, held; `latching`: two coils, pulsed, never both. */
  coils: 'failsafe' | 'latching'
  timing: {
    /** Of one try, contact bounce included. */
    switchesWithinMs: number
    /** How long a latching coil is powered. */
    pulseMs: number
    /** How long a tell-tale must hold to be believed. */
    debounceMs: number
    tries: number
  }
  /** Moves nothing. Rejects with TerminalError `gpio-missing` when the board has not its lines; none stays open then. */
  open(with_: { gpio: Gpio; clock: Clock; lines: RfSwitchLines }): Promise<RfSwitch>
}
