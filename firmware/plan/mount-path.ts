import { toDeg, toRad, wrap180Deg } from '../../hal/units.ts'
import type { Direction } from '../domain/frames.ts'
import type { MountStand } from '../domain/mount-axes.ts'

/** Where what is followed will stand, in the mount's own axes. */
export interface PathLook {
  atMs: number
  /** Names the satellite: where it changes the mount has to go elsewhere anyway. */
  satellite: string
  look: Direction
  /** Something hides it then: nothing is lost by looking elsewhere. */
  isHidden?: boolean
}

/** One time of a path; azimuth is unwrapped for as long as one satellite is followed. */
export interface PathPoint {
  atMs: number
  satellite: string
  azimuthDeg: number
  elevationDeg: number
  /** How long from here on it stays hidden. */
  hiddenS: number
}

const STEEP_DEG = 70
const FINE = 20

type Vector = readonly [x: number, y: number, z: number]

const vectorOf = ({ azimuthDeg, elevationDeg }: Direction): Vector => {
  const [azimuth, elevation] = [toRad(azimuthDeg), toRad(elevationDeg)]
  const level = Math.cos(elevation)
  return [level * Math.cos(azimuth), level * Math.sin(azimuth), Math.sin(elevation)]
}

/** On the straight way across the sky from one direction to another; within ten seconds no satellite leaves it by 0.1°. */
export const lookBetween = (from: Direction, to: Direction, share: number): Direction => {
  const [a, b] = [vectorOf(from), vectorOf(to)]
  const at = (axis: 0 | 1 | 2): number => a[axis] + share * (b[axis] - a[axis])
  const [x, y, z] = [at(0), at(1), at(2)]
  return { azimuthDeg: toDeg(Math.atan2(y, x)), elevationDeg: toDeg(Math.atan2(z, Math.hypot(x, y))) }
}

/** How far azimuth turns from one look to the next: near the zenith in small steps, for there it may be more than half a turn. */
const turnDeg = (from: Direction, to: Direction): number => {
  if (Math.max(from.elevationDeg, to.elevationDeg) < STEEP_DEG) return wrap180Deg(to.azimuthDeg - from.azimuthDeg)
  let turned = 0
  let before = from
  for (let step = 1; step <= FINE; step++) {
    const next = lookBetween(from, to, step / FINE)
    turned += wrap180Deg(next.azimuthDeg - before.azimuthDeg)
    before = next
  }
  return turned
}

/** Unwraps what lies ahead, and counts how long it stays hidden. */
export const mountPath = (looks: readonly PathLook[]): PathPoint[] => {
  const path: PathPoint[] = []
  looks.forEach(({ atMs, satellite, look }, index) => {
    const before = looks[index - 1]
    const last = path.at(-1)
    const isSame = before !== undefined && before.satellite === satellite && last !== undefined
    const azimuthDeg = isSame ? last.azimuthDeg + turnDeg(before.look, look) : look.azimuthDeg
    path.push({ atMs, satellite, azimuthDeg, elevationDeg: look.elevationDeg, hiddenS: 0 })
  })
  for (let index = path.length - 2; index >= 0; index--) {
    const [point, next] = [path[index], path[index + 1]]
    if (point && next && looks[index]?.isHidden) point.hiddenS = (next.atMs - point.atMs) / 1000 + next.hiddenS
  }
  return path
}

/**
 * Which of the mount's ways to look is meant, half turns from the path's azimuth: even ones are whole turns of the cable, odd
 * ones look over the top.
 */
export type Branch = number

export const isFlippedOn = (branch: Branch): boolean => Math.abs(branch % 2) === 1

/** How the mount stands at a point of the path on a branch. */
export const standOn = ({ azimuthDeg, elevationDeg }: PathPoint, branch: Branch): MountStand => {
  const isFlipped = isFlippedOn(branch)
  return {
    azimuthDeg: azimuthDeg + 180 * branch,
    elevationDeg: isFlipped ? 180 - elevationDeg : elevationDeg,
    isFlipped,
  }
}

/** The branch on which a mount stands nearest to how it stands now, on the same side. */
export const branchOf = ({ azimuthDeg }: PathPoint, stand: { azimuthDeg: number; isFlipped: boolean }): Branch => {
  const side = stand.isFlipped ? 1 : 0
  return 2 * Math.round((stand.azimuthDeg - azimuthDeg - 180 * side) / 360) + side
}
