import type { Random } from '../../../hal/random.ts'
import { type Activity, awakeShare, count, makeTally, poisson, type Second, type Tally } from './activity.ts'
import { type Exchange, runExchange, startExchange } from './exchange.ts'

const TRAFFIC_CLASS = 'operations'
const FIRST_AFTER_MS = 8000

/** Exchanges under way and the tally of those that ended. */
interface Queue {
  tally: Tally
  running: Exchange[]
}

const runAll = (queue: Queue, second: Second, random: Random): { failed: number } => {
  const path = second.path(TRAFFIC_CLASS)
  let failed = 0
  queue.running = queue.running.filter((exchange) => {
    const ended = runExchange(exchange, { path, untilMs: second.toMs, random })
    if (ended) count(queue.tally, ended)
    if (ended && !ended.isOk) failed++
    return ended === undefined
  })
  return { failed }
}

const PAYMENT_EVERY_S = 80
const PAYMENT_LIMIT_MS = 30_000
const TRY_AGAIN_AFTER_MS = 15_000
const TRIES_AGAIN = 0.7

/**
 * Cards paid in the dining car: connection, encryption, authorisation, confirmation, 30 s limit.
 * Most whose payment failed try again, and each try counts.
 */
export const cardPayments = (startMs: number, random: Random): Activity => {
  const queue: Queue = { tally: makeTally(), running: [] }
  const dueMs = [startMs + FIRST_AFTER_MS]
  return {
    tally: queue.tally,
    step: (second) => {
      if (random.next() < awakeShare(second.utcMs) / PAYMENT_EVERY_S) dueMs.push(second.fromMs)
      while ((dueMs[0] ?? Number.POSITIVE_INFINITY) < second.toMs) {
        const thinkMs = 500 + 900 * random.next()
        const begin = { startMs: dueMs.shift() as number, limitMs: PAYMENT_LIMIT_MS, roundTrips: 5, thinkMs }
        queue.running.push(startExchange(begin))
      }
      const { failed } = runAll(queue, second, random)
      for (let index = 0; index < failed; index++) {
        if (random.next() < TRIES_AGAIN) dueMs.push(second.toMs + TRY_AGAIN_AFTER_MS)
      }
      dueMs.sort((a, b) => a - b)
    },
  }
}

const CHECK_LIMIT_MS = 10_000
const CHECKS_BEGIN_AFTER_MS = 15_000
const CHECKED_PER_STOP = 24
const CHECK_EVERY_MS = 5000

/** The conductor's round after each stop: every passenger who got on, one after the other, 10 s limit. */
export const ticketChecks = (random: Random): Activity => {
  const queue: Queue = { tally: makeTally(), running: [] }
  let wasAtStop = true
  let left = 0
  let nextMs = 0
  return {
    tally: queue.tally,
    step: (second) => {
      const isAtStop = second.train.atStop !== undefined
      if (wasAtStop && !isAtStop) {
        left = 8 + poisson(CHECKED_PER_STOP - 8, random)
        nextMs = second.toMs + CHECKS_BEGIN_AFTER_MS
      }
      wasAtStop = isAtStop
      for (; left > 0 && nextMs < second.toMs; left--) {
        const thinkMs = 100 + 200 * random.next()
        queue.running.push(startExchange({ startMs: nextMs, limitMs: CHECK_LIMIT_MS, roundTrips: 2, thinkMs }))
        nextMs += CHECK_EVERY_MS * (0.6 + 0.8 * random.next())
      }
      runAll(queue, second, random)
    },
  }
}
