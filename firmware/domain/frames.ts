import { toDeg, toRad, wrap360Deg } from '../../hal/units.ts'

/** How the body lies: heading clockwise from true north, pitch nose up, roll right side down, degrees. */
export interface Attitude {
  headingTrueDeg: number
  pitchDeg: number
  rollDeg: number
}

/** A direction in one frame: azimuth clockwise seen from above, 0 ≤ a < 360; elevation above its level plane, −90 to 90. */
export interface Direction {
  azimuthDeg: number
  elevationDeg: number
}

/** How a mount is bolted on: yaw clockwise from the nose, then pitch and roll as of a body, degrees. */
export interface Mounting {
  yawDeg: number
  pitchDeg: number
  rollDeg: number
}

const directionOf = (x: number, y: number, z: number): Direction => ({
  azimuthDeg: wrap360Deg(toDeg(Math.atan2(y, x))),
  elevationDeg: toDeg(Math.atan2(-z, Math.sqrt(x * x + y * y))),
})

/** Numbers rather than an object, so that nothing is allocated: this runs with every aim. */
const rotateIn = (direction: Direction, yawDeg: number, pitchDeg: number, rollDeg: number): Direction => {
  const azimuth = toRad(direction.azimuthDeg - yawDeg)
  const elevation = toRad(direction.elevationDeg)
  const pitch = toRad(pitchDeg)
  const roll = toRad(rollDeg)
  const level = Math.cos(elevation)
  const forward = level * Math.cos(azimuth)
  const right = level * Math.sin(azimuth)
  const down = -Math.sin(elevation)
  const pitchedDown = Math.sin(pitch) * forward + Math.cos(pitch) * down
  return directionOf(
    Math.cos(pitch) * forward - Math.sin(pitch) * down,
    Math.cos(roll) * right + Math.sin(roll) * pitchedDown,
    Math.cos(roll) * pitchedDown - Math.sin(roll) * right,
  )
}

const rotateOut = (direction: Direction, yawDeg: number, pitchDeg: number, rollDeg: number): Direction => {
  const azimuth = toRad(direction.azimuthDeg)
  const elevation = toRad(direction.elevationDeg)
  const pitch = toRad(pitchDeg)
  const roll = toRad(rollDeg)
  const level = Math.cos(elevation)
  const x = level * Math.cos(azimuth)
  const y = level * Math.sin(azimuth)
  const z = -Math.sin(elevation)
  const right = Math.cos(roll) * y - Math.sin(roll) * z
  const unrolledDown = Math.sin(roll) * y + Math.cos(roll) * z
  const outer = directionOf(
    Math.cos(pitch) * x + Math.sin(pitch) * unrolledDown,
    right,
    Math.cos(pitch) * unrolledDown - Math.sin(pitch) * x,
  )
  return { azimuthDeg: wrap360Deg(outer.azimuthDeg + yawDeg), elevationDeg: outer.elevationDeg }
}

/** A direction of the local level frame as the body sees it: azimuth from the nose, elevation above the floor. */
export const bodyDirection = (sky: Direction, attitude: Attitude): Direction =>
  rotateIn(sky, attitude.headingTrueDeg, attitude.pitchDeg, attitude.rollDeg)

/** A direction of the body as the local level frame sees it: azimuth from true north, elevation above the horizon. */
export const skyDirection = (body: Direction, attitude: Attitude): Direction =>
  rotateOut(body, attitude.headingTrueDeg, attitude.pitchDeg, attitude.rollDeg)

/** A direction of the body in a mount's own axes: azimuth from its zero mark, elevation above its base plane. */
export const mountDirection = (body: Direction, mounting: Mounting): Direction =>
  rotateIn(body, mounting.yawDeg, mounting.pitchDeg, mounting.rollDeg)

/** Where a mount's reading points in the body: the inverse of `mountDirection`. */
export const bodyFromMount = (mount: Direction, mounting: Mounting): Direction =>
  rotateOut(mount, mounting.yawDeg, mounting.pitchDeg, mounting.rollDeg)

/** x forward, y right, z down. */
export type Vector = readonly [x: number, y: number, z: number]

/** Turns vectors of a mount's own axes into the body frame; the rotation is worked out once, since samples are many. */
export const vectorToBody = ({
  yawDeg,
  pitchDeg,
  rollDeg,
}: Mounting): ((vector: Vector) => [number, number, number]) => {
  const [sinYaw, cosYaw] = [Math.sin(toRad(yawDeg)), Math.cos(toRad(yawDeg))]
  const [sinPitch, cosPitch] = [Math.sin(toRad(pitchDeg)), Math.cos(toRad(pitchDeg))]
  const [sinRoll, cosRoll] = [Math.sin(toRad(rollDeg)), Math.cos(toRad(rollDeg))]
  return ([x, y, z]) => {
    const right = cosRoll * y - sinRoll * z
    const unrolledDown = sinRoll * y + cosRoll * z
    const forward = cosPitch * x + sinPitch * unrolledDown
    return [
      cosYaw * forward - sinYaw * right,
      sinYaw * forward + cosYaw * right,
      cosPitch * unrolledDown - sinPitch * x,
    ]
  }
}

/** The angle between two directions of one frame, 0 to 180 degrees; exact to the last digits for small angles. */
export const separationDeg = (a: Direction, b: Direction): number => {
  const halfElevation = Math.sin(toRad(a.elevationDeg - b.elevationDeg) / 2)
  const halfAzimuth = Math.sin(toRad(a.azimuthDeg - b.azimuthDeg) / 2)
  const level = Math.cos(toRad(a.elevationDeg)) * Math.cos(toRad(b.elevationDeg))
  const haversine = halfElevation * halfElevation + level * halfAzimuth * halfAzimuth
  return toDeg(2 * Math.asin(Math.min(1, Math.sqrt(Math.max(0, haversine)))))
}
