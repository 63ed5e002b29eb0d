import { wrap180Deg } from '../../hal/units.ts'
import { type AxisAbility, type AxisMotion, type AxisRamp, rampAt, rampBetween } from '../domain/axis-move.ts'
import { separationDeg } from '../domain/frames.ts'
import { abilitiesOf, lookOf, type MountLimits } from '../domain/mount-axes.ts'
import { throughKeyhole } from './dish-command.ts'
import { lookBetween, type PathPoint } from './mount-path.ts'

/** One way through: what azimuth does, on the path's own azimuth, and for how long the satellite is missed by more than the limit. */
export interface KeyholePassage {
  azimuth: AxisRamp
  mutedS: number
}

/** A stretch in which azimuth would have to turn faster than the mount can. */
export interface Keyhole {
  /** The step of the path, from this index to the next, in which the satellite stands highest. */
  step: number
  /** Azimuth runs ahead, and falls behind after the highest point. */
  through?: KeyholePassage
  /** Elevation goes on over 90°, and azimuth the other way; half turns that the branch changes by. */
  overTop?: KeyholePassage & { branchBy: 1 | -1 }
}

/** What is counted as missed, and what the mount can do. */
export interface KeyholeRules {
  limits: MountLimits
  /** Chosen by whoever asks: of the pointing limit what is left to a slew. */
  missedDeg: number
}

/** Lower than this no satellite's azimuth turns faster than a degree a second. */
export const KEYHOLE_FROM_DEG = 70
const FINE_MS = 500
/** Parts between two points of a path: half seconds of a pass at 10 s a step; the half hour of a coach's bends needs no finer ones, and must be searched within 5 ms. */
const FINE_AT_MOST = 20

interface Fine {
  atMs: number
  azimuthDeg: number
  elevationDeg: number
}

/** Small parts of the path from one index to another, azimuth unwrapped. */
const finely = (path: readonly PathPoint[], from: number, to: number): Fine[] => {
  const fine: Fine[] = []
  for (let index = from; index < to; index++) {
    const [a, b] = [path[index], path[index + 1]]
    if (!a || !b) break
    const steps = Math.max(1, Math.min(FINE_AT_MOST, Math.round((b.atMs - a.atMs) / FINE_MS)))
    let azimuthDeg = a.azimuthDeg
    for (let step = 0; step < steps; step++) {
      const look = lookBetween(a, b, step / steps)
      azimuthDeg += wrap180Deg(look.azimuthDeg - azimuthDeg)
      fine.push({ atMs: a.atMs + (step * (b.atMs - a.atMs)) / steps, azimuthDeg, elevationDeg: look.elevationDeg })
    }
  }
  const last = path[to]
  if (last) fine.push(last)
  return fine
}

const motionAt = (fine: readonly Fine[], index: number, maxDegPerS: number): AxisMotion => {
  const here = fine[index] as Fine
  const [before, after] = [fine[Math.max(0, index - 1)] as Fine, fine[Math.min(fine.length - 1, index + 1)] as Fine]
  const seconds = Math.max(1, after.atMs - before.atMs) / 1000
  const degPerS = (after.azimuthDeg - before.azimuthDeg) / seconds
  return { deg: here.azimuthDeg, degPerS: Math.max(-maxDegPerS, Math.min(maxDegPerS, degPerS)) }
}

/** From the first to the last half second in which azimuth cannot follow, or elevation does not reach. */
const exceeded = (fine: readonly Fine[], { limits }: KeyholeRules): { first: number; last: number } | undefined => {
  const { maxDegPerS, maxDegPerS2 } = abilitiesOf(limits).azimuth
  let [first, last] = [-1, -1]
  let beforeDegPerS: number | undefined
  for (let index = 0; index + 1 < fine.length; index++) {
    const [a, b] = [fine[index] as Fine, fine[index + 1] as Fine]
    const seconds = (b.atMs - a.atMs) / 1000
    const degPerS = (b.azimuthDeg - a.azimuthDeg) / seconds
    const changed = beforeDegPerS === undefined ? 0 : (degPerS - beforeDegPerS) / seconds
    beforeDegPerS = degPerS
    const isIn = Math.abs(degPerS) > maxDegPerS || Math.abs(changed) > maxDegPerS2
    if (!isIn && b.elevationDeg <= limits.elevationDeg[1]) continue
    if (first < 0) first = index
    last = index + 1
  }
  return first < 0 ? undefined : { first, last }
}

interface Missed {
  /** By more than the limit, seconds. */
  mutedS: number
  /** By how much and how long in all, degrees times seconds. */
  degS: number
}

const missedOn = (fine: readonly Fine[], azimuth: AxisRamp, { limits, missedDeg }: KeyholeRules): Missed => {
  const missed: Missed = { mutedS: 0, degS: 0 }
  for (let index = 0; index + 1 < fine.length; index++) {
    const { atMs, ...look } = fine[index] as Fine
    if (atMs < azimuth.fromMs || atMs >= azimuth.toMs) continue
    const stand = throughKeyhole(look, rampAt(azimuth, atMs).deg, { isFlippedAfter: false }, limits)
    const offDeg = separationDeg(lookOf(stand), look)
    const seconds = ((fine[index + 1] as Fine).atMs - atMs) / 1000
    missed.degS += offDeg * seconds
    if (offDeg > missedDeg) missed.mutedS += seconds
  }
  return missed
}

