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

interface Verdict {
  state: 'down' | 'acquiring' | 'degraded' | 'up'
  reason: string
}

/** Shorter outages are slot changes and the like, no reason to move traffic twice; chosen. */
const SHORT_MS = 2_000
const BAD_LOSS = 0.1

/** Causes for which a terminal comes back only when somebody or something else changes. */
const lasting: readonly string[] = ['stowed', 'thermal-shutdown', 'sleeping', 'moving-while-not-allowed']
const starting: readonly string[] = ['booting', 'no-schedule', 'sky-search', 'cable-test', 'actuator-activity']

/** Alerts under which it carries less than it should. */
const slowing: Readonly<Record<string, string>> = {
  'thermal-throttle': 'throttled by heat',
  'power-supply-hot': 'throttled by a hot power supply',
  'slow-ethernet': 'its Ethernet is slow',
  'no-ethernet': 'its Ethernet is broken',
}

const words = (cause: string): string => cause.replaceAll('-', ' ')

const judgeOutage = (cause: string): Verdict => {
  if (lasting.includes(cause)) return { state: 'down', reason: `the terminal says ${words(cause)}` }
  if (starting.includes(cause)) return { state: 'acquiring', reason: `the terminal starts: ${words(cause)}` }
  return { state: 'acquiring', reason: `the terminal has an outage: ${words(cause)}` }
}

/** Whether an outage is too short yet to mean anything. */
export const isShortOutage = (seen: StarlinkSeen | undefined): boolean =>
  seen?.isAlive === true &&
  seen.outage !== undefined &&
  !lasting.includes(seen.outage.cause) &&
  (seen.outage.durationMs ?? 0) < SHORT_MS

/** Judges a Starlink link by its terminal's own word; whether packets pass is for traffic to show. */
export const judgeStarlink = (seen: StarlinkSeen | undefined): Verdict => {
  if (!seen) return { state: 'down', reason: 'the terminal has not reported' }
  if (!seen.isAlive) return { state: 'down', reason: 'the terminal is silent' }
  if (seen.disabled !== undefined) return { state: 'down', reason: `service is refused: ${seen.disabled}` }
  if (seen.outage) return judgeOutage(seen.outage.cause)
  const slow = seen.alerts.find((alert) => Object.hasOwn(slowing, alert))
  if (slow !== undefined) return { state: 'degraded', reason: slowing[slow] ?? slow }
  if (seen.lastSlot && seen.lastSlot.loss > BAD_LOSS)
    return { state: 'degraded', reason: `loses more than ${100 * BAD_LOSS} % over 15 s` }
  return { state: 'up', reason: 'carries traffic' }
}
