import type { MonotonicMs, UtcMs } from '../../hal/units.ts'
import type { LinkOutage } from '../domain/link-outage.ts'

/** What a Starlink terminal says of what is to come. */
export interface StarlinkForecast {
  isAlive: boolean
  outage?: { cause: string }
  nextSlotInS?: number
  reboot?: { atUtcMs?: UtcMs; isReady: boolean }
  alerts: readonly string[]
}

/** Public reports of restarts for an update: one and a half to three minutes without service; chosen. */
const REBOOT_TAKES_MS = 180_000
/** Its clock, ours and its own delay. */
const REBOOT_EARLY_MS = 5_000
/** Further away a restart is somebody's plan still. */
const REBOOT_HORIZON_MS = 3_600_000
/** What is longer than this was no forecast. */
const SLOT_HORIZON_S = 900
/** How likely heat that throttles becomes heat that shuts down, within how long; chosen. */
const SHUTDOWN = { chance: 0.2, afterMs: 30_000, withinMs: 600_000 }

const rebootAhead = (
  { reboot }: StarlinkForecast,
  utcNowMs: UtcMs | undefined,
  nowMs: MonotonicMs,
): LinkOutage | undefined => {
  if (reboot?.atUtcMs === undefined || utcNowMs === undefined) return undefined
  const inMs = reboot.atUtcMs - utcNowMs
  if (inMs < -REBOOT_TAKES_MS || inMs > REBOOT_HORIZON_MS) return undefined
  const atMs = nowMs + inMs
  return { fromMs: atMs - REBOOT_EARLY_MS, toMs: atMs + REBOOT_TAKES_MS, chance: 0.95, cause: 'announced restart' }
}

const outageNow = ({ outage, nextSlotInS }: StarlinkForecast, nowMs: MonotonicMs): LinkOutage | undefined => {
  if (!outage || nextSlotInS === undefined || nextSlotInS <= 0 || nextSlotInS > SLOT_HORIZON_S) return undefined
  const cause = `${outage.cause.replaceAll('-', ' ')}, the next satellite comes then`
  return { fromMs: nowMs, toMs: nowMs + nextSlotInS * 1000, chance: 0.9, cause }
}

const heatAhead = ({ alerts }: StarlinkForecast, nowMs: MonotonicMs): LinkOutage | undefined =>
  alerts.includes('thermal-throttle')
    ? {
        fromMs: nowMs + SHUTDOWN.afterMs,
        toMs: nowMs + SHUTDOWN.withinMs,
        chance: SHUTDOWN.chance,
        cause: 'heat that throttles may shut it down',
      }
    : undefined

/** The outages that a terminal's own words let expect; times by its clock only while ours is trusted. */
export const starlinkAhead = (
  said: StarlinkForecast,
  utcNowMs: UtcMs | undefined,
  nowMs: MonotonicMs,
): readonly LinkOutage[] =>
  said.isAlive
    ? [outageNow(said, nowMs), rebootAhead(said, utcNowMs, nowMs), heatAhead(said, nowMs)].filter(
        (outage) => outage !== undefined,
      )
    : []

// Mohan et al., "A multifaceted look at Starlink performance", WWW 2024: satellites are assigned at :12 :27 :42 :57 of each minute.
const FIRST_SLOT_MS = 12_000
const SLOT_MS = 15_000

/** Until the next change of satellites, 0 to 15 s: latency and loss of a second about it are no sign of a bad link. */
export const nextSlotChangeInMs = (utcNowMs: UtcMs): number =>
  SLOT_MS - ((((utcNowMs - FIRST_SLOT_MS) % SLOT_MS) + SLOT_MS) % SLOT_MS)
