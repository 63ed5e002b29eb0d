import type { Random } from '../../../hal/random.ts'
import type { LinkTruth } from '../network.ts'

/** A few round trips one after the other, each sent again when it is lost, until a limit. */
export interface Exchange {
  readonly startedMs: number
  readonly limitMs: number
  /** Its own time: when the round trip under way ends or is sent again. */
  atMs: number
  roundTripsLeft: number
  resendMs: number
  /** Added once, for what the far end does. */
  thinkMs: number
  link: string | undefined
}

const FIRST_RESEND_MS = 1000
const LONGEST_RESEND_MS = 8000

export const startExchange = (what: {
  startMs: number
  limitMs: number
  roundTrips: number
  thinkMs: number
}): Exchange => ({
  startedMs: what.startMs,
  limitMs: what.limitMs,
  atMs: what.startMs,
  roundTripsLeft: what.roundTrips,
  resendMs: FIRST_RESEND_MS,
  thinkMs: what.thinkMs,
  link: undefined,
})

/** Goes on until `untilMs`. What it came to, or undefined while it is under way; `durationMs` of a failure is its limit. */
export const runExchange = (
  exchange: Exchange,
  on: { path: LinkTruth | undefined; untilMs: number; random: Random },
): { isOk: boolean; durationMs: number } | undefined => {
  while (exchange.atMs < on.untilMs && exchange.roundTripsLeft > 0) roundTrip(exchange, on.path, on.random)
  const durationMs = exchange.atMs - exchange.startedMs + (exchange.roundTripsLeft === 0 ? exchange.thinkMs : 0)
  if (durationMs > exchange.limitMs) return { isOk: false, durationMs: exchange.limitMs }
  return exchange.roundTripsLeft === 0 ? { isOk: true, durationMs } : undefined
}

/** Lost on a dead link, by chance, or with the link that it was on: then it waits, longer each time, and is sent again. */
const roundTrip = (exchange: Exchange, path: LinkTruth | undefined, random: Random): void => {
  const hasMoved = exchange.link !== undefined && path !== undefined && exchange.link !== path.name
  exchange.link = path?.name ?? exchange.link
  if (!path?.carries || hasMoved || random.next() < path.loss) {
    exchange.atMs += Math.max(exchange.resendMs, 2 * (path?.latencyMs ?? 0))
    exchange.resendMs = Math.min(LONGEST_RESEND_MS, 2 * exchange.resendMs)
    return
  }
  exchange.atMs += path.latencyMs * (1 + 0.1 * Math.abs(random.normal()))
  exchange.resendMs = FIRST_RESEND_MS
  exchange.roundTripsLeft -= 1
}
