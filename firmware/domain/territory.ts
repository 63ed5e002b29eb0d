import { toRad } from '../../hal/units.ts'
import { type JsonReader, jsonReader } from './checked-json.ts'
import { type LatLon, M_PER_DEG } from './geodesy.ts'

/** Where a terminal is licensed to transmit, as its file draws it (`hardware/territories/README.md`). */
export interface Territory {
  id: string
  name: string
  /** How far the drawn border may be off the real one, metres. */
  accuracyM: number
  /** Closed rings of one or more polygons; a place is inside when it is within an odd number of them. */
  rings: readonly (readonly LatLon[])[]
}

const ACCURACY_M = 5_000
const FEWEST_CORNERS = 4

/** Reads a territory's GeoJSON; the error names the file, the path in it, the value and what was expected. */
export const parseTerritory = (text: string, source: string): Territory | { error: string } => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { error: `${source}: is not JSON; give a territory as GeoJSON` }
  }
  const read = jsonReader()
  const territory = readTerritory(read, json)
  return read.errors.length > 0 ? { error: `${source}: ${read.errors[0]}` } : territory
}

const readTerritory = (read: JsonReader, json: unknown): Territory => {
  const [feature] = read.list('features', read.object('the file', json)['features'])
  const { properties, geometry } = read.object('features[0]', feature)
  const named = read.object('features[0].properties', properties)
  return {
    id: read.text('features[0].properties.id', named['id']),
    name: read.text('features[0].properties.name', named['name']),
    accuracyM: read.number('features[0].properties.accuracyM', named['accuracyM'] ?? ACCURACY_M, [0, 100_000]),
    rings: readRings(read, read.object('features[0].geometry', geometry)),
  }
}

const readRings = (read: JsonReader, geometry: Readonly<Record<string, unknown>>): LatLon[][] => {
  const at = 'features[0].geometry'
  const type = read.oneOf(`${at}.type`, geometry['type'], ['Polygon', 'MultiPolygon'])
  const coordinates = read.list(`${at}.coordinates`, geometry['coordinates'])
  const polygons = type === 'Polygon' ? [coordinates] : coordinates.map((one) => read.list(`${at}.coordinates`, one))
  return polygons.flatMap((polygon) =>
    polygon.map((ring, index) => readRing(read, `${at}.coordinates[${index}]`, ring)),
  )
}

const readRing = (read: JsonReader, path: string, ring: unknown): LatLon[] => {
  const corners = read.list(path, ring).map((pair, index) => {
    const [lon, lat] = read.list(`${path}[${index}]`, pair)
    return {
      lonDeg: read.number(`${path}[${index}][0] (longitude)`, lon, [-180, 180]),
      latDeg: read.number(`${path}[${index}][1] (latitude)`, lat, [-90, 90]),
    }
  })
  const [first, last] = [corners[0], corners.at(-1)]
  if (corners.length < FEWEST_CORNERS)
    read.fail(`${path} has ${corners.length} corners; expected ${FEWEST_CORNERS} or more`)
  if (first && last && (first.latDeg !== last.latDeg || first.lonDeg !== last.lonDeg))
    read.fail(`${path} is not closed`)
  return corners
}

/** Whether the edge is crossed by a ray from the place to the east. */
const isCrossed = (place: LatLon, from: LatLon, to: LatLon): boolean => {
  if (from.latDeg > place.latDeg === to.latDeg > place.latDeg) return false
  const share = (place.latDeg - from.latDeg) / (to.latDeg - from.latDeg)
  return place.lonDeg < from.lonDeg + share * (to.lonDeg - from.lonDeg)
}

/** Distance of a place from an edge, metres, in the plane that touches the earth at the place: good to 1 % up to 100 km. */
const distanceToEdgeM = (place: LatLon, from: LatLon, to: LatLon): number => {
  const east = M_PER_DEG * Math.cos(toRad(place.latDeg))
  const [ax, ay] = [(from.lonDeg - place.lonDeg) * east, (from.latDeg - place.latDeg) * M_PER_DEG]
  const [dx, dy] = [(to.lonDeg - from.lonDeg) * east, (to.latDeg - from.latDeg) * M_PER_DEG]
  const square = dx * dx + dy * dy
  const share = square === 0 ? 0 : Math.max(0, Math.min(1, -(ax * dx + ay * dy) / square))
  return Math.hypot(ax + share * dx, ay + share * dy)
}

/** How far inside a territory a place is, metres: the distance to the border, negative outside. */
export const insideByM = ({ rings }: Territory, place: LatLon): number => {
  let isInside = false
  let nearestM = Number.POSITIVE_INFINITY
  for (const ring of rings) {
    for (let index = 1; index < ring.length; index++) {
      const from = ring[index - 1] as LatLon
      const to = ring[index] as LatLon
      if (isCrossed(place, from, to)) isInside = !isInside
      nearestM = Math.min(nearestM, distanceToEdgeM(place, from, to))
    }
  }
  return isInside ? nearestM : -nearestM
}
