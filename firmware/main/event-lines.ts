import type { Cancel, Clock } from '../../hal/clock.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { Bus } from '../bus/bus.ts'
import { serviceNames } from '../bus/services.ts'
import type { EventMessage } from '../bus/topics.ts'
import { durationText } from '../domain/duration.ts'
import { HeardTime } from '../services/heard-time.ts'
import { clockText } from './ride/time-text.ts'

/** Chosen: what a person reads, and a log of months bears; a fault that flaps is told of by its number. */
const LINES_AT_MOST = 20
const WINDOW_MS = 10_000

/** What a device or a person wrote may hold what moves a cursor, or turns a line about. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

const escaped = (text: string): string =>
  text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

/** One event as one line: when, how grave, of which service and what, and why. */
export const eventLine = (source: string, when: string, { severity, subject, text, reasons }: EventMessage): string => {
  const why = reasons.length > 0 ? ` (${reasons.join('; ')})` : ''
  return escaped(`${when}  ${severity}  ${source}  ${subject}: ${text}${why}`)
}

/** What events of a running train are shown by. */
export interface EventLinesOptions {
  bus: Bus
  clock: Clock
  /** All; otherwise warnings only. */
  isAll: boolean
  write(line: string): void
}

/** Writes a line for each event of every service, at most 20 in ten seconds: the others are counted. By UTC as the train knows it, before that by the time since the call. */
export const showEvents = ({ bus, clock, isAll, write }: EventLinesOptions): Cancel => {
  const time = new HeardTime()
  const sinceMs = clock.nowMs()
  let lines = 0
  const whenOf = (atMs: number): string => {
    const { utcMs } = time.at(atMs as MonotonicMs)
    return utcMs === undefined ? `${durationText(Math.max(0, atMs - sinceMs))} after start` : clockText(utcMs)
  }
  const endTime = time.listen(bus)
  const ends = serviceNames.map((source) =>
    bus.subscribe(`${source}.event`, (event) => {
      if (event.severity === 'info' && !isAll) return
      if (++lines <= LINES_AT_MOST) write(eventLine(source, whenOf(event.atMs), event))
    }),
  )
  const endWindows = clock.every(WINDOW_MS, () => {
    if (lines > LINES_AT_MOST) write(`${lines - LINES_AT_MOST} more events in ${WINDOW_MS / 1000} s, not shown`)
    lines = 0
  })
  return () => {
    for (const end of [endTime, endWindows, ...ends]) end()
  }
}
