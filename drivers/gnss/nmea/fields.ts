/**
 * The comma-separated fields of one sentence, address first, and the first thing found wrong with them.
 * NMEA checksums are weak, so each reader below takes the exact grammar of its field; empty is `undefined`, never 0.
 */
export interface Fields {
  readonly parts: readonly string[]
  problem: string | undefined
}

export interface Range {
  min: number
  max: number
}

const UNSIGNED = /^\d+(?:\.\d*)?$/
const SIGNED = /^-?\d+(?:\.\d*)?$/
const TIME_OF_DAY = /^\d{6}(?:\.\d{1,9})?$/
const LATITUDE = /^\d{4}(?:\.\d{0,10})?$/
const LONGITUDE = /^\d{5}(?:\.\d{0,10})?$/
const DATE = /^\d{6}$/

/** Notes what is wrong with a field; the first note stands. */
export const reject = (fields: Fields, index: number, what: string): undefined => {
  fields.problem ??= `field ${index}: ${what}`
  return undefined
}

const textAt = (fields: Fields, index: number): string => fields.parts[index] ?? ''

/** A decimal number without exponent within `range`; a minus sign only where the range goes below 0. */
export const decimal = (fields: Fields, index: number, { min, max }: Range): number | undefined => {
  const text = textAt(fields, index)
  if (text === '') return undefined
  if (!(min < 0 ? SIGNED : UNSIGNED).test(text)) return reject(fields, index, 'not a number')
  const value = Number(text)
  return value >= min && value <= max ? value : reject(fields, index, 'out of range')
}

/** The value of a text of digits alone, NaN of any other; a loop, as most fields of a receiver are one or two digits. */
const digitsValue = (text: string): number => {
  let value = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value = 10 * value + digit
  }
  return value
}

/** Digits only, within `range`. */
export const whole = (fields: Fields, index: number, { min, max }: Range): number | undefined => {
  const text = textAt(fields, index)
  if (text === '') return undefined
  const value = digitsValue(text)
  if (Number.isNaN(value)) return reject(fields, index, 'not a whole number')
  return value >= min && value <= max ? value : reject(fields, index, 'out of range')
}

/** One of the given letters. */
export const letter = (fields: Fields, index: number, allowed: string): string | undefined => {
  const text = textAt(fields, index)
  if (text === '') return undefined
  return text.length === 1 && allowed.includes(text) ? text : reject(fields, index, `not one of ${allowed}`)
}

const twoDigits = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48

/** `hhmmss.ss` as milliseconds of the UTC day; second 60 is a leap second's. */
export const timeOfDayMs = (fields: Fields, index: number): number | undefined => {
  const text = textAt(fields, index)
  if (text === '') return undefined
  if (!TIME_OF_DAY.test(text)) return reject(fields, index, 'not a time')
  const hours = twoDigits(text, 0)
  const minutes = twoDigits(text, 2)
  const seconds = Number(text.slice(4))
  if (hours > 23 || minutes > 59 || seconds >= 61) return reject(fields, index, 'no time of a day')
  return Math.round((hours * 60 + minutes) * 60_000 + seconds * 1000)
}

interface Axis {
  grammar: RegExp
  degreeDigits: 2 | 3
  limitDeg: 90 | 180
  positive: string
  negative: string
}

const latitudeAxis: Axis = { grammar: LATITUDE, degreeDigits: 2, limitDeg: 90, positive: 'N', negative: 'S' }
const longitudeAxis: Axis = { grammar: LONGITUDE, degreeDigits: 3, limitDeg: 180, positive: 'E', negative: 'W' }

const angleDeg = (fields: Fields, index: number, axis: Axis): number | undefined => {
  const text = textAt(fields, index)
  const hemisphere = letter(fields, index + 1, axis.positive + axis.negative)
  if (text === '') return undefined
  if (!axis.grammar.test(text)) return reject(fields, index, 'not degrees and minutes')
  if (hemisphere === undefined) return reject(fields, index + 1, 'no hemisphere')
  const minutes = Number(text.slice(axis.degreeDigits))
  const deg = Number(text.slice(0, axis.degreeDigits)) + minutes / 60
  if (minutes >= 60 || deg > axis.limitDeg) return reject(fields, index, 'no place on earth')
  return hemisphere === axis.positive ? deg : -deg
}

/** `ddmm.mmmm` and its hemisphere in the next field; degrees, north positive. */
export const latitudeDeg = (fields: Fields, index: number): number | undefined => angleDeg(fields, index, latitudeAxis)

/** `dddmm.mmmm` and its hemisphere in the next field; degrees, east positive. */
export const longitudeDeg = (fields: Fields, index: number): number | undefined =>
  angleDeg(fields, index, longitudeAxis)

/** A day of the calendar. */
export interface CalendarDate {
  year: number
  /** 1 to 12. */
  month: number
  /** 1 to 31. */
  day: number
}

const daysInMonth = ({ year, month }: CalendarDate): number => {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The date if it is in the calendar. */
export const calendarDate = (fields: Fields, index: number, date: CalendarDate): CalendarDate | undefined => {
  const isInCalendar = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= daysInMonth(date)
  return isInCalendar ? date : reject(fields, index, 'no date')
}

/** `ddmmyy`; years 80 to 99 are of the 20th century (GPS began in 1980). */
export const shortDate = (fields: Fields, index: number): CalendarDate | undefined => {
  const text = textAt(fields, index)
  if (text === '') return undefined
  if (!DATE.test(text)) return reject(fields, index, 'not a date')
  const yearOfCentury = twoDigits(text, 4)
  const year = yearOfCentury + (yearOfCentury >= 80 ? 1900 : 2000)
  return calendarDate(fields, index, { year, month: twoDigits(text, 2), day: twoDigits(text, 0) })
}
