import type { MonotonicMs } from '../../../hal/units.ts'
import type { TwinReport, TwinSummary } from '../../../hardware/twin/report.ts'
import type { Bus } from '../../bus/bus.ts'
import type { StopSignal } from '../stop-signal.ts'
import type { RideEvent } from './ride-view.ts'

/** Who looks on while a ride runs: its score, its screen. */
export interface RideWatch {
  readonly stop: StopSignal
  /** Called once, before anything moves. */
  onStart(bus: Bus, startMs: MonotonicMs): void
  onTruth(report: TwinReport): void
  /** What the bus does not carry: a process that ended, for one. */
  onEvent(event: RideEvent): void
  /** Who may log in at the console, by the first password of each; for the eyes of whoever rides, and for no file. */
  onConsoleUsers(passwords: Readonly<Record<string, string>>): void
  /** Called once, when the ride is over and everything still runs: what comes after belongs to closing down. */
  onEnd(twin: TwinSummary): void
}
