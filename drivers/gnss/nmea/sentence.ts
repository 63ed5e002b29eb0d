import type { CalendarDate } from './fields.ts'

/** A position, degrees; both or neither. */
interface Position {
  latDeg: number | undefined
  lonDeg: number | undefined
}

/** Recommended minimum: position, velocity and date. */
export interface Rmc extends Position {
  kind: 'rmc'
  timeOfDayMs: number | undefined
  isValid: boolean
  speedMps: number | undefined
  courseTrueDeg: number | undefined
  date: CalendarDate | undefined
}

/** Position, quality and height. */
export interface Gga extends Position {
  kind: 'gga'
  timeOfDayMs: number | undefined
  /** 0 none, 1 autonomous, 2 differential, 4 RTK, 5 float, 6 estimated, 7 manual, 8 simulated. */
  quality: number | undefined
  satellitesUsed: number | undefined
  hdop: number | undefined
  /** Above mean sea level. */
  altitudeM: number | undefined
  /** Geoid above the WGS84 ellipsoid. */
  geoidSeparationM: number | undefined
}

/** As GGA, for several systems together. */
export interface Gns extends Position {
  kind: 'gns'
  timeOfDayMs: number | undefined
  isValid: boolean
  satellitesUsed: number | undefined
  hdop: number | undefined
  altitudeM: number | undefined
  geoidSeparationM: number | undefined
}

/** Position alone. */
export interface Gll extends Position {
  kind: 'gll'
  timeOfDayMs: number | undefined
  isValid: boolean
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
  /** 1 none, 2 two-dimensional, 3 three-dimensional. */
  fixMode: number | undefined
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
  inView: number | undefined
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

/** Words of the receiver. */
export interface Txt {
  kind: 'txt'
  text: string
}

export type KnownSentence = Rmc | Gga | Gns | Gll | Vtg | Gsa | Gsv | Zda | Gst | Hdt | Ths | Txt

/** A sentence whose checksum was right: understood, of a kind not decoded here, or with a field that cannot be. */
export type Sentence =
  | KnownSentence
  | { kind: 'other'; address: string }
  | { kind: 'invalid'; address: string; reason: string }
