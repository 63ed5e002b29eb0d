/** A fix as NMEA 0183 tells it: degrees WGS84, metres, m/s. */
export interface SentenceFix {
  utcMs?: number | undefined
  /** `estimated`: carried on without satellites. */
  kind: 'none' | 'satellites' | 'estimated'
  latDeg?: number | undefined
  lonDeg?: number | undefined
  /** Above the WGS84 ellipsoid: the separation is told as 0. */
  heightM?: number | undefined
  speedMps?: number | undefined
  courseTrueDeg?: number | undefined
  headingTrueDeg?: number | undefined
  satellitesUsed?: number | undefined
  hdop?: number | undefined
}

const KNOTS_PER_MPS = 3_600 / 1_852

const two = (value: number): string => String(value).padStart(2, '0')
const fixed = (value: number | undefined, digits: number): string => (value === undefined ? '' : value.toFixed(digits))

const sentence = (body: string): string => {
  let checksum = 0
  for (const char of body) checksum ^= char.charCodeAt(0)
  return `$${body}*${checksum.toString(16).toUpperCase().padStart(2, '0')}`
}

const timeOf = (at: Date): string =>
  `${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}.${two(Math.floor(at.getUTCMilliseconds() / 10))}`
const dateOf = (at: Date): string =>
  `${two(at.getUTCDate())}${two(at.getUTCMonth() + 1)}${two(at.getUTCFullYear() % 100)}`

/** Degrees, minutes and their hemisphere, rounded before they are split: 59.99999 minutes are a degree. */
const angle = (deg: number | undefined, width: 2 | 3, [positive, negative]: readonly [string, string]): string => {
  if (deg === undefined) return ','
  const minutes = Math.round(Math.abs(deg) * 60 * 1e5) / 1e5
  const whole = Math.floor(minutes / 60)
  return `${String(whole).padStart(width, '0')}${(minutes - 60 * whole).toFixed(5).padStart(8, '0')},${deg < 0 ? negative : positive}`
}

const place = ({ latDeg, lonDeg }: SentenceFix): string =>
  `${angle(latDeg, 2, ['N', 'S'])},${angle(lonDeg, 3, ['E', 'W'])}`

// NMEA 0183 v2.3 and later: the mode indicator of RMC, the quality of GGA
const MODES = { none: 'N', satellites: 'A', estimated: 'E' } as const
const QUALITIES = { none: 0, satellites: 1, estimated: 6 } as const

/** RMC, GGA and, where the heading is known, HDT: what programs that speak no JSON read. Without line ends. */
export const nmeaSentences = (fix: SentenceFix): string[] => {
  const at = fix.utcMs === undefined ? undefined : new Date(fix.utcMs)
  const time = at ? timeOf(at) : ''
  const motion = `${fixed(fix.speedMps === undefined ? undefined : fix.speedMps * KNOTS_PER_MPS, 2)},${fixed(fix.courseTrueDeg, 1)}`
  const height = fix.heightM === undefined ? ',,,' : `${fix.heightM.toFixed(1)},M,0.0,M`
  const satellites = fix.satellitesUsed === undefined ? '' : two(Math.min(99, fix.satellitesUsed))
  return [
    sentence(
      `GNRMC,${time},${fix.kind === 'none' ? 'V' : 'A'},${place(fix)},${motion},${at ? dateOf(at) : ''},,,${MODES[fix.kind]}`,
    ),
    sentence(`GNGGA,${time},${place(fix)},${QUALITIES[fix.kind]},${satellites},${fixed(fix.hdop, 2)},${height},,`),
    ...(fix.headingTrueDeg === undefined ? [] : [sentence(`GNHDT,${fix.headingTrueDeg.toFixed(2)},T`)]),
  ]
}
