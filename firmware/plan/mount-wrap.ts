import { beyond, type MountLimits, type MountStand, slewTimeS } from '../domain/mount-axes.ts'
import type { Keyhole } from './keyhole.ts'
import { type Branch, branchOf, isFlippedOn, type PathPoint, standOn } from './mount-path.ts'

/** What lies ahead of a mount, and how it stands now. */
export interface WrapSeen {
  path: readonly PathPoint[]
  keyholes: readonly Keyhole[]
  limits: MountLimits
  /** Absent while nobody knows. */
  stand?: MountStand
  /** It looks at the path's first satellite already. */
  isFollowing: boolean
  /** The last satellite goes on being followed after the path's end. */
  isEndless: boolean
}

/** The branch at each point of the path, and the seconds in which the satellite is missed because of the mount. */
export interface WrapPlan {
  branches: readonly Branch[]
  lostS: number
}

/** Nearer to a stop than this a coach's sway would push against it. Chosen. */
const STOP_MARGIN_DEG = 2
/** A turn that nobody needs costs at least so much, in seconds: gears wear. Chosen. */
const TURN_COSTS_S = 2
/** With less room than this left at the end of what is foreseen a turn is likely after it. Chosen: a curve into a station and out of it. */
const ROOM_DEG = 60
/** Of two times as good the later one: it may prove needless. */
const EARLY_COSTS_S = 0.01
/** And being so near to a stop, a share of the time. */
const NEAR_STOP_COSTS = 0.1

/** Every branch on which the mount can look at some point of the path. */
const branchesOn = (path: readonly PathPoint[], limits: MountLimits): Branch[] => {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { azimuthDeg } of path) {
    low = Math.min(low, azimuthDeg)
    high = Math.max(high, azimuthDeg)
  }
  const [min, max] = limits.azimuthDeg
  const first = Math.ceil((min - high) / 180)
  const count = Math.max(0, Math.floor((max - low) / 180) - first + 1)
  const all = Array.from({ length: count }, (_, index) => first + index)
  return all.filter((branch) => !isFlippedOn(branch) || limits.elevationDeg[1] > 90)
}

const wholeTurnS = ({ maxRateDegPerS }: MountLimits): number => 360 / maxRateDegPerS.azimuthDegPerS

/** What a step costs on a branch because of a stop: beyond it all is lost, and a turn comes on top. */
const outsideS = (point: PathPoint, branch: Branch, seconds: number, limits: MountLimits): number => {
  const { azimuthDeg, elevationDeg } = standOn(point, branch)
  const [min, max] = limits.azimuthDeg
  const tooFarOver = isFlippedOn(branch) ? beyond(elevationDeg, limits.elevationDeg) : 0
  if (beyond(azimuthDeg, limits.azimuthDeg) > 0 || tooFarOver > 0) return 2 * seconds + wholeTurnS(limits)
  return beyond(azimuthDeg, [min + STOP_MARGIN_DEG, max - STOP_MARGIN_DEG]) > 0 ? NEAR_STOP_COSTS * seconds : 0
}

/** What the room that is left at the end is worth. */
const endS = (point: PathPoint, branch: Branch, limits: MountLimits): number => {
  const { azimuthDeg } = standOn(point, branch)
  const [min, max] = limits.azimuthDeg
  const roomDeg = Math.max(0, Math.min(azimuthDeg - min, max - azimuthDeg))
  return 0.5 * wholeTurnS(limits) * Math.max(0, 1 - roomDeg / ROOM_DEG)
}

interface Step {
  from: PathPoint
  to: PathPoint
  keyhole: Keyhole | undefined
  limits: MountLimits
}

/** What going from one branch to another loses between two points. */
const changeS = (a: Branch, b: Branch, { from, to, keyhole, limits }: Step): number => {
  const isSame = from.satellite === to.satellite
  const seconds = (to.atMs - from.atMs) / 1000
  if (isSame && a === b) return keyhole ? (keyhole.through?.mutedS ?? seconds) : 0
  if (isSame && keyhole?.overTop && b - a === keyhole.overTop.branchBy) return keyhole.overTop.mutedS
  const slewS = slewTimeS(standOn(from, a), standOn(to, b), limits)
  return isSame ? TURN_COSTS_S + Math.max(0, slewS - from.hiddenS) : slewS
}

const startS = (branch: Branch, { path, stand, isFollowing, limits }: WrapSeen): number => {
  const [first] = path
  if (!first || !stand) return 0
  if (isFollowing && branch === branchOf(first, stand)) return 0
  const slewS = slewTimeS(stand, standOn(first, branch), limits)
  if (!isFollowing) return slewS
  return TURN_COSTS_S + Math.max(0, slewS - first.hiddenS) + EARLY_COSTS_S * path.length
}

interface Reached {
  costS: number
  /** The place in `branches` of the step before. */
  before: number
}

/**
 * The way of the mount along a path that loses the least: exact, by dynamic programming over its branches. Undefined where it
 * cannot look at all.
 */
export const planWrap = (seen: WrapSeen): WrapPlan | undefined => {
  const { path, keyholes, limits } = seen
  const branches = branchesOn(path, limits)
  const stepS = (index: number): number =>
    ((path[index + 1]?.atMs ?? path[index]?.atMs ?? 0) - (path[index]?.atMs ?? 0)) / 1000
  const [first] = path
  if (!first || branches.length === 0) return undefined
  let reached: Reached[] = branches.map((branch) => ({
    costS: startS(branch, seen) + outsideS(first, branch, stepS(0), limits),
    before: -1,
  }))
  const steps = [reached]
  for (let index = 1; index < path.length; index++) {
    const [from, to] = [path[index - 1] as PathPoint, path[index] as PathPoint]
    const keyhole = keyholes.find(({ step }) => step === index - 1)
    const last = reached
    reached = branches.map((branch) => {
      let best: Reached = { costS: Number.POSITIVE_INFINITY, before: -1 }
      last.forEach(({ costS }, before) => {
        const isTurn = branches[before] !== branch
        const change = changeS(branches[before] as Branch, branch, { from, to, keyhole, limits })
        const total = costS + change + (isTurn ? EARLY_COSTS_S * (path.length - index) : 0)
        if (total < best.costS) best = { costS: total, before }
      })
      return { ...best, costS: best.costS + outsideS(to, branch, stepS(index), limits) }
    })
    steps.push(reached)
  }
  return followBack(steps, branches, seen)
}

const followBack = (
  steps: readonly Reached[][],
  branches: readonly Branch[],
  { path, limits, isEndless }: WrapSeen,
): WrapPlan => {
  const last = path.at(-1) as PathPoint
  const roomS = (at: number): number => (isEndless ? endS(last, branches[at] as Branch, limits) : 0)
  const ends = (steps.at(-1) ?? []).map(({ costS }, index) => costS + roomS(index))
  let at = ends.indexOf(Math.min(...ends))
  const lostS = steps.at(-1)?.[at]?.costS ?? 0
  const way: Branch[] = []
  for (let index = steps.length - 1; index >= 0 && at >= 0; index--) {
    way.unshift(branches[at] as Branch)
    at = steps[index]?.[at]?.before ?? -1
  }
  return { branches: way, lostS }
}
