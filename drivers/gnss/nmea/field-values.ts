import { type CalendarDate, isInCalendar } from '../calendar.ts'
import { digitsFrom, endOf, type Fields, isEmpty, letter, reject, startOf, twoDigitsAt, unsignedIn } from './fields.ts'

const TIME_DIGITS = 6
const DATE_DIGITS = 6

/** `hhmmss.ss` as milliseconds of the UTC day; second 60 is a leap second's. */
export const timeOfDayMs = (fields: Fields, index: number): number | undefined => {
  if (isEmpty(fields, index)) return undefined
  const { bytes } = fields
  const start = startOf(fields, index)
  const end = endOf(fields, index)
  const seconds = unsignedIn(bytes, start + 4, end)
  if (digitsFrom(bytes, start, end) !== TIME_DIGITS || Number.isNaN(seconds)) return reject(fields, index, 'not a time')
  const hours = twoDigitsAt(bytes, start)
  const minutes = twoDigitsAt(bytes, start + 2)
  if (hours > 23 || minutes > 59 || seconds >= 61) return reject(fields, index, 'no time of a day')
  return Math.round((hours * 60 + minutes) * 60_000 + seconds * 1000)
}

interface Axis {
  degreeDigits: 2 | 3
  limitDeg: 90 | 180
  positive: string
  hemispheres: string
}

const latitudeAxis: Axis = { degreeDigits: 2, limitDeg: 90, positive: 'N', hemispheres: 'NS' }
const longitudeAxis: Axis = { degreeDigits: 3, limitDeg: 180, positive: 'E', hemispheres: 'EW' }
const MINUTE_DIGITS = 2

const angleDeg = (fields: Fields, index: number, axis: Axis): number | undefined => {
  const hemisphere = letter(fields, index + 1, axis.hemispheres)
  if (isEmpty(fields, index)) return undefined
  const { bytes } = fields
  const start = startOf(fields, index)
  const end = endOf(fields, index)
  const minutesAt = start + axis.degreeDigits
  const minutes = unsignedIn(bytes, minutesAt, end)
  if (digitsFrom(bytes, start, end) !== axis.degreeDigits + MINUTE_DIGITS || Number.isNaN(minutes))
    return reject(fields, index, 'not degrees and minutes')
  if (hemisphere === undefined) return reject(fields, index + 1, 'no hemisphere')
  const deg = unsignedIn(bytes, start, minutesAt) + minutes / 60
  if (minutes >= 60 || deg > axis.limitDeg) return reject(fields, index, 'no place on earth')
  return hemisphere === axis.positive ? deg : -deg
}

/** A position, degrees; both or neither. */
export interface FieldPosition {
  latDeg: number | undefined
  lonDeg: number | undefined
}

/** `ddmm.mmmm`, N or S, `dddmm.mmmm`, E or W from `index` on; north and east positive. */
export const positionAt = (fields: Fields, index: number): FieldPosition => {
  const latDeg = angleDeg(fields, index, latitudeAxis)
  const lonDeg = angleDeg(fields, index + 2, longitudeAxis)
  if ((latDeg === undefined) !== (lonDeg === undefined)) reject(fields, index, 'half a position')
  return { latDeg, lonDeg }
}

/** The date if it is in the calendar. */
export const calendarDate = (fields: Fields, index: number, date: CalendarDate): CalendarDate | undefined =>
  isInCalendar(date) ? date : reject(fields, index, 'no date')

/** `ddmmyy`; years 80 to 99 are of the 20th century (GPS began in 1980). */
export const shortDate = (fields: Fields, index: number): CalendarDate | undefined => {
  if (isEmpty(fields, index)) return undefined
  const { bytes } = fields
  const start = startOf(fields, index)
  const length = endOf(fields, index) - start
  if (length !== DATE_DIGITS || digitsFrom(bytes, start, start + length) !== DATE_DIGITS)
    return reject(fields, index, 'not a date')
  const yearOfCentury = twoDigitsAt(bytes, start + 4)
  const year = yearOfCentury + (yearOfCentury >= 80 ? 1900 : 2000)
  return calendarDate(fields, index, { year, month: twoDigitsAt(bytes, start + 2), day: twoDigitsAt(bytes, start) })
}
