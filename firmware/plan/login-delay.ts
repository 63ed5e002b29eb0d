import type { MonotonicMs } from '../../hal/units.ts'

/** Who has failed how often in a row, and when last. */
interface Failures {
  count: number
  lastMs: MonotonicMs
}

/** Failed logins: of each name, or whatever stands for it, and of everybody. */
export interface LoginFailures {
  byName: Readonly<Record<string, Failures>>
  all: Failures
}

/** What is kept of it over a restart: the clock begins anew, and so does each wait. */
export interface KeptFailures {
  byName: Readonly<Record<string, number>>
  all: number
}

/** Answers to challenges, and challenges that were asked for. There is nothing in them to guess: their waits are short. */
export const ANSWERS = '?answer'
export const CHALLENGES = '?challenge'

interface Limits {
  /** Slips that cost nothing. */
  free: number
  longestMs: number
}

const usual: Limits = { free: 1, longestMs: 900_000 }
const limits: Readonly<Record<string, Limits>> = {
  [ANSWERS]: { free: 1, longestMs: 60_000 },
  [CHALLENGES]: { free: 3, longestMs: 60_000 },
}
/** For everybody it stays short: a stranger must not keep all others out. */
const forAll: Limits = { free: 8, longestMs: 20_000 }
const COUNT_AT_MOST = 40
/** A failure is forgotten after so long without another. */
const FORGET_EACH_MS = 600_000

/** Doubles from two seconds on, which is less than typing takes, up to a limit: it rises and always ends. */
const delayMs = (count: number, { free, longestMs }: Limits): number =>
  count <= free ? 0 : Math.min(longestMs, 1_000 * 2 ** (count - free))

const leftOf = ({ count, lastMs }: Failures, nowMs: MonotonicMs): number =>
  Math.max(0, count - Math.floor(Math.max(0, nowMs - lastMs) / FORGET_EACH_MS))

/** How long until a name may be tried, ms; 0 when it may be now. */
export const loginWaitMs = ({ byName, all }: LoginFailures, name: string, nowMs: MonotonicMs): number => {
  const own = byName[name]
  const ends = [
    ...(own ? [own.lastMs + delayMs(own.count, limits[name] ?? usual)] : []),
    all.lastMs + delayMs(all.count, forAll),
  ]
  return Math.max(0, ...ends.map((end) => end - nowMs))
}

const oneMore = (failures: Failures | undefined, nowMs: MonotonicMs): Failures => ({
  count: Math.min(COUNT_AT_MOST, (failures ? leftOf(failures, nowMs) : 0) + 1),
  lastMs: nowMs,
})

/** One more of a name, for which nobody else waits. What is long ago is forgotten. */
export const asked = ({ byName, all }: LoginFailures, name: string, nowMs: MonotonicMs): LoginFailures => {
  const left = Object.entries(byName).filter(([, failures]) => leftOf(failures, nowMs) > 0)
  return { byName: { ...Object.fromEntries(left), [name]: oneMore(byName[name], nowMs) }, all }
}

export const failed = (failures: LoginFailures, name: string, nowMs: MonotonicMs): LoginFailures => ({
  ...asked(failures, name, nowMs),
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
