import { distanceM, move } from '../../../firmware/domain/geodesy.ts'
import type { Route } from '../../../firmware/domain/route.ts'
import { type Random, seededRandom } from '../../../hal/random.ts'
import { type Alignment, makeAlignment } from './alignment.ts'

/** Where the rails of a line really lie, and by how much its kilometres are not those of its file. */
export interface Rails {
  track: Alignment
  kmScale: number
}

// Fixed by the project: the twin runs on another line than the firmware's file, 5 to 30 m aside and 0.1 % longer or shorter.
const SHIFT_M = { middle: 17.5, swing: 12.4 }
const KM_SCALE_ERROR = 0.001
/** The shift turns and swells this slowly, so that it is smooth between way points too. */
const SHIFT_WAVE_KM = { direction: 1700, size: 430 }

const shifted = (waypoints: Route['waypoints'], random: Random): Route['waypoints'] => {
  const [turn, swell] = [2 * Math.PI * random.next(), 2 * Math.PI * random.next()]
  let km = 0
  return waypoints.map((point, index) => {
    const before = waypoints[index - 1]
    if (before) km += distanceM({ ...before, heightM: 0 }, { ...point, heightM: 0 }) / 1000
    const bearingDeg = (((turn + (2 * Math.PI * km) / SHIFT_WAVE_KM.direction) * 180) / Math.PI) % 360
    const offM = SHIFT_M.middle + SHIFT_M.swing * Math.sin(swell + (2 * Math.PI * km) / SHIFT_WAVE_KM.size)
    const { latDeg, lonDeg } = move({ ...point, heightM: 0 }, bearingDeg, offM)
    return { ...point, latDeg, lonDeg }
  })
}

/** The rails of a line: the same in every ride on it, whatever the ride's seed. */
export const railsOf = (route: Route): Rails => {
  const random = seededRandom(0).fork(`rails of ${route.id}`)
  const wayPoints = shifted(route.waypoints, random.fork('shift'))
  const track = makeAlignment({ wayPoints, lineSpeeds: route.lineSpeeds }, random)
  return { track, kmScale: 1 + KM_SCALE_ERROR * (random.fork('scale').next() < 0.5 ? -1 : 1) }
}
