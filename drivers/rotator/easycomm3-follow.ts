import type { MountPosition } from './rotator.ts'

/** Rates of the two axes, degrees per second: azimuth clockwise and elevation upwards positive. */
export interface MountRate {
  azimuthDegPerS: number
  elevationDegPerS: number
}

/** How a wanted position and rate are put to a mount that knows set-points and velocities, but not both together. */
export type FollowCommand =
  | { by: 'set-point'; position: MountPosition }
  | { by: 'velocity'; azimuthMdegPerS: number; elevationMdegPerS: number }

/** What the choice is made from; `read` is the mount's own position, absent when it is old or unknown. */
export interface FollowInput {
  target: MountPosition
  rate: MountRate | undefined
  /** Where it will be when the command takes effect. */
  read: MountPosition | undefined
  /** It is followed by velocity already: a swing stands still for a moment at each end. */
  isFollowing?: boolean
  limits: { azimuthDeg: readonly [number, number]; elevationDeg: readonly [number, number] }
}

// Chosen: half a dish's −1 dB width; farther away the mount's own profile gets there sooner than a velocity does.
const velocityWithinDeg = 0.8
// Chosen: a velocity that is not renewed runs on, so it is never given this close to an end stop.
const endStopMarginDeg = 3
// Below this the mount's resolution makes set-points as good, and they are safe when the line is cut.
const slowestDegPerS = 0.15
// Chosen: the mount is corrected within half a second, two or three readings, and the rounding of a reading moves it by 0.1°/s at most.
// More would command velocities beyond what its motors ramp to before the next command, and make it swing.
const gainPerS = 2

const isInside = (deg: number, [min, max]: readonly [number, number], marginDeg: number): boolean =>
  deg >= min + marginDeg && deg <= max - marginDeg

/** How far apart two positions are, by the axis that is farther. */
export const distanceDeg = (a: MountPosition, b: MountPosition): number =>
  Math.max(Math.abs(a.azimuthDeg - b.azimuthDeg), Math.abs(a.elevationDeg - b.elevationDeg))

/** Whether a position may be asked for at all. */
export const isWithinLimits = (position: MountPosition, limits: FollowInput['limits']): boolean =>
  isInside(position.azimuthDeg, limits.azimuthDeg, 0) && isInside(position.elevationDeg, limits.elevationDeg, 0)

/** Whether a velocity is worth it. */
export const isFast = (rate: MountRate): boolean =>
  Math.abs(rate.azimuthDegPerS) + Math.abs(rate.elevationDegPerS) >= slowestDegPerS

const mayUseVelocity = ({ target, rate, read, limits, isFollowing }: FollowInput): boolean =>
  rate !== undefined &&
  read !== undefined &&
  (isFollowing === true || isFast(rate)) &&
  distanceDeg(target, read) <= velocityWithinDeg &&
  isInside(target.azimuthDeg, limits.azimuthDeg, endStopMarginDeg) &&
  isInside(target.elevationDeg, limits.elevationDeg, endStopMarginDeg)

/** Follows a moving target by velocity with the read-back position as correction, and goes to any other by set-point. */
export const planFollow = (input: FollowInput): FollowCommand => {
  const { target, rate, read } = input
  if (!rate || !read || !mayUseVelocity(input)) return { by: 'set-point', position: target }
  const azimuthDegPerS = rate.azimuthDegPerS + gainPerS * (target.azimuthDeg - read.azimuthDeg)
  const elevationDegPerS = rate.elevationDegPerS + gainPerS * (target.elevationDeg - read.elevationDeg)
  return { by: 'velocity', azimuthMdegPerS: 1000 * azimuthDegPerS, elevationMdegPerS: 1000 * elevationDegPerS }
}

/** Polls in a row in which an axis moved against its commanded velocity. */
export type SignDoubt = number

// Three polls: one may hold a stop-and-turn, which is no proof of a swapped sign.
const doubtLimit = 3
const clearMoveDeg = 0.1

/** Counts a poll for or against the sign of velocities, by the way that they made since the poll before; a short or unclear way says nothing. */
export const weighSign = (doubt: SignDoubt, commandedDeg: number, movedDeg: number): SignDoubt => {
  if (Math.abs(commandedDeg) < clearMoveDeg || Math.abs(movedDeg) < clearMoveDeg) return doubt
  return Math.sign(commandedDeg) === Math.sign(movedDeg) ? 0 : doubt + 1
}

/** Whether the mount takes left for right, or up for down: implementations differ, and only reading the position tells. */
export const isSignWrong = (doubt: SignDoubt): boolean => doubt >= doubtLimit
