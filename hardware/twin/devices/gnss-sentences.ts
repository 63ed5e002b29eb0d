/** A satellite as the receiver sees it. Ids are NMEA's: GPS 1–32, GLONASS 65–96. */
export interface ReceivedSatellite {
  system: 'GP' | 'GL'
  id: number
  azimuthDeg: number
  elevationDeg: number
  /** dB-Hz; undefined while it is not tracked. */
  carrierToNoiseDbHz: number | undefined
}

/** What the receiver believes at one epoch. */
export interface ReceiverEpoch {
  /** Undefined until the first satellite was heard. */
  utcMs: number | undefined
  /** Undefined without a fix. */
  fix: ReceiverFix | undefined
  satellites: readonly ReceivedSatellite[]
  /** Whether the sentences of once a second are due. */
  isSkyViewDue: boolean
  /** What a jammer takes from every satellite, dB; a receiver's front end sees it. */
  jammingLossDb: number
  /** Whether a detector of false signals would have seen one by now. */
  isSpoofingSeen: boolean
}

export interface ReceiverFix {
  latDeg: number
  lonDeg: number
  altitudeM: number
  geoidSeparationM: number
  speedMps: number
  courseTrueDeg: number
  /** Upwards positive. */
  climbMps: number
  hdop: number
  sigmaM: number
}

const KNOTS_PER_MPS = 3600 / 1852
const KMH_PER_MPS = 3.6
const MIN_COURSE_SPEED_MPS = 0.5
const SLOTS_IN_GSA = 12
const DAY_MS = 86_400_000

const sentence = (body: string): string => {
  let sum = 0
  for (let at = 0; at < body.length; at++) sum ^= body.charCodeAt(at)
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`
}

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`)

const timeField = (utcMs: number | undefined): string => {
  if (utcMs === undefined) return ''
  const centiseconds = Math.floor((utcMs % DAY_MS) / 10)
  const seconds = Math.floor(centiseconds / 100)
  const hhmmss = two(Math.floor(seconds / 3600)) + two(Math.floor(seconds / 60) % 60) + two(seconds % 60)
  return `${hhmmss}.${two(centiseconds % 100)}`
}

/** Day, month, year of a UTC time (Richards' algorithm, Explanatory Supplement 15.11.3). */
export const civil = (utcMs: number): { day: number; month: number; year: number } => {
  const julianDay = Math.floor(utcMs / DAY_MS) + 2_440_588
  const f = julianDay + 1401 + Math.floor((Math.floor((4 * julianDay + 274_277) / 146_097) * 3) / 4) - 38
  const e = 4 * f + 3
  const h = 5 * Math.floor((e % 1461) / 4) + 2
  const month = ((Math.floor(h / 153) + 2) % 12) + 1
  return {
    day: Math.floor((h % 153) / 5) + 1,
    month,
    year: Math.floor(e / 1461) - 4716 + Math.floor((14 - month) / 12),
  }
}

const angleField = (deg: number, degreeDigits: number, hemispheres: string): string => {
  const total = Math.round(Math.abs(deg) * 6_000_000)
  const minutes = ((total % 6_000_000) / 100_000).toFixed(5).padStart(8, '0')
  const whole = String(Math.floor(total / 6_000_000)).padStart(degreeDigits, '0')
  return `${whole}${minutes},${deg < 0 ? hemispheres[1] : hemispheres[0]}`
}

const positionFields = (fix: ReceiverFix | undefined): string =>
  fix ? `${angleField(fix.latDeg, 2, 'NS')},${angleField(fix.lonDeg, 3, 'EW')}` : ',,,'

// a receiver at rest gives no course: what it could give is noise
const courseField = (fix: ReceiverFix | undefined): string =>
  fix && fix.speedMps >= MIN_COURSE_SPEED_MPS ? (Math.round(fix.courseTrueDeg * 100) / 100).toFixed(2) : ''

const dateField = (utcMs: number | undefined): string => {
  if (utcMs === undefined) return ''
  const { day, month, year } = civil(utcMs)
  return two(day) + two(month) + two(year % 100)
}

/** An epoch with the fields that several of its sentences share. */
interface ToldEpoch extends ReceiverEpoch {
  time: string
  position: string
  course: string
  knots: string
  tracked: readonly ReceivedSatellite[]
}

