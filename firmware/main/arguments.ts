import { InvalidArgumentError } from 'commander'
import { isInCalendar, midnightUtcMs } from '../../drivers/gnss/calendar.ts'
import { type UtcMs, utcMs } from '../../hal/units.ts'
import { parseDurationMs } from '../domain/duration.ts'
import { trainNumber } from '../domain/train-number.ts'
import { parseUtcMs } from '../domain/utc-text.ts'

const FIRST_UTC_MS = Date.UTC(1980, 0, 6)
const END_UTC_MS = Date.UTC(2100, 0, 1)

/** `--for`: above 0 and at most 48 h. */
export const parseRideLength = (text: string): number => {
  const ms = parseDurationMs(text)
  if (ms === undefined || ms <= 0 || ms > 48 * 3_600_000)
    throw new InvalidArgumentError('give a duration above 0 and up to 48h, such as 90s, 10m or 17h.')
  return ms
}

const MODE_MOST_MS = 16 * 3_600_000

/** `--for` of a mode: above 0 and at most 16 h. */
export const parseModeLength = (text: string): number => {
  const ms = parseDurationMs(text)
  if (ms === undefined || ms <= 0 || ms > MODE_MOST_MS)
    throw new InvalidArgumentError('give a duration above 0 and up to 16h, such as 40m or 8h.')
  return ms
}

const TEXT_LEAST_MS = 60_000
const TEXT_MOST_MS = 72 * 3_600_000

/** `--for` of a text message: 1 min to 72 h. */
export const parseTextLength = (text: string): number => {
  const ms = parseDurationMs(text)
  if (ms === undefined || ms < TEXT_LEAST_MS || ms > TEXT_MOST_MS)
    throw new InvalidArgumentError('give a duration of 1m to 72h, such as 30m or 24h.')
  return ms
}

const WIND_MOST_MPS = 100

/** `--mps` of wind: 0 to 100. */
export const parseWindMps = (text: string): number => {
  const mps = /^\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (!(mps <= WIND_MOST_MPS)) throw new InvalidArgumentError('give metres a second, 0 to 100, such as 18.')
  return mps
}

/** `--speed`: simulated seconds per second, or as fast as it goes. */
export type Speed = number | 'max'

export const parseSpeed = (text: string): Speed => {
  if (text === 'max') return 'max'
  const speed = Number(text)
  if (text.trim() === '' || !(speed >= 0.1 && speed <= 10_000))
    throw new InvalidArgumentError('give 1, another number from 0.1 to 10000, or max.')
  return speed
}

export const parseSeed = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('give a whole number from 0 to 999999999.')
  return Number(text)
}

/** A TCP port; 0 stands for none. */
export const parsePort = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('give a whole number from 1 to 65535, or 0 for none.')
  return Number(text)
}

/** A number within a range. */
export const parseNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`give a number from ${min} to ${max}.`)
    return value
  }

/** `--counter` of an order by text: of twelve digits at the most. */
export const parseCounter = (text: string): number => {
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new InvalidArgumentError('give a whole number of twelve digits at most.')
  return Number(text)
}

/** `--train`: as the timetable has it. */
export const parseTrainNumber = (text: string): string => {
  const { data, error } = trainNumber.safeParse(text)
  if (error) throw new InvalidArgumentError('give 1 to 16 characters in one line, such as 009.')
  return data
}

/** Two numbers with a comma between them, each within a range. */
export const parseNumberPair =
  (min: number, max: number) =>
  (text: string): readonly [number, number] => {
    const parts = text.split(',')
    const [first = Number.NaN, second = Number.NaN] = parts.map(parseNumber(min, max))
    if (parts.length !== 2) throw new InvalidArgumentError(`give two numbers from ${min} to ${max}, as 0.18,0.41.`)
    return [first, second]
  }

/** A time of 1980 to 2099 in UTC. */
export const parseUtc = (text: string): UtcMs => {
  const ms = parseUtcMs(text)
  if (ms === undefined || ms < FIRST_UTC_MS || ms >= END_UTC_MS)
    throw new InvalidArgumentError('give a time of 1980 to 2099 in UTC, such as 2026-05-31T15:00:00Z.')
  return utcMs(ms)
}

/** `--now`: a day of 1980 to 2099; UTC at its start. */
export const parseDate = (text: string): number => {
  const [year = 0, month = 0, day = 0] = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text.split('-').map(Number) : []
  const date = { year, month, day }
  if (!isInCalendar(date)) throw new InvalidArgumentError('give a day from 1980 to 2099, such as 2026-05-31.')
  return midnightUtcMs(date)
}
