import type { Clock } from '../../hal/clock.ts'
import type { Gpio, Level } from '../../hal/gpio.ts'
import type { MonotonicMs } from '../../hal/units.ts'

/** What the power board's lines say, in claims rather than levels. */
export interface PowerReport {
  atMs: MonotonicMs
  isSupplyFailing: boolean
  isTampered: boolean
  /** The roof-work key switch: while it is turned nothing may transmit or move. */
  isLockedOut: boolean
  isEmergencyPressed: boolean
}

export type PowerLed = 'run' | 'link' | 'fault'

/** The lines of a power board that only read or show; the transmit-permit line is the interlock's alone (`PermitLine`). */
export interface PowerBoard {
  /** One handler; called with each change, after debouncing, and once as soon as every input has told its level. */
  onReport(handler: (report: PowerReport) => void): void
  /** Every input read anew, after debouncing; undefined while one of them cannot be read or has not told its level. */
  report(): PowerReport | undefined
  /** A light that the line refuses stays as it is. */
  showLed(led: PowerLed, isLit: boolean): void
  close(): Promise<void>
}

/**
 * The retriggered transmit permit: each edge permits for the board's hold time (80 ms), no edge mutes.
 * There is no way to hold it: who stops calling `renew` has muted.
 */
export interface PermitLine {
  /** Makes an edge; false when the line refused it, and then the board mutes. */
  renew(): boolean
  /** Leaves the line as it stands: without edges the board mutes. */
  close(): void
}

/** Which line of the pin map does what, and which level means yes. */
export interface PowerLines {
  powerFail: { line: string; activeLevel: Level }
  tamper: { line: string; activeLevel: Level }
  lockout: { line: string; activeLevel: Level }
  emergency: { line: string; activeLevel: Level }
  transmitPermit: { line: string }
  leds: Readonly<Record<PowerLed, string>>
}

export interface PowerBoardDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  lines: PowerLines
  timing: { debounceMs: number; permitHoldMs: number }
  /** Rejects with TerminalError `gpio-missing` when the board has not all lines. */
  open(with_: { gpio: Gpio; clock: Clock }): Promise<PowerBoard>
  /** Opening makes no edge on a line at rest. */
  openPermit(with_: { gpio: Gpio }): Promise<PermitLine>
}
