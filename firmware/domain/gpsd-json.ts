import { isoTime } from './iso-time.ts'

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

const field = (name: string, value: number | undefined, digits: number): string =>
  value === undefined ? '' : `,"${name}":${value.toFixed(digits)}`

const head = (name: string, device: string | undefined, utcMs: number | undefined): string =>
  `{"class":"${name}"${device === undefined ? '' : `,"device":${JSON.stringify(device)}`}${utcMs === undefined ? '' : `,"time":"${isoTime(utcMs)}"`}`

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b

/** gpsd takes a fix with an altitude for three-dimensional, even where a receiver says that it only assumes it. */
const modeOf = ({ mode, heightMslM }: GpsdFix): number => (mode === '3d' || heightMslM !== undefined ? 3 : 2)

const tpv = (fix: GpsdFix, device: string | undefined): string => {
  const status = statuses.get(fix.quality)
  return (
    head('TPV', device, fix.utcMs) +
    (status === undefined ? '' : `,"status":${status}`) +
    `,"mode":${modeOf(fix)}` +
    field('lat', fix.latDeg, 9) +
    field('lon', fix.lonDeg, 9) +
    field('altHAE', fix.heightM, 4) +
    field('altMSL', fix.heightMslM, 4) +
    field('alt', fix.heightMslM ?? fix.heightM, 4) +
    field('track', fix.courseTrueDeg, 4) +
    field('speed', fix.speedMps, 3) +
    field('climb', fix.climbMps, 3) +
    field('epx', fix.lonSigmaM, 3) +
    field('epy', fix.latSigmaM, 3) +
    field('epv', fix.verticalSigmaM, 3) +
    field('epd', fix.courseSigmaDeg, 4) +
    field('eps', fix.speedSigmaMps, 2) +
    field('geoidSep', difference(fix.heightM, fix.heightMslM), 3) +
    field('eph', fix.horizontalSigmaM, 3) +
    '}'
  )
}

/** With one decimal; nearly every angle and strength of a satellite is whole. */
const tenths = (value: number): string => (Number.isInteger(value) ? `${value}.0` : value.toFixed(1))

const satellite = (seen: GpsdSky['satellites'][number]): string => {
  const system = systems.get(seen.system)
  const prn = seen.svid === undefined ? 0 : seen.svid + (system?.prnOffset ?? 0)
  let json = `{"PRN":${prn},"gnssid":${system?.gnssid ?? 0},"svid":${seen.svid ?? 0}`
  if (seen.azimuthDeg !== undefined) json += `,"az":${tenths(seen.azimuthDeg)}`
  if (seen.elevationDeg !== undefined) json += `,"el":${tenths(seen.elevationDeg)}`
  if (seen.carrierToNoiseDbHz !== undefined) json += `,"ss":${tenths(seen.carrierToNoiseDbHz)}`
  return `${json}${seen.isUsed ? ',"used":true}' : ',"used":false}'}`
}

const sky = (seen: GpsdSky, device: string | undefined): string => {
  let used = 0
  let satellites = ''
  for (const each of seen.satellites) {
    if (each.isUsed) used++
    satellites += satellites === '' ? satellite(each) : `,${satellite(each)}`
  }
  return (
    head('SKY', device, seen.utcMs) +
    field('hdop', seen.hdop, 2) +
    field('pdop', seen.pdop, 2) +
    field('vdop', seen.vdop, 2) +
    `,"nSat":${seen.satellites.length},"uSat":${used},"satellites":[${satellites}]}`
  )
}

const att = (attitude: GpsdAttitude, device: string | undefined): string =>
  head('ATT', device, attitude.utcMs) +
  field('heading', attitude.headingTrueDeg, 3) +
  field('pitch', attitude.pitchDeg, 3) +
  field('roll', attitude.rollDeg, 3) +
  '}'

/** One line of gpsd's JSON without its line end: TPV (mode 1 without a fix), SKY or ATT; `device` names the receiver's port. */
export const gpsdJson = (report: GpsdReport, device?: string): string => {
  switch (report.kind) {
    case 'fix':
      return tpv(report, device)
    case 'no-fix':
      return `${head('TPV', device, report.utcMs)},"mode":${NO_FIX_MODE}}`
    case 'sky':
      return sky(report, device)
    case 'attitude':
      return att(report, device)
  }
}
