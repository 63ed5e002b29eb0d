import { toDeg, toRad } from '../../hal/units.ts'
import type { Direction } from './frames.ts'
import type { Geodetic } from './geodesy.ts'
import { lookAtGeostationary } from './look-angle.ts'

/** Points of the arc are this far apart, degrees of longitude: the separation is good to 0.06°. */
const STEP_DEG = 0.1
/** Farther round the earth no geostationary satellite is above the horizon. */
const REACH_DEG = 82

const unit = ({ azimuthDeg, elevationDeg }: Direction): readonly [number, number, number] => {
  const level = Math.cos(toRad(elevationDeg))
  const azimuth = toRad(azimuthDeg)
  return [level * Math.sin(azimuth), level * Math.cos(azimuth), Math.sin(toRad(elevationDeg))]
}

/**
 * The angle between a direction and the nearest point of the geostationary arc above the observer's horizon, degrees; 180
 * where none is. ITU-R S.1503: what constellations keep clear of to protect geostationary networks. The arc is worked
 * out once for a place; it is good for some 50 km around. Points of it are `stepDeg` of longitude apart.
 */
export const gsoArc = (observer: Geodetic, stepDeg = STEP_DEG): ((direction: Direction) => number) => {
  const points: (readonly [number, number, number])[] = []
  for (let aside = -REACH_DEG; aside <= REACH_DEG; aside += stepDeg) {
    const look = lookAtGeostationary(observer.lonDeg + aside, observer)
    if (look.elevationDeg >= 0) points.push(unit(look))
  }
  return (direction) => {
    const [x, y, z] = unit(direction)
    let nearest = -1
    for (const [px, py, pz] of points) nearest = Math.max(nearest, x * px + y * py + z * pz)
    return toDeg(Math.acos(Math.max(-1, Math.min(1, nearest))))
  }
}
