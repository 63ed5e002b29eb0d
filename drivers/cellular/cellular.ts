import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'

export type Registration = 'searching' | 'home' | 'roaming' | 'denied' | 'none' | 'unknown'

/** What a cellular modem last said, all of it as it stands now. */
export interface CellularReport {
  atMs: MonotonicMs
  /** Whether the modem answers. */
  isAlive: boolean
  registration: Registration
  /** 3GPP access technology number, where given. */
  accessTechnology?: number
  operator?: string
  /** Reference signal received power; absent when the modem does not know. */
  rsrpDbm?: number
  rsrqDb?: number
  /** Received signal strength of modems that do not tell RSRP. */
  rssiDbm?: number
  model?: string
  /** UTC as the network told it, when the modem answered; whole seconds, and as wrong as the network is. */
  networkTime?: { atMs: MonotonicMs; utcMs: UtcMs }
}

/** A cellular modem under AT commands. */
export interface CellularModem {
  /** One handler; called with each change and each poll. */
  onReport(handler: (report: CellularReport) => void): void
  counters(): DeviceCounters
  close(): Promise<void>
}

export interface CellularDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  serial: SerialSettings
  timing: { replyTimeoutMs: number; pollEveryMs: number; retries: number; silentAfterMs: number }
  /** Takes over the link and closes it with the modem. */
  open(with_: { link: SerialLink; clock: Clock }): CellularModem
}
