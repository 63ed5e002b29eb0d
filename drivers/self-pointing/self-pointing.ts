import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'
import type { ToldPosition } from '../framing/openamip/messages.ts'
import type { SkyTarget } from '../framing/openamip/target.ts'

/** What the antenna is to find: as a modem wants it. */
export type SelfPointingTarget = SkyTarget

/** What the modem behind the antenna says now. */
export interface ModemWord {
  isLocked: boolean
  isTransmitAllowed: boolean
  carrierToNoiseDb?: number
}

/** What the antenna last said, all of it as it stands now. */
export interface SelfPointingReport {
  atMs: MonotonicMs
  /** Whether the antenna keeps the intervals that it was asked for. */
  isAlive: boolean
  isFunctional: boolean
  /** Whether, as the antenna judges it, its beam is on the satellite and clear. Nothing here measures that. */
  mayTransmit: boolean
  /** Of its own receiver; absent while it has none. */
  position?: ToldPosition
  /** When it told that. */
  positionAtMs?: MonotonicMs
  identity?: string
}

/** An antenna that finds its satellite and stays on it by itself; this firmware stands where its modem would. */
export interface SelfPointingAntenna {
  /** What it is to look at from now on; sent when it is ready, and again whenever it may have forgotten. */
  target(target: SelfPointingTarget): void
  /** A change of lock or permission is sent at once, before anything queued; the rest at the rate that the antenna asks for. */
  tellModem(word: ModemWord): void
  /** One handler; called with each change and each periodic report. */
  onReport(handler: (report: SelfPointingReport) => void): void
  counters(): DeviceCounters
  close(): Promise<void>
}

export interface SelfPointingDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  /** `self`: its modem names the satellite. `assisted`: this firmware names it, and the antenna peaks by itself. */
  pointing: 'self' | 'assisted'
  serial: SerialSettings
  timing: { statusEveryS: number; positionEveryS: number; lostAfterIntervals: number }
  open(with_: { link: SerialLink; clock: Clock }): SelfPointingAntenna
}
