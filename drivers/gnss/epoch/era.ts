import { DAY_MS, midnightUtcMs } from '../calendar.ts'
import { LAST_LEAP_SECOND_UTC_MS } from './leap-seconds.ts'

/** GPS counts weeks modulo 1024: a receiver that lost count is wrong by whole multiples of this. IS-GPS-200, 6.2.4. */
export const ERA_MS = 1024 * 7 * DAY_MS

/** What is known of the present when a receiver says a date. */
export type Era =
  /** A live receiver: nothing happened more than a day before this, the build date or a later trusted time. */
  | { kind: 'not-before'; utcMs(): number }
  /** A recording of about this time. */
  | { kind: 'near'; utcMs: number }

/** The first epoch not earlier than a day before the limit. */
const notBefore = (utcMs: number, limitUtcMs: number): number =>
  utcMs + ERA_MS * Math.ceil((limitUtcMs - DAY_MS - utcMs) / ERA_MS)

/**
 * The epoch nearest to `nowUtcMs`; but what is recorded after the last leap second is not taken for earlier than it: such a
 * date comes from a week counter that ran over (gpsd calls it inconsistent with the leap seconds).
 */
const near = (utcMs: number, nowUtcMs: number): number => {
  const nearest = utcMs + ERA_MS * Math.round((nowUtcMs - utcMs) / ERA_MS)
  const isTooEarly = nowUtcMs >= LAST_LEAP_SECOND_UTC_MS && nearest < LAST_LEAP_SECOND_UTC_MS
  return isTooEarly ? nearest + ERA_MS : nearest
}

/** A receiver's date brought to the era it must be of. */
export const inEra = (utcMs: number, era: Era): number =>
  era.kind === 'near' ? near(utcMs, era.utcMs) : notBefore(utcMs, era.utcMs())

/** Nothing that a receiver sends happened before this firmware was built; raised with each release, test/build-date.test.ts holds it. */
export const BUILD_UTC_MS = midnightUtcMs({ year: 2026, month: 6, day: 1 })
