import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'

/** One epoch of a receiver with a position, put together from the sentences or messages of the same UTC time. */
export interface GnssFix {
  kind: 'fix'
  /** When the epoch's last byte arrived. */
  atMs: MonotonicMs
  /** Absent until the receiver gave a whole date and time. */
  utcMs?: UtcMs
  mode: '2d' | '3d'
  latDeg: number
  lonDeg: number
  /** Above the WGS84 ellipsoid; absent in a 2D fix. */
  heightM?: number
  speedMps?: number
  /** Course over ground, clockwise from true north, 0 to 360; absent when the receiver gives none (at rest). */
  courseTrueDeg?: number
  satellitesUsed?: number
  hdop?: number
}

/** An epoch in which the receiver says that it has no position, or a silence. It never carries an old position. */
export interface GnssNoFix {
  kind: 'no-fix'
  atMs: MonotonicMs
  utcMs?: UtcMs
  reason: 'receiver-says-no' | 'silent'
}

export type GnssReport = GnssFix | GnssNoFix

/** A receiver that is being read. */
export interface GnssReceiver {
  /** One handler; a call for each epoch, and one `silent` report for each silence longer than the liveness limit. */
  onReport(handler: (report: GnssReport) => void): void
  counters(): DeviceCounters
  close(): Promise<void>
}

/** What one reads like a data sheet of a kind of receiver. */
export interface GnssDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  serial: SerialSettings
  /** Epochs a second that the descriptor's liveness counts on. */
  nominalRateHz: number
  silentAfterMs: number
  open(with_: { link: SerialLink; clock: Clock }): GnssReceiver
}
