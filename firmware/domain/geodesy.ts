import { toDeg, toRad, wrap360Deg } from '../../hal/units.ts'

/** A point of the earth's surface: WGS84 latitude and longitude, degrees. */
export interface LatLon {
  latDeg: number
  lonDeg: number
}

/** A place: a point and its height above the ellipsoid, metres. */
export interface Geodetic extends LatLon {
  heightM: number
}

/** A degree of a great circle of the mean earth (6,371.0 km), metres; the ellipsoid's differ by 0.6 % at most. */
export const M_PER_DEG = 111_195

/** Three components, metres unless its place says otherwise: x, y, z of the earth-fixed frame, or east, north, up. */
export type Vector3 = readonly [x: number, y: number, z: number]

/** A direction in the local level frame: azimuth clockwise from true north 0 ≤ a < 360, elevation above the horizon −90 to 90. */
export interface LookAngle {
  azimuthDeg: number
  elevationDeg: number
  rangeKm: number
}

// WGS84, NIMA TR8350.2 table 3.1
const SEMI_MAJOR_M = 6_378_137
const FLATTENING = 1 / 298.257223563
const E2 = FLATTENING * (2 - FLATTENING)
const SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
const SECOND_E2 = E2 / (1 - E2)

/** The earth-centred, earth-fixed position of a place, metres. */
export const toEcefM = (g: Geodetic): Vector3 => {
  const lat = toRad(g.latDeg)
  const lon = toRad(g.lonDeg)
  const sinLat = Math.sin(lat)
  const cosLat = Math.cos(lat)
  const normalM = SEMI_MAJOR_M / Math.sqrt(1 - E2 * sinLat * sinLat)
  const fromAxisM = (normalM + g.heightM) * cosLat
  return [fromAxisM * Math.cos(lon), fromAxisM * Math.sin(lon), (normalM * (1 - E2) + g.heightM) * sinLat]
}

/** The place of an earth-fixed position (Bowring 1976): better than 0.1 mm below 10 km of height, not for the earth's centre. */
const fromEcefM = ([x, y, z]: Vector3): Geodetic => {
  const fromAxisM = Math.hypot(x, y)
  const theta = Math.atan2(z * SEMI_MAJOR_M, fromAxisM * SEMI_MINOR_M)
  const lat = Math.atan2(
    z + SECOND_E2 * SEMI_MINOR_M * Math.sin(theta) ** 3,
    fromAxisM - E2 * SEMI_MAJOR_M * Math.cos(theta) ** 3,
  )
  const sinLat = Math.sin(lat)
  const rootM = SEMI_MAJOR_M * Math.sqrt(1 - E2 * sinLat * sinLat)
  return {
    latDeg: toDeg(lat),
    lonDeg: toDeg(Math.atan2(y, x)),
    heightM: fromAxisM * Math.cos(lat) + z * sinLat - rootM,
  }
}

/** The level frame of a place, worked out once for every target that is seen from it. */
export interface LevelFrame {
  originEcefM: Vector3
  sinLat: number
  cosLat: number
  sinLon: number
  cosLon: number
}

/** The east-north-up frame of a place. */
export const levelFrame = (origin: Geodetic): LevelFrame => {
  const lat = toRad(origin.latDeg)
  const lon = toRad(origin.lonDeg)
  return {
    originEcefM: toEcefM(origin),
    sinLat: Math.sin(lat),
    cosLat: Math.cos(lat),
    sinLon: Math.sin(lon),
    cosLon: Math.cos(lon),
  }
}

/** A target's position in a level frame: east, north, up, metres. */
export const enuInM = ({ originEcefM, sinLat, cosLat, sinLon, cosLon }: LevelFrame, targetEcefM: Vector3): Vector3 => {
  const dx = targetEcefM[0] - originEcefM[0]
  const dy = targetEcefM[1] - originEcefM[1]
  const dz = targetEcefM[2] - originEcefM[2]
  const alongMeridian = cosLon * dx + sinLon * dy
  return [cosLon * dy - sinLon * dx, cosLat * dz - sinLat * alongMeridian, cosLat * alongMeridian + sinLat * dz]
}

