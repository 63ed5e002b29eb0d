import { type JsonReader, jsonReader } from './checked-json.ts'
import { distanceM } from './geodesy.ts'
import { type Leg, legBetween, nearestOnLegs } from './leg.ts'

/** A railway line as its file gives it; kilometres run along the straight legs between way points. Approximate: no safety function. */
export interface Route {
  id: string
  name: string
  lengthKm: number
  waypoints: readonly Waypoint[]
  /** In the order of travel. */
  stations: readonly Station[]
  lineSpeeds: readonly LineSpeed[]
  blockages: readonly Blockage[]
  /** How far off the real track the way points may be, metres. */
  accuracyM: number
  /** One leg between each two way points, ready for look-ups. */
  legs: readonly Leg[]
}

/** A point of the line, degrees WGS84, and where it lies along the line. */
export interface Waypoint {
  latDeg: number
  lonDeg: number
  chainageKm: number
}

/** A stop of the line; an ordinary train stands there for `dwellS`. */
export interface Station {
  name: string
  chainageKm: number
  latDeg: number
  lonDeg: number
  dwellS: number
}

/** The highest speed on a stretch. */
export interface LineSpeed {
  fromKm: number
  toKm: number
  speedKmh: number
}

/** What hides the sky on a stretch: all of it (tunnel), above `wallDeg` (canopy), or below `wallDeg` across the track (cutting). */
export interface Blockage {
  kind: 'tunnel' | 'canopy' | 'cutting'
  name: string
  fromKm: number
  toKm: number
  wallDeg?: number
  source: string
}

/** Where a position lies on a line, seen in its direction of travel. */
export interface OnRoute {
  chainageKm: number
  /** Distance from the line, metres, ≥ 0. */
  offsetM: number
  /** Bearing of the line there, clockwise from true north. */
  bearingDeg: number
  nextStation?: Station
  previousStation?: Station
}

const ACCURACY_M = 5000
const ANY_KM = [0, 20_000] as const
/** Two stretches meet when they are closer than this: files are written with few decimals. */
const MEETING_KM = 0.001

/** Reads a line's GeoJSON (`hardware/routes/README.md`); the error names the file, the path in it, the value and what was expected. */
export const parseRoute = (text: string, source: string): Route | { error: string } => {
  const json = parsed(text)
  if (json === undefined) return { error: `${source}: is not JSON; give a route as GeoJSON` }
  const read = jsonReader()
  const route = readCollection(read, json)
  return read.errors.length > 0 ? { error: `${source}: ${read.errors[0]}` } : route
}

