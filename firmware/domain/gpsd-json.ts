import { AsciiBuffer, ascii } from './ascii-buffer.ts'
import { writeIsoTime } from './iso-time.ts'

/**
 * gpsd's JSON, as `gpsd_json(5)` of gpsd 3.25 names fields, units and modes; a field that is not known is left out.
 * The inputs are shapes of what receivers report, so that this imports no driver.
 */

/** An epoch with a position: degrees WGS84, metres, m/s; sigmas are one sigma. */
export interface GpsdFix {
  kind: 'fix'
  utcMs?: number
  mode: '2d' | '3d'
  quality?: string
  latDeg: number
  lonDeg: number
  heightM?: number
  heightMslM?: number
  speedMps?: number
  courseTrueDeg?: number
  climbMps?: number
  horizontalSigmaM?: number
  verticalSigmaM?: number
  speedSigmaMps?: number
  courseSigmaDeg?: number
  /** North and east, where they are known apart. */
  latSigmaM?: number
  lonSigmaM?: number
}

export interface GpsdNoFix {
  kind: 'no-fix'
  utcMs?: number
}

export interface GpsdSky {
  kind: 'sky'
  utcMs?: number
  satellites: readonly {
    system: string
    svid?: number | undefined
    azimuthDeg?: number | undefined
    elevationDeg?: number | undefined
    carrierToNoiseDbHz?: number | undefined
    isUsed: boolean
  }[]
  pdop?: number
  hdop?: number
  vdop?: number
}

export interface GpsdAttitude {
  kind: 'attitude'
  utcMs?: number
  headingTrueDeg?: number
  pitchDeg?: number
  rollDeg?: number
}

/** What of a receiver's reports gpsd's JSON can say; the other kinds give nothing. */
export type GpsdReport = GpsdFix | GpsdNoFix | GpsdSky | GpsdAttitude

const NO_FIX_MODE = 1

/** `status` of a TPV; 1, an ordinary fix, is not said. gpsd_json(5), TPV. */
const statuses: ReadonlyMap<string | undefined, number> = new Map([
  ['differential', 2],
  ['rtk-fixed', 3],
  ['rtk-float', 4],
  ['estimated', 5],
  ['manual', 7],
  ['simulated', 8],
  ['precise', 9],
])

/** gpsd's number of a system, and what it adds to a satellite's number within it to make a PRN. gpsd_json(5), SKY. */
const systems: ReadonlyMap<string, { gnssid: number; prnOffset: number }> = new Map([
  ['gps', { gnssid: 0, prnOffset: 0 }],
  ['sbas', { gnssid: 1, prnOffset: 0 }],
  ['galileo', { gnssid: 2, prnOffset: 300 }],
  ['beidou', { gnssid: 3, prnOffset: 400 }],
  ['imes', { gnssid: 4, prnOffset: 172 }],
  ['qzss', { gnssid: 5, prnOffset: 192 }],
  ['glonass', { gnssid: 6, prnOffset: 64 }],
  ['navic', { gnssid: 7, prnOffset: 500 }],
])

const key = (name: string): Uint8Array => ascii(`,"${name}":`)

const TPV = ascii('{"class":"TPV"')
const heads = { fix: TPV, 'no-fix': TPV, sky: ascii('{"class":"SKY"'), attitude: ascii('{"class":"ATT"') }
const DEVICE = key('device')
const TIME = ascii(',"time":"')
const QUOTE = ascii('"')
const COMMA = ascii(',')
const END = ascii('}')
const STATUS = key('status')
const MODE = key('mode')
const LAT = key('lat')
const LON = key('lon')
const ALT_HAE = key('altHAE')
const ALT_MSL = key('altMSL')
const ALT = key('alt')
const TRACK = key('track')
const SPEED = key('speed')
const CLIMB = key('climb')
const EPX = key('epx')
const EPY = key('epy')
const EPV = key('epv')
const EPD = key('epd')
const EPS = key('eps')
const GEOID_SEPARATION = key('geoidSep')
const EPH = key('eph')
const HDOP = key('hdop')
const PDOP = key('pdop')
const VDOP = key('vdop')
const SATELLITES_SEEN = key('nSat')
const SATELLITES_USED = key('uSat')
const SATELLITES = ascii(',"satellites":[')
const SATELLITES_END = ascii(']')
const PRN = ascii('{"PRN":')
const GNSS_ID = key('gnssid')
const SV_ID = key('svid')
const AZIMUTH = key('az')
const ELEVATION = key('el')
const STRENGTH = key('ss')
const USED = ascii(',"used":true}')
const NOT_USED = ascii(',"used":false}')
const HEADING = key('heading')
const PITCH = key('pitch')
const ROLL = key('roll')

const writeField = (out: AsciiBuffer, name: Uint8Array, value: number | undefined, digits: number): void => {
  if (value === undefined) return
  out.put(name)
  out.fixed(value, digits)
}

