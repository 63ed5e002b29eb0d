import type { MonotonicMs } from '../../hal/units.ts'

/** Who has failed how often in a row, and when last. */
interface Failures {
  count: number
  lastMs: MonotonicMs
}

/** Failed logins: of each name that is known here, of all others together, and of everybody. */
export interface LoginFailures {
  byName: Readonly<Record<string, Failures>>
  all: Failures
}

/** What is kept of it over a restart: the clock begins anew, and so does each wait. */
export interface KeptFailures {
  byName: Readonly<Record<string, number>>
  all: number
}

/** Names that nobody here has, which would have no end; and answers to challenges. There is nothing in them to guess: their waits are short. */
export const STRANGER = '?name'
export const ANSWERS = '?answer'

/** Slips of the finger that cost nothing. */
const FREE = 2
const LONGEST_MS = 900_000
const LONGEST_FOR_NOBODY_MS = 60_000
/** For everybody it stays short: a stranger must not keep all others out. */
const LONGEST_FOR_ALL_MS = 20_000
const FREE_FOR_ALL = 8
const COUNT_AT_MOST = 40
/** A failure is forgotten after so long without another. */
const FORGET_EACH_MS = 600_000

/** Doubles from one second on, up to a limit: it rises and always ends. */
const delayMs = (count: number, free: number, longestMs: number): number =>
  count <= free ? 0 : Math.min(longestMs, 1_000 * 2 ** (count - free - 1))

const leftOf = ({ count, lastMs }: Failures, nowMs: MonotonicMs): number =>
  Math.max(0, count - Math.floor(Math.max(0, nowMs - lastMs) / FORGET_EACH_MS))

/** How long until a name may be tried, ms; 0 when it may be now. */
export const loginWaitMs = ({ byName, all }: LoginFailures, name: string, nowMs: MonotonicMs): number => {
  const own = byName[name]
  const ends = [
    ...(own ? [own.lastMs + delayMs(own.count, FREE, name.startsWith('?') ? LONGEST_FOR_NOBODY_MS : LONGEST_MS)] : []),
    all.lastMs + delayMs(all.count, FREE_FOR_ALL, LONGEST_FOR_ALL_MS),
  ]
  return Math.max(0, ...ends.map((end) => end - nowMs))
}

const oneMore = (failures: Failures | undefined, nowMs: MonotonicMs): Failures => ({
  count: Math.min(COUNT_AT_MOST, (failures ? leftOf(failures, nowMs) : 0) + 1),
  lastMs: nowMs,
})

export const failed = (failures: LoginFailures, name: string, nowMs: MonotonicMs): LoginFailures => ({
  byName: { ...failures.byName, [name]: oneMore(failures.byName[name], nowMs) },
  all: oneMore(failures.all, nowMs),
})

/** Whoever came in has nothing to wait for; what others failed stays. */
export const succeeded = ({ byName, all }: LoginFailures, name: string): LoginFailures => {
  const { [name]: _, ...others } = byName
  return { byName: others, all }
}

export const keptOf = ({ byName, all }: LoginFailures): KeptFailures => ({
  byName: Object.fromEntries(Object.entries(byName).map(([name, { count }]) => [name, count])),
  all: all.count,
})

/** After a restart: each wait begins anew, so that nobody gets round it by pulling the plug. */
export const resumed = ({ byName, all }: KeptFailures, nowMs: MonotonicMs): LoginFailures => {
  const since = (count: number): Failures => ({ count: Math.min(COUNT_AT_MOST, count), lastMs: nowMs })
  return {
    byName: Object.fromEntries(Object.entries(byName).map(([name, count]) => [name, since(count)])),
    all: since(all),
  }
}
