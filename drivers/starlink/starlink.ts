import type { Clock } from '../../hal/clock.ts'
import type { RpcChannel } from '../../hal/rpc.ts'
import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'

/** Why a terminal carries nothing, in its maker's words; `unknown` also for one that this firmware does not know. */
export const outageCauses = [
  'unknown',
  'booting',
  'stowed',
  'thermal-shutdown',
  'no-schedule',
  'no-satellites',
  'obstructed',
  'no-downlink',
  'no-pings',
  'actuator-activity',
  'cable-test',
  'sleeping',
  'moving-while-not-allowed',
  'sky-search',
] as const
export type OutageCause = (typeof outageCauses)[number]

/** What a terminal complains of. */
export const starlinkAlerts = [
  'motors-stuck',
  'thermal-shutdown',
  'thermal-throttle',
  'power-supply-hot',
  'unexpected-location',
  'mast-not-vertical',
  'slow-ethernet',
  'no-ethernet',
  'roaming',
  'update-pending',
  'heating',
  'moving-not-allowed',
  'moving-too-fast',
  'weak-motors',
  'weak-signal',
  'water',
] as const
export type StarlinkAlert = (typeof starlinkAlerts)[number]

export const snowMeltModes = ['auto', 'always-on', 'always-off'] as const
export type SnowMeltMode = (typeof snowMeltModes)[number]

export interface Outage {
  cause: OutageCause
  startedUtcMs?: UtcMs
  /** Absent while it lasts, where the terminal says no more. */
  durationMs?: number
}

/** A restart that the terminal announces. */
export interface AnnouncedReboot {
  /** When; absent while it has fixed no time. */
  atUtcMs?: UtcMs
  /** It could start at once, and does when told to. */
  isReady: boolean
}

/** One second of the terminal's own measurement to its gateway. */
export interface StarlinkSample {
  /** Which second since the terminal started, from 0. */
  number: number
  /** Pings lost, 0 to 1. */
  loss: number
  /** Absent when all were lost. */
  latencyMs?: number
  /** Carried, Mbit/s: not what it could carry. */
  downlinkMbps?: number
  uplinkMbps?: number
}

/** The last whole 15 s: as long as a slot, so that the rhythm of slots does not show. */
export interface SlotMeasure {
  seconds: number
  loss: number
  latencyMs?: number
}

/** What a Starlink terminal last said, all of it as it stands now; what it did not say is absent. */
export interface StarlinkReport {
  atMs: MonotonicMs
  /** Whether the terminal answers. */
  isAlive: boolean
  /** Ids, versions and the like do not change between restarts. */
  hardware?: string
  software?: string
  uptimeS?: number
  /** Absent while it carries traffic. */
  outage?: Outage
  /** Pings lost in the last second, 0 to 1. */
  loss?: number
  latencyMs?: number
  lastSlot?: SlotMeasure
  alerts: readonly StarlinkAlert[]
  isStowAsked?: boolean
  isObstructed?: boolean
  /** Of the sky that it sees, 0 to 1. */
  obstructedShare?: number
  /** Until a satellite is scheduled for it, s; below 0 it does not know. */
  nextSlotInS?: number
  reboot?: AnnouncedReboot
  /** Service refused by its maker, in words. */
  disabled?: string
  gnss?: { isValid: boolean; satellites: number; isInhibited: boolean }
  snowMelt?: SnowMeltMode
  ethernetMbps?: number
  location?: { latDeg: number; lonDeg: number; heightM?: number; sigmaM?: number; atMs: MonotonicMs }
  /** Since the terminal started: seconds that its ring had lost before they were read. */
  lostSeconds: number
}

/** The sky as the terminal has learnt it, row by row from its own front; 1 clear, 0 obstructed, absent where it has not looked yet. */
export interface ObstructionMap {
  rows: number
  columns: number
  cells: readonly (number | undefined)[]
}

export interface StarlinkDiagnostics {
  hardware?: string
  software?: string
  selfTest: 'none' | 'passed' | 'failed'
  /** Numbers of the self test's failures, as its maker counts them. */
  selfTestCodes: readonly number[]
}

/** What an order to a terminal may be; all are harmless to repeat but `reboot`. */
export type StarlinkOrder =
  | { do: 'reboot' }
  | { do: 'stow'; isStowed: boolean }
  | { do: 'clear-obstruction-map' }
  | { do: 'snow-melt'; mode: SnowMeltMode }
  | { do: 'inhibit-gnss'; isInhibited: boolean }

/** A Starlink terminal, which points itself. */
export interface StarlinkDish {
  /** One handler; called with each status, and when the terminal is lost. */
  onReport(handler: (report: StarlinkReport) => void): void
  /** One handler; called with each second that the terminal measured, each once and in order. */
  onSamples(handler: (samples: readonly StarlinkSample[]) => void): void
  /** Rejects with TerminalError, as `RpcChannel.call` does, when the terminal has not taken it; is not tried again. */
  order(order: StarlinkOrder): Promise<void>
  /** Rejects as `order` does, and with `device-garbled`. */
  obstructionMap(): Promise<ObstructionMap>
  diagnostics(): Promise<StarlinkDiagnostics>
  counters(): DeviceCounters
  close(): Promise<void>
}

/** What the train's file wants of its terminal; what is absent is left as it is. */
export interface StarlinkSettings {
  snowMelt?: SnowMeltMode
  isGnssInhibited?: boolean
}

export interface StarlinkOpening {
  channel: RpcChannel
  clock: Clock
  settings?: StarlinkSettings
}

export interface StarlinkDescriptor {
  name: string
  manual: string
  maturity: 'hardware' | 'emulator' | 'twin'
  timing: {
    statusEveryMs: number
    historyEveryMs: number
    locationEveryMs: number
    replyTimeoutMs: number
    /** Without an answer for this long it is lost. */
    silentAfterMs: number
    /** A terminal that does not answer is asked more and more seldom, down to this. */
    backOffMostMs: number
  }
  /** Takes over the channel and closes it with the terminal. */
  open(with_: StarlinkOpening): StarlinkDish
}