const writeCount = (out: AsciiBuffer, name: Uint8Array, value: number): void => {
  out.put(name)
  out.whole(value)
}

const writeHead = (out: AsciiBuffer, name: Uint8Array, device: string | undefined, utcMs: number | undefined): void => {
  out.put(name)
  if (device !== undefined) {
    out.put(DEVICE)
    out.text(JSON.stringify(device))
  }
  if (utcMs === undefined) return
  out.put(TIME)
  writeIsoTime(out, utcMs)
  out.put(QUOTE)
}

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b

/** gpsd takes a fix with an altitude for three-dimensional, even where a receiver says that it only assumes it. */
const modeOf = ({ mode, heightMslM }: GpsdFix): number => (mode === '3d' || heightMslM !== undefined ? 3 : 2)

const writeFix = (out: AsciiBuffer, fix: GpsdFix): void => {
  const status = statuses.get(fix.quality)
  if (status !== undefined) writeCount(out, STATUS, status)
  writeCount(out, MODE, modeOf(fix))
  writeField(out, LAT, fix.latDeg, 9)
  writeField(out, LON, fix.lonDeg, 9)
  writeField(out, ALT_HAE, fix.heightM, 4)
  writeField(out, ALT_MSL, fix.heightMslM, 4)
  writeField(out, ALT, fix.heightMslM ?? fix.heightM, 4)
  writeField(out, TRACK, fix.courseTrueDeg, 4)
  writeField(out, SPEED, fix.speedMps, 3)
  writeField(out, CLIMB, fix.climbMps, 3)
  writeField(out, EPX, fix.lonSigmaM, 3)
  writeField(out, EPY, fix.latSigmaM, 3)
  writeField(out, EPV, fix.verticalSigmaM, 3)
  writeField(out, EPD, fix.courseSigmaDeg, 4)
  writeField(out, EPS, fix.speedSigmaMps, 2)
  writeField(out, GEOID_SEPARATION, difference(fix.heightM, fix.heightMslM), 3)
  writeField(out, EPH, fix.horizontalSigmaM, 3)
}

const writeSatellite = (out: AsciiBuffer, seen: GpsdSky['satellites'][number]): void => {
  const system = systems.get(seen.system)
  const { svid } = seen
  out.put(PRN)
  out.whole(svid === undefined ? 0 : svid + (system?.prnOffset ?? 0))
  writeCount(out, GNSS_ID, system?.gnssid ?? 0)
  writeCount(out, SV_ID, svid ?? 0)
  writeField(out, AZIMUTH, seen.azimuthDeg, 1)
  writeField(out, ELEVATION, seen.elevationDeg, 1)
  writeField(out, STRENGTH, seen.carrierToNoiseDbHz, 1)
  out.put(seen.isUsed ? USED : NOT_USED)
}

const writeSky = (out: AsciiBuffer, { satellites, hdop, pdop, vdop }: GpsdSky): void => {
  let used = 0
  for (const { isUsed } of satellites) if (isUsed) used++
  writeField(out, HDOP, hdop, 2)
  writeField(out, PDOP, pdop, 2)
  writeField(out, VDOP, vdop, 2)
  writeCount(out, SATELLITES_SEEN, satellites.length)
  writeCount(out, SATELLITES_USED, used)
  out.put(SATELLITES)
  for (let index = 0; index < satellites.length; index++) {
    if (index > 0) out.put(COMMA)
    writeSatellite(out, satellites[index] as GpsdSky['satellites'][number])
  }
  out.put(SATELLITES_END)
}

const writeAttitude = (out: AsciiBuffer, { headingTrueDeg, pitchDeg, rollDeg }: GpsdAttitude): void => {
  writeField(out, HEADING, headingTrueDeg, 3)
  writeField(out, PITCH, pitchDeg, 3)
  writeField(out, ROLL, rollDeg, 3)
}

/** One line of gpsd's JSON without its line end: TPV (mode 1 without a fix), SKY or ATT; `device` names the receiver's port, in Latin-1. */
export const writeGpsdJson = (out: AsciiBuffer, report: GpsdReport, device?: string): void => {
  writeHead(out, heads[report.kind], device, report.utcMs)
  switch (report.kind) {
    case 'fix':
      writeFix(out, report)
      break
    case 'no-fix':
      writeCount(out, MODE, NO_FIX_MODE)
      break
    case 'sky':
      writeSky(out, report)
      break
    case 'attitude':
      writeAttitude(out, report)
      break
  }
  out.put(END)
}

const LINE_BYTES = 1024

/** The same as a text. */
export const gpsdJson = (report: GpsdReport, device?: string): string => {
  const out = new AsciiBuffer(LINE_BYTES)
  writeGpsdJson(out, report, device)
  return out.written().toString('latin1')
}