interface Window {
  fine: readonly Fine[]
  first: number
  last: number
  /** What the azimuth at the far side is changed by: half a turn when the mount goes over the top. */
  byDeg: number
}

/** Azimuth from one half second of the path to another; undefined when that is too fast for it. */
const rampOver = (
  fine: readonly Fine[],
  [low, high]: readonly [number, number],
  byDeg: number,
  ability: AxisAbility,
) => {
  const to = motionAt(fine, high, ability.maxDegPerS)
  const ends = {
    fromMs: (fine[low] as Fine).atMs,
    toMs: (fine[high] as Fine).atMs,
    from: motionAt(fine, low, ability.maxDegPerS),
    to: { ...to, deg: to.deg + byDeg },
  }
  return rampBetween(ends, ability)
}

/** Parts by which the mount leaves the satellite earlier from one try to the next: a second of a pass. */
const EARLIER = 2
/** What is missed by less than the limit counts so much, a second and degree: of two ways the nearer one. */
const OFF_COSTS = 0.001

/**
 * The way through that loses the least: the earlier azimuth leaves the satellite, the earlier it has it again. How the error is
 * best shared between before and after is found by trying.
 */
const passage = ({ fine, first, last, byDeg }: Window, rules: KeyholeRules): KeyholePassage | undefined => {
  const ability = abilitiesOf(rules.limits).azimuth
  let best: (KeyholePassage & { cost: number }) | undefined
  let high: number | undefined
  for (let low = first; low >= 0; low -= EARLIER) {
    const found = soonest(
      (at) => rampOver(fine, [low, at], byDeg, ability),
      { first: last, last: fine.length - 1 },
      high ?? last,
    )
    if (!found) continue
    high = found.at
    const { mutedS, degS } = missedOn(fine, found.ramp, rules)
    const cost = mutedS + OFF_COSTS * degS
    if (!best || cost < best.cost) best = { azimuth: found.ramp, mutedS, cost }
    if (high === last) break
  }
  return best && { azimuth: best.azimuth, mutedS: best.mutedS }
}

/** The soonest place with a ramp to it, looked for from a guess on. */
const soonest = (
  rampTo: (at: number) => AxisRamp | undefined,
  { first, last }: { first: number; last: number },
  guess: number,
): { at: number; ramp: AxisRamp } | undefined => {
  let at = guess
  let ramp = rampTo(at)
  while (!ramp && at < last) ramp = rampTo(++at)
  if (!ramp) return undefined
  for (let sooner = at > first ? rampTo(at - 1) : undefined; sooner; sooner = at > first ? rampTo(at - 1) : undefined) {
    ramp = sooner
    at--
  }
  return { at, ramp }
}

/** Whether it leans over backwards as far beyond 90° as the lowest point of a keyhole lies below it. */
export const canFlip = ({ elevationDeg }: MountLimits): boolean => elevationDeg[1] >= 180 - KEYHOLE_FROM_DEG

const keyholeIn = (
  path: readonly PathPoint[],
  { from, to }: { from: number; to: number },
  rules: KeyholeRules,
): Keyhole | undefined => {
  const fine = finely(path, from, to)
  const found = exceeded(fine, rules)
  if (!found) return undefined
  const highest = fine.reduce((best, one) => (one.elevationDeg > best.elevationDeg ? one : best))
  const after = path.findIndex(({ atMs }) => atMs > highest.atMs)
  const step = Math.max(from, (after < 0 ? to : after) - 1)
  const swingDeg = (fine[found.last] as Fine).azimuthDeg - (fine[found.first] as Fine).azimuthDeg
  const branchBy = swingDeg > 0 ? -1 : 1
  const through = passage({ fine, ...found, byDeg: 0 }, rules)
  const over = canFlip(rules.limits) ? passage({ fine, ...found, byDeg: 180 * branchBy }, rules) : undefined
  return { step, ...(through && { through }), ...(over && { overTop: { ...over, branchBy } }) }
}

/** The keyholes on a path, one a pass at most, in their order. */
export const keyholesOn = (path: readonly PathPoint[], rules: KeyholeRules): Keyhole[] => {
  const found: Keyhole[] = []
  let from = 0
  path.forEach((point, index) => {
    const next = path[index + 1]
    if (next && next.satellite === point.satellite && next.elevationDeg >= KEYHOLE_FROM_DEG) return
    const isSteep = path.slice(from, index + 1).some(({ elevationDeg }) => elevationDeg >= KEYHOLE_FROM_DEG)
    const keyhole = isSteep && index > from ? keyholeIn(path, { from, to: index }, rules) : undefined
    if (keyhole) found.push(keyhole)
    from = next && next.satellite === point.satellite ? index : index + 1
  })
  return found
}
