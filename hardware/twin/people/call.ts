import type { Random } from '../../../hal/random.ts'
import { type Activity, awakeShare, count, makeTally, type Second } from './activity.ts'
import { type Exchange, runExchange, startExchange } from './exchange.ts'

const TRAFFIC_CLASS = 'passenger'
const FIRST_AFTER_MS = 12_000
const CALL_EVERY_S = 240
const SET_UP_LIMIT_MS = 10_000
const SHORTEST_S = 15
const MEAN_S = 90
/** People hang up after this silence. */
const LONGEST_GAP_S = 4
/** Chosen: above this share of silence a call counts as bad. */
const SILENT_SHARE = 0.05

interface Call {
  setUp: Exchange
  setUpMs: number | undefined
  leftS: number
  lengthS: number
  gapS: number
  silentS: number
}

/** Calls: set up within 10 s, then good as long as silence stays short and rare. The time counted is that of the set-up. */
export const calls = (startMs: number, random: Random): Activity => {
  const tally = makeTally()
  let running: Call[] = []
  let firstMs = startMs + FIRST_AFTER_MS
  return {
    tally,
    step: (second) => {
      const isFirst = firstMs < second.toMs
      if (isFirst) firstMs = Number.POSITIVE_INFINITY
      if (isFirst || random.next() < awakeShare(second.utcMs) / CALL_EVERY_S) running.push(dial(second, random))
      running = running.filter((call) => {
        const isOk = call.setUpMs === undefined ? ring(call, second, random) : talk(call, second)
        if (isOk !== undefined) count(tally, { isOk, durationMs: call.setUpMs ?? SET_UP_LIMIT_MS })
        return isOk === undefined
      })
    },
  }
}

const dial = (second: Second, random: Random): Call => {
  const lengthS = Math.round(SHORTEST_S - MEAN_S * Math.log(1 - random.next()))
  const thinkMs = 400 + 600 * random.next()
  const setUp = startExchange({ startMs: second.fromMs, limitMs: SET_UP_LIMIT_MS, roundTrips: 3, thinkMs })
  return { setUp, setUpMs: undefined, leftS: lengthS, lengthS, gapS: 0, silentS: 0 }
}

const ring = (call: Call, second: Second, random: Random): false | undefined => {
  const ended = runExchange(call.setUp, { path: second.path(TRAFFIC_CLASS), untilMs: second.toMs, random })
  if (ended?.isOk) call.setUpMs = ended.durationMs
  return ended?.isOk === false ? false : undefined
}

const talk = (call: Call, second: Second): boolean | undefined => {
  const path = second.path(TRAFFIC_CLASS)
  const isHeard = path?.carries === true && path.loss < 0.15 && path.latencyMs < 900
  call.gapS = isHeard ? 0 : call.gapS + 1
  call.silentS += isHeard ? 0 : 1
  call.leftS -= 1
  if (call.gapS > LONGEST_GAP_S) return false
  return call.leftS > 0 ? undefined : call.silentS <= SILENT_SHARE * call.lengthS
}
