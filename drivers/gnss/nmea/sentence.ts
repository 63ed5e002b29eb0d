import type { CalendarDate } from '../calendar.ts'
import type { FixQuality } from '../gnss.ts'
import type { FieldPosition } from './field-values.ts'

/** Recommended minimum: position, velocity and date. */
export interface Rmc extends FieldPosition {
  kind: 'rmc'
  timeOfDayMs: number | undefined
  isValid: boolean
  /** Absent where the sentence has no mode. */
  quality: FixQuality | undefined
  speedMps: number | undefined
  courseTrueDeg: number | undefined
  date: CalendarDate | undefined
}

/** Position, quality and height. */
export interface Gga extends FieldPosition {
  kind: 'gga'
  timeOfDayMs: number | undefined
  /** Absent where the field is empty: some receivers never fill it. */
  isValid: boolean | undefined
  quality: FixQuality | undefined
  satellitesUsed: number | undefined
  hdop: number | undefined
  /** Above mean sea level. */
  altitudeM: number | undefined
  /** Geoid above the WGS84 ellipsoid. */
  geoidSeparationM: number | undefined
}

/** As GGA, for several systems together. */
export interface Gns extends FieldPosition {
  kind: 'gns'
  timeOfDayMs: number | undefined
  isValid: boolean
  quality: FixQuality | undefined
  satellitesUsed: number | undefined
  hdop: number | undefined
  altitudeM: number | undefined
  geoidSeparationM: number | undefined
}

/** Position alone. */
export interface Gll extends FieldPosition {
  kind: 'gll'
  timeOfDayMs: number | undefined
  isValid: boolean
  quality: FixQuality | undefined
}

/** u-blox's own: position with accuracy and velocity. */
export interface Pubx00 extends FieldPosition {
  kind: 'pubx00'
  timeOfDayMs: number | undefined
  mode: 'none' | '2d' | '3d'
  quality: FixQuality | undefined
  /** Above the WGS84 ellipsoid. */
  heightM: number | undefined
  horizontalSigmaM: number | undefined
  verticalSigmaM: number | undefined
  speedMps: number | undefined
  courseTrueDeg: number | undefined
  /** Upwards positive. */
  climbMps: number | undefined
  hdop: number | undefined
  satellitesUsed: number | undefined
}

/** Velocity over ground. */
export interface Vtg {
  kind: 'vtg'
  courseTrueDeg: number | undefined
  speedMps: number | undefined
}

/** Kind of fix, satellites in it, dilution of precision. */
export interface Gsa {
  kind: 'gsa'
  talker: string
  /** 1 none, 2 two-dimensional, 3 three-dimensional. */
  fixMode: number | undefined
  /** Of the system whose satellites these are; from NMEA 4.10 on. */
  systemId: number | undefined
  satelliteIds: readonly number[]
  pdop: number | undefined
  hdop: number | undefined
  vdop: number | undefined
}

export interface SatelliteInView {
  id: number
  elevationDeg: number | undefined
  azimuthDeg: number | undefined
  carrierToNoiseDbHz: number | undefined
}

/** Up to four satellites in view; one sentence of a group. */
export interface Gsv {
  kind: 'gsv'
  talker: string
  sentences: number
  sentence: number
  /** From NMEA 4.10 on; a satellite comes once a signal. */
  signalId: number | undefined
  satellites: readonly SatelliteInView[]
}

/** Time and date. */
export interface Zda {
  kind: 'zda'
  timeOfDayMs: number | undefined
  date: CalendarDate | undefined
}

/** Position error statistics, 1σ. */
export interface Gst {
  kind: 'gst'
  timeOfDayMs: number | undefined
  latSigmaM: number | undefined
  lonSigmaM: number | undefined
  heightSigmaM: number | undefined
}

/** True heading of a compass or two antennas. */
export interface Hdt {
  kind: 'hdt'
  headingTrueDeg: number | undefined
}

/** True heading and how it was come by. */
export interface Ths {
  kind: 'ths'
  headingTrueDeg: number | undefined
  isValid: boolean
}

/** Attitude of an inertial unit. */
export interface Pashr {
  kind: 'pashr'
  timeOfDayMs: number | undefined
  headingTrueDeg: number | undefined
  rollDeg: number | undefined
  pitchDeg: number | undefined
  headingSigmaDeg: number | undefined
}

/** Words of the receiver. */
export interface Txt {
  kind: 'txt'
  text: string
}

export type KnownSentence = Rmc | Gga | Gns | Gll | Pubx00 | Vtg | Gsa | Gsv | Zda | Gst | Hdt | Ths | Pashr | Txt

/** A sentence whose checksum was right: understood, of a kind not decoded here, or with a field that cannot be. */
export type Sentence = KnownSentence | { kind: 'other' } | { kind: 'invalid'; reason: string }
