import type { Clock } from '../../hal/clock.ts'
import type { Gpio } from '../../hal/gpio.ts'
import type { MonotonicMs } from '../../hal/units.ts'

/** What an odometer has counted. Wheels wear, slip and slide: a count is no way yet. */
export interface OdometerReading {
  /** When it was read. */
  atMs: MonotonicMs
  /** Since it was opened, of both directions; never falls. */
  pulses: number
  /** Forward ones less backward ones; absent without a second channel. */
  netPulses?: number
  /** Of the coach itself, at the last pulse: forward is towards its nose. */
  direction: 'forward' | 'backward' | 'unknown'
  /** When the last pulse came; absent before the first. */
  lastPulseMs?: MonotonicMs
  /** Between the last two pulses; absent before the second. */
  pulsePeriodMs?: number
}

/** What came on the lines. */
export interface OdometerCounters {
  edges: number
  pulses: number
  /** Edges that came sooner than a wheel can turn, or repeated a level. */
  bounces: number
  /** Readings for which a line could not be read. */
  readErrors: number
}

/** Pulses of an axle. A train at rest and a dead sensor look alike here: who knows the speed from elsewhere tells them apart. */
export interface Odometer {
  /** Undefined while a line cannot be read: then pulses may be lost. */
  reading(): OdometerReading | undefined
  counters(): OdometerCounters
  close(): Promise<void>
}

/** The lines of one odometer, by the names of the board's pin map. Channel B lags A by a quarter of a pulse when the coach runs forward. */
export interface OdometerLines {
  a: string
  b?: string | undefined
}

export interface OdometerDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  limits: { maxSpeedMps: number; maxPulseHz: number }
  /** The longest that a contact bounces after an edge. */
  timing: { longestBounceMs: number }
  /** Rejects with TerminalError `gpio-missing` when the board has not its lines; none stays open then. */
  open(with_: { gpio: Gpio; clock: Clock; lines: OdometerLines; pulsesPerMetre: number }): Promise<Odometer>
}
