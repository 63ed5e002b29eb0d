import { because, type LinkReason, type LinkReasonCode } from './link-reasons.ts'

/** What a Starlink terminal says that decides about its link. */
export interface StarlinkSeen {
  isAlive: boolean
  /** Absent while it carries; `durationMs` until now, where it says it. */
  outage?: { cause: string; durationMs?: number }
  /** Over the last 15 s, as long as a slot. */
  lastSlot?: { loss: number }
  alerts: readonly string[]
  /** Why its maker refuses service. */
  disabled?: string
}

type Verdict = { state: 'down' | 'acquiring' | 'degraded' | 'up' } & LinkReason

/** Shorter outages are slot changes and the like, no reason to move traffic twice; chosen. */
const SHORT_MS = 2_000
const BAD_LOSS = 0.1

/** Causes for which a terminal comes back only when somebody or something else changes. */
const lasting: readonly string[] = ['stowed', 'thermal-shutdown', 'sleeping', 'moving-while-not-allowed']
const starting: readonly string[] = ['booting', 'no-schedule', 'sky-search', 'cable-test', 'actuator-activity']

/** Alerts under which it carries less than it should. */
const slowing: readonly string[] = [
  'thermal-throttle',
  'power-supply-hot',
  'slow-ethernet',
  'no-ethernet',
] satisfies LinkReasonCode[]

const isSlowing = (alert: string): alert is LinkReasonCode => slowing.includes(alert)

const words = (cause: string): string => cause.replaceAll('-', ' ')

const judgeOutage = (cause: string): Verdict => {
  if (lasting.includes(cause)) return { state: 'down', ...because('dish-says', { what: words(cause) }) }
  if (starting.includes(cause)) return { state: 'acquiring', ...because('dish-starts', { what: words(cause) }) }
  return { state: 'acquiring', ...because('dish-out', { what: words(cause) }) }
}

/** Whether an outage is too short yet to mean anything. */
export const isShortOutage = (seen: StarlinkSeen | undefined): boolean =>
  seen?.isAlive === true &&
  seen.outage !== undefined &&
  !lasting.includes(seen.outage.cause) &&
  (seen.outage.durationMs ?? 0) < SHORT_MS

/** Judges a Starlink link by its terminal's own word; whether packets pass is for traffic to show. */
export const judgeStarlink = (seen: StarlinkSeen | undefined): Verdict => {
  if (!seen) return { state: 'down', ...because('dish-unheard') }
  if (!seen.isAlive) return { state: 'down', ...because('dish-silent') }
  if (seen.disabled !== undefined) return { state: 'down', ...because('dish-refused', { why: seen.disabled }) }
  if (seen.outage) return judgeOutage(seen.outage.cause)
  const slow = seen.alerts.find(isSlowing)
  if (slow !== undefined) return { state: 'degraded', ...because(slow) }
  if (seen.lastSlot && seen.lastSlot.loss > BAD_LOSS)
    return { state: 'degraded', ...because('dish-loses', { percent: 100 * BAD_LOSS }) }
  return { state: 'up', ...because('carries') }
}
