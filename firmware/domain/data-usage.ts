/** Bytes towards the shore and from there. */
export interface MovedBytes {
  sentBytes: number
  receivedBytes: number
}

/** A counter of the machine as it was read. */
export interface CounterReading extends MovedBytes {
  link: string
  /** Absent: all that the link carried. */
  trafficClass?: string
  /** Under another name the counting began anew from zero. */
  epoch: string
}

/** By link, and within it by class; what the link carried in all stands under `WHOLE`. */
export type UsageByLink = Readonly<Record<string, Readonly<Record<string, MovedBytes>>>>

/** What links have carried, by calendar month of UTC. */
export interface DataUsage {
  /** The present one by the last time that was trusted, as `2026-05`. */
  month?: string | undefined
  months: Readonly<Record<string, UsageByLink>>
  /** Carried while nobody knew the month: it is of the first that is known. */
  pending: UsageByLink
  /** Each counter as it was last read, by link and class. */
  readings: Readonly<Record<string, CounterReading>>
}

/** The key of what a link carried in all. */
export const WHOLE = 'all'

export const noUsage: DataUsage = { months: {}, pending: {}, readings: {} }

const MONTHS_KEPT = 4
const GB = 1_000_000_000
const nothing: MovedBytes = { sentBytes: 0, receivedBytes: 0 }

/** The calendar month of UTC, as `2026-05`. */
export const monthOf = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 7)

const WRAP = 2 ** 32

/** How far a counter went. Under one name one that is lower than before has wrapped, if 32 bits were nearly full, or began anew. */
const counted = (before: number, after: number): number => {
  if (after >= before) return after - before
  const wrapped = after + WRAP - before
  return before < WRAP && wrapped < WRAP / 2 ? wrapped : after
}

const movedSince = (before: CounterReading, now: CounterReading): MovedBytes =>
  before.epoch === now.epoch
    ? {
        sentBytes: counted(before.sentBytes, now.sentBytes),
        receivedBytes: counted(before.receivedBytes, now.receivedBytes),
      }
    : now

const plus = (one: MovedBytes, other: MovedBytes): MovedBytes => ({
  sentBytes: one.sentBytes + other.sentBytes,
  receivedBytes: one.receivedBytes + other.receivedBytes,
})

const added = (usage: UsageByLink, link: string, key: string, moved: MovedBytes): UsageByLink => {
  if (moved.sentBytes === 0 && moved.receivedBytes === 0) return usage
  const ofLink = usage[link] ?? {}
  return { ...usage, [link]: { ...ofLink, [key]: plus(ofLink[key] ?? nothing, moved) } }
}

/** What was carried from one time to a later one; nothing where a month began between them. */
export const carriedBetween = (before: UsageByLink, after: UsageByLink): UsageByLink =>
  Object.fromEntries(
    Object.entries(after).map(([link, keys]) => [
      link,
      Object.fromEntries(
        Object.entries(keys).map(([key, { sentBytes, receivedBytes }]) => {
          const from = before[link]?.[key] ?? nothing
          return [
            key,
            {
              sentBytes: Math.max(0, sentBytes - from.sentBytes),
              receivedBytes: Math.max(0, receivedBytes - from.receivedBytes),
            },
          ]
        }),
      ),
    ]),
  )

const merged = (one: UsageByLink, other: UsageByLink): UsageByLink =>
  Object.entries(other).reduce(
    (all, [link, keys]) => Object.entries(keys).reduce((sum, [key, moved]) => added(sum, link, key, moved), all),
    one,
  )

/** The newest months, and always the present one. */
const newest = (months: DataUsage['months'], month: string): DataUsage['months'] => {
  const kept = [...new Set([month, ...Object.keys(months).sort().reverse()])].slice(0, MONTHS_KEPT)
  return Object.fromEntries(kept.sort().map((name) => [name, months[name] ?? {}]))
}

/**
 * Takes counters over. A counter that was never seen counts from here on. What they went further belongs to the month of `utcMs`, which is
 * trusted time or `undefined`.
 */
export const countUsage = (
  usage: DataUsage,
  readings: readonly CounterReading[],
  utcMs: number | undefined,
): DataUsage => {
  let { pending } = usage
  const known: Record<string, CounterReading> = { ...usage.readings }
  for (const reading of readings) {
    const key = reading.trafficClass ?? WHOLE
    const before = known[`${reading.link} ${key}`]
    if (before) pending = added(pending, reading.link, key, movedSince(before, reading))
    known[`${reading.link} ${key}`] = reading
  }
  if (utcMs === undefined) return { ...usage, pending, readings: known }
  const month = monthOf(utcMs)
  const months = newest({ ...usage.months, [month]: merged(usage.months[month] ?? {}, pending) }, month)
  return { month, months, pending: {}, readings: known }
}

/** What links carried in the present month, with what is of no month yet. */
export const presentUsage = ({ month, months, pending }: DataUsage): UsageByLink =>
  merged((month === undefined ? undefined : months[month]) ?? {}, pending)

/** GB of a link, both ways, as budgets and prices count them. */
export const gigabytesOf = (usage: UsageByLink, link: string, key = WHOLE): number => {
  const { sentBytes, receivedBytes } = usage[link]?.[key] ?? nothing
  return (sentBytes + receivedBytes) / GB
}

/** Bytes in all, of whatever months are known. */
export const bytesIn = (usage: UsageByLink): number =>
  Object.values(usage).reduce((sum, keys) => {
    const { sentBytes, receivedBytes } = keys[WHOLE] ?? nothing
    return sum + sentBytes + receivedBytes
  }, 0)
