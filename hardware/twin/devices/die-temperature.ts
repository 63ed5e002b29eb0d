import type { Random } from '../../../hal/random.ts'
import type { DeviceContext } from '../device.ts'

const DAY_MS = 86_400_000
/** Local solar time of Kazakhstan's middle, about UTC+4:40; warmest at three in the afternoon. */
const WARMEST_UTC_MS = 10.33 * 3_600_000
// Chosen: a coach's roof space on a day in May, between 8 and 28 °C on the mean day.
const MEAN_C = 18
const DAILY_SWING_C = 10
const DAY_TO_DAY_SIGMA_C = 4
/** Board and its neighbours warm the box by this, once it has come to rest, as air does of that mass. */
const RISE_C = 14
const TIME_CONSTANT_MS = 20 * 60_000

/**
 * The true temperature of a part's die, °C, from when it is made: it starts as cold as the roof space and follows it, the box
 * about it warmed by its own load. Only forward in time.
 */
export const dieTemperature = ({ world, clock }: DeviceContext, random: Random): ((nowMs: number) => number) => {
  const meanC = MEAN_C + DAY_TO_DAY_SIGMA_C * random.normal()
  const riseC = RISE_C * (0.7 + 0.6 * random.next())
  const utcOffsetMs = world.utcMs() - clock.nowMs()
  const outsideC = (nowMs: number): number =>
    meanC + DAILY_SWING_C * Math.cos((2 * Math.PI * (nowMs + utcOffsetMs - WARMEST_UTC_MS)) / DAY_MS)
  let boxC = outsideC(clock.nowMs())
  let lastMs = clock.nowMs() as number
  return (nowMs) => {
    const kept = Math.exp(-(nowMs - lastMs) / TIME_CONSTANT_MS)
    boxC = boxC * kept + (outsideC(nowMs) + riseC) * (1 - kept)
    lastMs = nowMs
    return boxC
  }
}
