import type { Clock } from '../../hal/clock.ts'
import type { SerialSettings } from '../../hal/port.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { Storage } from '../../hal/storage.ts'
import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import type { DeviceCounters } from '../framing/device-counters.ts'

/** How a position was come by. `estimated` is the receiver's own dead reckoning alone, `simulated` and `manual` are no measurement, `unsafe` is one that the receiver warns of. */
export type FixQuality =
  | 'autonomous'
  | 'differential'
  | 'rtk-fixed'
  | 'rtk-float'
  | 'precise'
  | 'estimated'
  | 'manual'
  | 'simulated'
  | 'unsafe'

/** One epoch of a receiver with a position, put together from the sentences or messages of the same UTC time. */
export interface GnssFix {
  kind: 'fix'
  /** When the epoch's last byte arrived. */
  atMs: MonotonicMs
  /** Absent until the receiver gave a whole date and time. */
  utcMs?: UtcMs
  mode: '2d' | '3d'
  quality?: FixQuality
  latDeg: number
  lonDeg: number
  /** Above the WGS84 ellipsoid; absent in a 2D fix. */
  heightM?: number
  /** Above mean sea level, as the receiver's geoid has it; in a 2D fix the one that it assumes. */
  heightMslM?: number
  speedMps?: number
  /** Course over ground, clockwise from true north, 0 to 360; absent when the receiver gives none (at rest). */
  courseTrueDeg?: number
  /** Upwards positive. */
  climbMps?: number
  satellitesUsed?: number
  hdop?: number
  /** One sigma, as the receiver states it; horizontal is the root of the squares of north and east. */
  horizontalSigmaM?: number
  verticalSigmaM?: number
  speedSigmaMps?: number
  courseSigmaDeg?: number
}

/**
 * An epoch in which the receiver says that it has no position, or a silence. It never carries an old position.
 * `not-measured` comes of no driver: it is made of a fix whose quality is none.
 */
export type GnssNoFix =
  | { kind: 'no-fix'; atMs: MonotonicMs; utcMs?: UtcMs; reason: 'receiver-says-no' | 'silent' }
  | {
      kind: 'no-fix'
      atMs: MonotonicMs
      utcMs?: UtcMs
      reason: 'not-measured'
      quality: Extract<FixQuality, 'estimated' | 'manual' | 'simulated' | 'unsafe'>
    }

export type GnssSystem = 'gps' | 'sbas' | 'galileo' | 'beidou' | 'imes' | 'qzss' | 'glonass' | 'navic'

/** One satellite in a receiver's view. */
export interface GnssSatellite {
  system: GnssSystem
  /** The system's own number: GPS PRN, GLONASS slot, Galileo E number; absent where a slot is not known yet. */
  svid?: number | undefined
  azimuthDeg?: number | undefined
  elevationDeg?: number | undefined
  /** dB-Hz; absent while it is not tracked. */
  carrierToNoiseDbHz?: number | undefined
  isUsed: boolean
}

/** The receiver's sky, whole: a group of sentences or a message. */
export interface GnssSky {
  kind: 'sky'
  atMs: MonotonicMs
  utcMs?: UtcMs
  satellites: readonly GnssSatellite[]
  pdop?: number
  hdop?: number
  vdop?: number
}

/** Attitude from two antennas or a receiver's own inertial fusion; body frame: x forward, y right, z down. */
export interface GnssAttitude {
  kind: 'attitude'
  atMs: MonotonicMs
  utcMs?: UtcMs
  /** Clockwise from true north, 0 to 360; of the line between the antennas until `baselineYawDeg` of its configuration turns it. */
  headingTrueDeg?: number
  headingSigmaDeg?: number
  pitchDeg?: number
  rollDeg?: number
}

/** *unknown* is not *ok*: many receivers say nothing of it. */
export type InterferenceLevel = 'unknown' | 'ok' | 'warning' | 'critical'

/** What the receiver says of jamming and spoofing. A message that tells of one leaves the other out. */
export interface GnssInterference {
  kind: 'interference'
  atMs: MonotonicMs
  source: 'MON-HW' | 'MON-RF' | 'SEC-SIG' | 'NAV-STATUS'
  jamming?: InterferenceLevel
  spoofing?: InterferenceLevel
}

/** Who the receiver is, once it is known. */
export interface GnssIdentity {
  kind: 'identity'
  atMs: MonotonicMs
  hardware?: string
  firmware?: string
}

/** How the set-up of a receiver goes, one sentence at each turn of it; receivers that are only read tell none. */
export interface GnssSetup {
  kind: 'setup'
  atMs: MonotonicMs
  /** For people. */
  text: string
  /** `searching`: no valid frame comes; `under-way`; `done`: acknowledged or refused step by step; `left-alone`: it does not answer, and is read as it is. */
  outcome: 'searching' | 'under-way' | 'done' | 'left-alone'
  /** Steps that the receiver refused, in the words of its manual. */
  refused: readonly string[]
}

export type GnssReport = GnssFix | GnssNoFix | GnssSky | GnssAttitude | GnssInterference | GnssIdentity | GnssSetup

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
  open(with_: GnssOpening): GnssReceiver
}

/** What a receiver is opened with. */
export interface GnssOpening {
  link: SerialLink
  clock: Clock
  /** Keeps what the driver learnt of the line. */
  storage?: Storage
  /** What the line is opened with; `serial`'s unless given. */
  baudRate?: number
  /** No date of the receiver is taken for more than a day earlier: the last proven time. The build date holds besides. */
  notBeforeUtcMs?: () => number
}
