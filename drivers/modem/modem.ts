import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'
import type { SkyTarget } from '../framing/openamip/target.ts'

/** What the modem wants the antenna to look at, committed by its `find`. */
export type ModemTarget = SkyTarget

/** What the modem last said, all of it as it stands now. */
export interface ModemReport {
  atMs: MonotonicMs
  /** Whether the peer keeps the intervals that were agreed. */
  isAlive: boolean
  isLocked: boolean
  /** Whether the modem itself allows transmission. */
  isTransmitAllowed: boolean
  carrierToNoiseDb?: number
  /** When it told that: a search for the best direction must know where the antenna looked. */
  carrierToNoiseAtMs?: MonotonicMs
  /** The geostationary satellite it asked for, if it did. */
  target?: ModemTarget
  /** The satellite that the network assigned, as NORAD catalogue number; it wins over our own plan. */
  assignedNoradId?: number
  identity?: string
}

/** What the antenna side tells the modem when asked. */
export interface AntennaReport {
  isFunctional: boolean
  mayTransmit: boolean
  /** Absent when no position can be trusted. */
  position?: {
    latDeg: number
    lonDeg: number
    heightM: number
    headingTrueDeg: number
    speedMps: number
    pitchDeg: number
    rollDeg: number
  }
}

/** A satellite modem at the other end of an antenna-control line; this firmware is the antenna. */
export interface SatelliteModem {
  /** What is told from now on; a change of `isFunctional` or `mayTransmit` is sent at once, before anything queued. */
  tell(report: AntennaReport): void
  /** One handler; called with each change and each periodic report. */
  onReport(handler: (report: ModemReport) => void): void
  counters(): DeviceCounters
  close(): Promise<void>
}

export interface SatelliteModemDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  serial: SerialSettings
  timing: { lockReportEveryS: number; lostAfterIntervals: number }
  open(with_: { link: SerialLink; clock: Clock }): SatelliteModem
}
