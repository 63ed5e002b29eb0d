/** What one axis can do: how fast it turns, and how fast it gets there; both > 0. */
export interface AxisAbility {
  maxDegPerS: number
  maxDegPerS2: number
}

/** Seconds from rest to rest over so many degrees. */
export const moveTimeS = (distanceDeg: number, { maxDegPerS, maxDegPerS2 }: AxisAbility): number => {
  const deg = Math.abs(distanceDeg)
  const rampsDeg = (maxDegPerS * maxDegPerS) / maxDegPerS2
  return deg < rampsDeg ? 2 * Math.sqrt(deg / maxDegPerS2) : deg / maxDegPerS + maxDegPerS / maxDegPerS2
}

/** How an axis stands and turns at one time. */
export interface AxisMotion {
  deg: number
  degPerS: number
}

/** From one motion to another: it goes over to one speed, keeps that, and goes over to the last. */
export interface AxisRamp {
  fromMs: number
  toMs: number
  from: AxisMotion
  to: AxisMotion
  cruiseDegPerS: number
  maxDegPerS2: number
}

type Ends = Pick<AxisRamp, 'fromMs' | 'toMs' | 'from' | 'to'>

/** How long it changes its speed at either end, seconds. */
const changesS = ({ from, to }: Pick<AxisRamp, 'from' | 'to'>, cruiseDegPerS: number, maxDegPerS2: number) => ({
  firstS: Math.abs(cruiseDegPerS - from.degPerS) / maxDegPerS2,
  lastS: Math.abs(cruiseDegPerS - to.degPerS) / maxDegPerS2,
})

const coveredDeg = (ends: Ends, cruiseDegPerS: number, maxDegPerS2: number): number => {
  const { firstS, lastS } = changesS(ends, cruiseDegPerS, maxDegPerS2)
  const cruiseS = (ends.toMs - ends.fromMs) / 1000 - firstS - lastS
  const first = ((ends.from.degPerS + cruiseDegPerS) / 2) * firstS
  return first + cruiseDegPerS * cruiseS + ((cruiseDegPerS + ends.to.degPerS) / 2) * lastS
}

/** Halvings of the speed that is looked for: to a millionth of the fastest. */
const HALVINGS = 24

/** The ramp between two motions in just that time; undefined when the axis is too slow for it. */
export const rampBetween = (ends: Ends, { maxDegPerS, maxDegPerS2 }: AxisAbility): AxisRamp | undefined => {
  const wantedDeg = ends.to.deg - ends.from.deg
  let [low, high] = [-maxDegPerS, maxDegPerS]
  if (coveredDeg(ends, low, maxDegPerS2) > wantedDeg || coveredDeg(ends, high, maxDegPerS2) < wantedDeg)
    return undefined
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2
    if (coveredDeg(ends, middle, maxDegPerS2) < wantedDeg) low = middle
    else high = middle
  }
  const cruiseDegPerS = (low + high) / 2
  const { firstS, lastS } = changesS(ends, cruiseDegPerS, maxDegPerS2)
  if (firstS + lastS > (ends.toMs - ends.fromMs) / 1000) return undefined
  return { ...ends, cruiseDegPerS, maxDegPerS2 }
}

/** Where the axis is at a time within the ramp; before and after it as at its ends. */
export const rampAt = (ramp: AxisRamp, ms: number): AxisMotion => {
  const { from, to, cruiseDegPerS, maxDegPerS2 } = ramp
  const { firstS, lastS } = changesS(ramp, cruiseDegPerS, maxDegPerS2)
  const [sinceS, leftS] = [(ms - ramp.fromMs) / 1000, (ramp.toMs - ms) / 1000]
  if (sinceS <= 0) return from
  if (leftS <= 0) return to
  if (sinceS < firstS) {
    const degPerS = from.degPerS + Math.sign(cruiseDegPerS - from.degPerS) * maxDegPerS2 * sinceS
    return { deg: from.deg + ((from.degPerS + degPerS) / 2) * sinceS, degPerS }
  }
  if (leftS < lastS) {
    const degPerS = to.degPerS + Math.sign(cruiseDegPerS - to.degPerS) * maxDegPerS2 * leftS
    return { deg: to.deg - ((to.degPerS + degPerS) / 2) * leftS, degPerS }
  }
  return {
    deg: from.deg + ((from.degPerS + cruiseDegPerS) / 2) * firstS + cruiseDegPerS * (sinceS - firstS),
    degPerS: cruiseDegPerS,
  }
}