const toldOf = (epoch: ReceiverEpoch): ToldEpoch => ({
  ...epoch,
  time: timeField(epoch.utcMs),
  position: positionFields(epoch.fix),
  course: courseField(epoch.fix),
  knots: epoch.fix ? (epoch.fix.speedMps * KNOTS_PER_MPS).toFixed(3) : '',
  tracked: epoch.satellites.filter(({ carrierToNoiseDbHz }) => carrierToNoiseDbHz !== undefined),
})

const rmc = ({ utcMs, fix, time, position, course, knots }: ToldEpoch): string => {
  const where = `${time},${fix ? 'A' : 'V'},${position}`
  return sentence(`GNRMC,${where},${knots},${course},${dateField(utcMs)},,,${fix ? 'A' : 'N'},V`)
}

const vtg = ({ fix, course, knots }: ToldEpoch): string => {
  const kmh = fix ? (fix.speedMps * KMH_PER_MPS).toFixed(3) : ''
  return sentence(`GNVTG,${course},T,,M,${knots},N,${kmh},K,${fix ? 'A' : 'N'}`)
}

const gga = ({ fix, time, position, tracked }: ToldEpoch): string => {
  const used = fix ? two(Math.min(SLOTS_IN_GSA, tracked.length)) : '00'
  const heights = fix ? `${fix.altitudeM.toFixed(1)},M,${fix.geoidSeparationM.toFixed(1)},M` : ',,,'
  const quality = `${fix ? 1 : 0},${used},${fix ? fix.hdop.toFixed(2) : '99.99'}`
  return sentence(`GNGGA,${time},${position},${quality},${heights},,`)
}

const gsa = ({ fix, tracked }: ToldEpoch, system: 'GP' | 'GL'): string => {
  const used = fix ? tracked.filter((satellite) => satellite.system === system) : []
  const ids = used.slice(0, SLOTS_IN_GSA).map(({ id }) => two(id))
  const slots = ids.join(',') + ','.repeat(SLOTS_IN_GSA - Math.max(1, ids.length))
  const dops = fix ? [1.8, 1, 1.5].map((factor) => (fix.hdop * factor).toFixed(2)) : ['99.99', '99.99', '99.99']
  return sentence(`GNGSA,A,${fix ? 3 : 1},${slots},${dops.join(',')},${system === 'GP' ? 1 : 2}`)
}

const gsv = ({ satellites }: ReceiverEpoch, system: 'GP' | 'GL'): string => {
  const seen = satellites.filter((satellite) => satellite.system === system)
  const sentences = Math.max(1, Math.ceil(seen.length / 4))
  const one = (index: number): string => {
    const fields = seen.slice(4 * index, 4 * index + 4).map((satellite) => {
      const carrierToNoise = satellite.carrierToNoiseDbHz?.toFixed(0).padStart(2, '0') ?? ''
      const azimuth = String(Math.floor(satellite.azimuthDeg)).padStart(3, '0')
      return `${two(satellite.id)},${two(Math.round(satellite.elevationDeg))},${azimuth},${carrierToNoise},`
    })
    return sentence(`${system}GSV,${sentences},${index + 1},${two(seen.length)},${fields.join('')}1`)
  }
  return Array.from({ length: sentences }, (_, index) => one(index)).join('')
}

// GST tells the deviation of each axis: a horizontal error is the root of the squares of both
const gst = ({ fix, time }: ToldEpoch): string => {
  const axis = fix && (fix.sigmaM / Math.SQRT2).toFixed(1)
  const sigmas = fix ? `${axis},,,,${axis},${axis},${(fix.sigmaM * 1.5).toFixed(1)}` : ',,,,,,'
  return sentence(`GNGST,${time},${sigmas}`)
}

const zda = ({ utcMs, time }: ToldEpoch): string => {
  if (utcMs === undefined) return sentence('GNZDA,,,,,00,00')
  const { day, month, year } = civil(utcMs)
  return sentence(`GNZDA,${time},${two(day)},${two(month)},${year},00,00`)
}

/** All that an NMEA 0183 4.10 receiver of GPS and GLONASS sends for one epoch. */
export const epochSentences = (heard: ReceiverEpoch): string => {
  const epoch = toldOf(heard)
  const always = rmc(epoch) + vtg(epoch) + gga(epoch) + gsa(epoch, 'GP') + gsa(epoch, 'GL')
  return epoch.isSkyViewDue ? always + gsv(epoch, 'GP') + gsv(epoch, 'GL') + gst(epoch) + zda(epoch) : always
}

/** Words of the receiver to whoever reads along. */
export const textSentence = (text: string): string => sentence(`GNTXT,01,01,02,${text}`)
