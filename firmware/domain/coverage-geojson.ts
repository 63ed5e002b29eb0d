import { type CoverageCell, mergeCells } from './coverage-cell.ts'
import { CELL_KM, CELLS_A_CHUNK, type ChunkCells, type ChunkPlace, chunkName } from './coverage-chunk.ts'
import type { Route } from './route.ts'
import { pointOnLine } from './way-ahead.ts'

interface Chunk {
  place: ChunkPlace
  cells: ChunkCells
}

const mergedCells = (a: ReadonlyMap<number, CoverageCell>, b: ReadonlyMap<number, CoverageCell>) => {
  const merged = new Map(a)
  for (const [index, cell] of b) {
    const known = merged.get(index)
    merged.set(index, known ? mergeCells(known, cell) : cell)
  }
  return merged
}

/** Chunks of several trains as those of one: each cell counts by its trips. */
export const mergeChunks = (chunks: readonly Chunk[]): Chunk[] => {
  const byName = new Map<string, Chunk>()
  for (const { place, cells } of chunks) {
    const known = byName.get(chunkName(place))
    const links = new Map(known?.cells)
    for (const [link, found] of cells) links.set(link, mergedCells(links.get(link) ?? new Map(), found))
    byName.set(chunkName(place), { place, cells: links })
  }
  return [...byName.values()]
}

const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

const coordinatesOf = ({ legs }: Pick<Route, 'legs'>, cell: number): [number, number][] =>
  [cell * CELL_KM, (cell + 1) * CELL_KM].flatMap((km): [number, number][] => {
    const point = pointOnLine(legs, km)
    return point ? [[rounded(point.lonDeg), rounded(point.latDeg)]] : []
  })

/** GeoJSON (RFC 7946): a LineString for each link, 500 m and direction, along the line's way points, with what was learnt. Lines that are not known are left out. */
export const coverageGeoJson = (
  chunks: readonly Chunk[],
  { routes, utcMs }: { routes: readonly Pick<Route, 'id' | 'legs'>[]; utcMs: number },
): object => {
  const features = chunks.flatMap(({ place, cells }) => {
    const route = routes.find(({ id }) => id === place.line)
    if (!route) return []
    return [...cells].flatMap(([link, found]) =>
      [...found].map(([index, { lastUtcMs, ...cell }]) => {
        const number = place.chunk * CELLS_A_CHUNK + index
        const ageDays =
          lastUtcMs === undefined ? {} : { ageDays: Math.max(0, Math.round((utcMs - lastUtcMs) / 8_640_000) / 10) }
        return {
          type: 'Feature',
          geometry: { type: 'LineString', coordinates: coordinatesOf(route, number) },
          properties: {
            line: place.line,
            direction: place.direction,
            fromKm: number * CELL_KM,
            link,
            ...cell,
            ...ageDays,
          },
        }
      }),
    )
  })
  return { type: 'FeatureCollection', features }
}
