import { move } from '../../../firmware/domain/geodesy.ts'
import type { Random } from '../../../hal/random.ts'
import type { DeviceContext } from '../device.ts'
import type { ReceiverFix } from './gnss-sentences.ts'

// From recorded rides: receivers come back from a tunnel up to 1.2 km off and claim speeds about 80 m/s until their filter has settled.
const FURTHEST_M = 1200
const NEAREST_M = 150
const WILD_SPEED_MPS = 80
const SPEED_SPREAD_MPS = 4
const LASTS_MS = { min: 1000, max: 5000 }

interface WildFix {
  untilMs: number
  bearingDeg: number
  offsetM: number
}

/**
 * What a receiver tells of its fix, called once an epoch: while the fault `NAME-wild-return` holds, each fix that is
 * back after a loss begins displaced and too fast. The first fix after power on is no return.
 */
export const wildReturns = (
  { name, clock, faultAgeMs }: DeviceContext,
  random: Random,
): ((fix: ReceiverFix | undefined) => ReceiverFix | undefined) => {
  const fault = `${name}-wild-return`
  let hasHad = false
  let isLost = false
  let wild: WildFix | undefined
  return (fix) => {
    if (!fix) {
      isLost = hasHad
      return undefined
    }
    const nowMs = clock.nowMs()
    if (isLost && faultAgeMs(fault) !== undefined) {
      const lastsMs = LASTS_MS.min + (LASTS_MS.max - LASTS_MS.min) * random.next()
      const offsetM = NEAREST_M + (FURTHEST_M - NEAREST_M) * random.next()
      wild = { untilMs: nowMs + lastsMs, bearingDeg: 360 * random.next(), offsetM }
    }
    hasHad = true
    isLost = false
    if (!wild || nowMs >= wild.untilMs) return fix
    const { latDeg, lonDeg } = move({ ...fix, heightM: 0 }, wild.bearingDeg, wild.offsetM)
    const speedMps = WILD_SPEED_MPS + SPEED_SPREAD_MPS * random.normal()
    return { ...fix, latDeg, lonDeg, speedMps, courseTrueDeg: 360 * random.next() }
  }
}