/** The nearest point of the line. Good to a metre beside the line, to 0.5 % of the offset away from it. */
export const chainageOnRoute = (route: Route, position: { latDeg: number; lonDeg: number }): OnRoute => {
  const found = nearestOnLegs(route.legs, position)
  const next = route.stations.find((station) => station.chainageKm > found.chainageKm)
  const previous = route.stations.findLast((station) => station.chainageKm <= found.chainageKm)
  return { ...found, ...(next && { nextStation: next }), ...(previous && { previousStation: previous }) }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const readCollection = (read: JsonReader, json: unknown): Route => {
  const features = read.list('features', read.object('the file', json)['features']).map((feature, index) => {
    const path = `features[${index}]`
    const { geometry, properties } = read.object(path, feature)
    return {
      path,
      geometry: read.object(`${path}.geometry`, geometry),
      properties: read.object(`${path}.properties`, properties),
    }
  })
  const lines = features.filter((feature) => feature.geometry['type'] === 'LineString')
  if (lines.length !== 1) read.fail(`features hold ${lines.length} LineStrings; expected 1`)
  const line = lines[0] ?? { path: 'features', geometry: {}, properties: {} }
  const bare = readLine(read, line)
  const points = features.filter((feature) => feature.geometry['type'] === 'Point')
  const stations = bare.legs.length > 0 ? points.map((point) => readStation(read, point, bare.legs)) : []
  checkOrder(
    read,
    'stations',
    stations.map(({ chainageKm }) => ({ fromKm: chainageKm, toKm: chainageKm })),
  )
  return { ...bare, stations }
}

interface Feature {
  path: string
  geometry: Readonly<Record<string, unknown>>
  properties: Readonly<Record<string, unknown>>
}

const readLine = (read: JsonReader, { path, geometry, properties }: Feature): Omit<Route, 'stations'> => {
  const at = `${path}.properties`
  const waypoints = readWaypoints(read, `${path}.geometry.coordinates`, geometry['coordinates'])
  const lengthKm = waypoints.at(-1)?.chainageKm ?? 0
  const accuracyM = properties['accuracyM'] ?? ACCURACY_M
  return {
    id: read.text(`${at}.id`, properties['id']),
    name: read.text(`${at}.name`, properties['name']),
    lengthKm,
    waypoints,
    legs: legsOf(waypoints),
    lineSpeeds: readLineSpeeds(read, `${at}.lineSpeeds`, { list: properties['lineSpeeds'], lengthKm }),
    blockages: readBlockages(read, `${at}.blockages`, properties['blockages']),
    accuracyM: read.number(`${at}.accuracyM`, accuracyM, [0, 100_000]),
  }
}

const readPlace = (read: JsonReader, path: string, value: unknown): { latDeg: number; lonDeg: number } => {
  const [lon, lat] = read.list(path, value)
  return {
    lonDeg: read.number(`${path}[0] (longitude)`, lon, [-180, 180]),
    latDeg: read.number(`${path}[1] (latitude)`, lat, [-85, 85]),
  }
}

const readWaypoints = (read: JsonReader, path: string, value: unknown): Waypoint[] => {
  const waypoints: Waypoint[] = []
  for (const [index, pair] of read.list(path, value).entries()) {
    const place = readPlace(read, `${path}[${index}]`, pair)
    const last = waypoints.at(-1)
    const legKm = last ? distanceM({ ...last, heightM: 0 }, { ...place, heightM: 0 }) / 1000 : 0
    if (last && legKm < MEETING_KM) read.fail(`${path}[${index}] is where the way point before it is`)
    waypoints.push({ ...place, chainageKm: (last?.chainageKm ?? 0) + legKm })
  }
  if (waypoints.length < 2) read.fail(`${path} has ${waypoints.length} way points; expected 2 or more`)
  return waypoints
}

const legsOf = (waypoints: readonly Waypoint[]): Leg[] =>
  waypoints.slice(1).map((end, index) => legBetween(waypoints[index] as Waypoint, end))

const readStation = (read: JsonReader, { path, geometry, properties }: Feature, legs: readonly Leg[]): Station => {
  const at = `${path}.properties`
  const place = readPlace(read, `${path}.geometry.coordinates`, geometry['coordinates'])
  const chainageKm = properties['chainageKm'] ?? nearestOnLegs(legs, place).chainageKm
  return {
    name: read.text(`${at}.name`, properties['name']),
    chainageKm: read.number(`${at}.chainageKm`, chainageKm, ANY_KM),
    ...place,
    dwellS: read.number(`${at}.dwellS`, properties['dwellS'], [0, 86_400]),
  }
}

const readStretch = (read: JsonReader, path: string, value: Readonly<Record<string, unknown>>) => {
  const fromKm = read.number(`${path}.fromKm`, value['fromKm'], ANY_KM)
  return { fromKm, toKm: read.number(`${path}.toKm`, value['toKm'], [fromKm, ANY_KM[1]]) }
}

const readLineSpeeds = (read: JsonReader, path: string, from: { list: unknown; lengthKm: number }): LineSpeed[] => {
  const speeds = read.list(path, from.list).map((entry, index) => {
    const value = read.object(`${path}[${index}]`, entry)
    const speedKmh = read.number(`${path}[${index}].speedKmh`, value['speedKmh'], [1, 400])
    return { ...readStretch(read, `${path}[${index}]`, value), speedKmh }
  })
  checkOrder(read, path, speeds)
  for (const [index, { fromKm }] of speeds.entries()) {
    const beforeKm = speeds[index - 1]?.toKm ?? 0
    if (fromKm > beforeKm + MEETING_KM)
      read.fail(`${path}[${index}].fromKm is ${fromKm}; expected ${beforeKm}, without a gap`)
  }
  const endKm = speeds.at(-1)?.toKm ?? 0
  if (endKm < from.lengthKm - MEETING_KM)
    read.fail(`${path} ends at km ${endKm}; expected ${from.lengthKm.toFixed(3)} or more`)
  return speeds
}

const readBlockages = (read: JsonReader, path: string, list: unknown): Blockage[] => {
  const blockages = read.list(path, list).map((entry, index) => {
    const at = `${path}[${index}]`
    const value = read.object(at, entry)
    const kind = read.oneOf(`${at}.kind`, value['kind'], ['tunnel', 'canopy', 'cutting'])
    return {
      kind,
      name: read.text(`${at}.name`, value['name']),
      ...readStretch(read, at, value),
      ...(kind !== 'tunnel' && { wallDeg: read.number(`${at}.wallDeg`, value['wallDeg'], [0, 90]) }),
      source: read.text(`${at}.source`, value['source']),
    }
  })
  checkOrder(read, path, blockages)
  return blockages
}

const checkOrder = (read: JsonReader, path: string, stretches: readonly { fromKm: number; toKm: number }[]): void => {
  for (const [index, { fromKm }] of stretches.entries()) {
    const beforeKm = stretches[index - 1]?.toKm ?? 0
    if (fromKm < beforeKm - MEETING_KM) read.fail(`${path}[${index}] begins at km ${fromKm}, before km ${beforeKm}`)
  }
}