/** A target's position seen from a place: east, north, up, metres. */
export const enuFromEcefM = (origin: Geodetic, targetEcefM: Vector3): Vector3 => enuInM(levelFrame(origin), targetEcefM)

/** The direction and distance of an east-north-up vector. */
export const lookFromEnuM = ([east, north, up]: Vector3): LookAngle => ({
  azimuthDeg: wrap360Deg(toDeg(Math.atan2(east, north))),
  elevationDeg: toDeg(Math.atan2(up, Math.sqrt(east * east + north * north))),
  rangeKm: Math.sqrt(east * east + north * north + up * up) / 1000,
})

const onEllipsoid = (g: Geodetic): Geodetic => ({ latDeg: g.latDeg, lonDeg: g.lonDeg, heightM: 0 })

/** Radii of curvature at a latitude: of the meridian and of the prime vertical, metres. */
export const radiiM = (latDeg: number): { meridian: number; primeVertical: number } => {
  const w2 = 1 - E2 * Math.sin(toRad(latDeg)) ** 2
  const primeVertical = SEMI_MAJOR_M / Math.sqrt(w2)
  return { meridian: (primeVertical * (1 - E2)) / w2, primeVertical }
}

/**
 * Distance along the ellipsoid, metres, heights left out: the chord bent to the mean curvature between the places.
 * Within 5 mm to 100 km and 5 m to 1,000 km of the geodesic.
 */
export const distanceM = (a: Geodetic, b: Geodetic): number => {
  const [ax, ay, az] = toEcefM(onEllipsoid(a))
  const [bx, by, bz] = toEcefM(onEllipsoid(b))
  const chordM = Math.sqrt((bx - ax) ** 2 + (by - ay) ** 2 + (bz - az) ** 2)
  const { meridian, primeVertical } = radiiM((a.latDeg + b.latDeg) / 2)
  const radiusM = Math.sqrt(meridian * primeVertical)
  return 2 * radiusM * Math.asin(Math.min(1, chordM / (2 * radiusM)))
}

/** Azimuth at `a` of the way to `b`, clockwise from true north, 0 ≤ b < 360: of the normal section, 0.0001° off the geodesic at 100 km. */
export const bearingDeg = (a: Geodetic, b: Geodetic): number => {
  const [east, north] = enuFromEcefM(onEllipsoid(a), toEcefM(onEllipsoid(b)))
  return wrap360Deg(toDeg(Math.atan2(east, north)))
}

/** Where a way of `distanceM` along the ellipsoid at an azimuth ends, height kept: within 1 cm to 10 km, 1 m to 100 km. */
export const move = (g: Geodetic, azimuthDeg: number, distanceM: number): Geodetic => {
  const azimuth = toRad(azimuthDeg)
  const sinAz = Math.sin(azimuth)
  const cosAz = Math.cos(azimuth)
  const { meridian, primeVertical } = radiiM(g.latDeg)
  // Euler's theorem: the curvature of the normal section at this azimuth.
  const radiusM = 1 / (cosAz ** 2 / meridian + sinAz ** 2 / primeVertical)
  const angle = distanceM / radiusM
  const alongM = radiusM * Math.sin(angle)
  const downM = radiusM * (1 - Math.cos(angle))
  const ended = fromEcefM(ecefFromEnuM(onEllipsoid(g), [alongM * sinAz, alongM * cosAz, -downM]))
  return { latDeg: ended.latDeg, lonDeg: ended.lonDeg, heightM: g.heightM }
}

const ecefFromEnuM = (origin: Geodetic, [east, north, up]: Vector3): Vector3 => {
  const [ox, oy, oz] = toEcefM(origin)
  const lat = toRad(origin.latDeg)
  const lon = toRad(origin.lonDeg)
  const alongMeridian = Math.cos(lat) * up - Math.sin(lat) * north
  return [
    ox + Math.cos(lon) * alongMeridian - Math.sin(lon) * east,
    oy + Math.sin(lon) * alongMeridian + Math.cos(lon) * east,
    oz + Math.cos(lat) * north + Math.sin(lat) * up,
  ]
}
