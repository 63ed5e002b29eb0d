import type { CalendarDate } from '../calendar.ts'
import { isInCalendar, midnightUtcMs } from '../calendar.ts'

/** Latin-1 text up to its first zero byte, trimmed: how u-blox fills fields of text. */
export const textAt = (payload: Buffer, at: number, length: number): string => {
  const zeroAt = payload.indexOf(0, at)
  const end = zeroAt < 0 ? at + length : Math.min(zeroAt, at + length)
  return payload.toString('latin1', at, end).trim()
}

/** Scaled as degrees with seven decimals. */
export const degAt = (payload: Buffer, at: number): number => payload.readInt32LE(at) / 1e7

/** A heading or another angle with five decimals. */
export const angleDegAt = (payload: Buffer, at: number): number => payload.readInt32LE(at) / 1e5

/** Millimetres, or mm/s, as metres. */
export const mmAt = (payload: Buffer, at: number): number => payload.readInt32LE(at) / 1000

/** Centimetres, or cm/s, as metres. */
export const cmAt = (payload: Buffer, at: number): number => payload.readInt32LE(at) / 100

export const isPlace = (latDeg: number, lonDeg: number): boolean => Math.abs(latDeg) <= 90 && Math.abs(lonDeg) <= 180

/** `year U2, month, day, hour, minute, second` and nanoseconds that may be negative, as UTC; `undefined` when it is no time. */
export const utcAt = (payload: Buffer, at: number, nanosAt: number): number | undefined => {
  const date: CalendarDate = {
    year: payload.readUInt16LE(at),
    month: payload[at + 2] as number,
    day: payload[at + 3] as number,
  }
  const hour = payload[at + 4] as number
  const minute = payload[at + 5] as number
  const second = payload[at + 6] as number
  const nanos = payload.readInt32LE(nanosAt)
  if (!isInCalendar(date) || hour > 23 || minute > 59 || second > 60 || Math.abs(nanos) > 1e9) return undefined
  return midnightUtcMs(date) + ((hour * 60 + minute) * 60 + second) * 1000 + Math.round(nanos / 1e6)
}
