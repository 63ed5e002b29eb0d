import type { CoverageCell } from './coverage-cell.ts'

/** The way that a trip goes along a line; `up`: kilometres rise. */
export type LineDirection = 'up' | 'down'

/** 50 km of a line in one direction: what is kept as one record. */
export interface ChunkPlace {
  line: string
  direction: LineDirection
  /** From its first kilometre, in steps of 50 km. */
  chunk: number
}

/** Cells by link and by their number in the chunk, 0 to 99. */
export type ChunkCells = ReadonlyMap<string, ReadonlyMap<number, CoverageCell>>

export const CELL_KM = 0.5
export const CELLS_A_CHUNK = 100
/** A train has no more links. */
const LINKS_AT_MOST = 16
const FORMAT = 1

/** The cell of a kilometre, counted from the line's beginning. */
export const cellOf = (chainageKm: number): number => Math.floor(Math.max(0, chainageKm) / CELL_KM)

export const chunkOf = (cell: number): number => Math.floor(cell / CELLS_A_CHUNK)

/** The name of a chunk's record: at most 64 of a-z, 0-9 and -. */
export const chunkName = ({ line, direction, chunk }: ChunkPlace): string =>
  `coverage-${direction}-${chunk}-${line
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, 40)}`

type Row = readonly [
  cell: number,
  passes: number,
  outShare: number,
  signal: number | null,
  throughputMbps: number | null,
  loss: number | null,
  lastUtcMs: number | null,
]

const rounded = (value: number | undefined, digits: number): number | null =>
  value === undefined ? null : Math.round(value * 10 ** digits) / 10 ** digits

const rowOf = (index: number, { passes, outShare, signal, throughputMbps, loss, lastUtcMs }: CoverageCell): Row => [
  index,
  passes,
  Math.round(outShare * 1000) / 1000,
  rounded(signal, 1),
  rounded(throughputMbps, 2),
  rounded(loss, 4),
  rounded(lastUtcMs, 0),
]

/** A chunk's record. */
export const packChunk = (place: ChunkPlace, cells: ChunkCells): Uint8Array => {
  const links = [...cells]
    .slice(0, LINKS_AT_MOST)
    .map(([link, found]) => [link, [...found].map(([index, cell]) => rowOf(index, cell))] as const)
  return new TextEncoder().encode(JSON.stringify({ format: FORMAT, ...place, links: Object.fromEntries(links) }))
}

const isNumberOrNull = (value: unknown): value is number | null => value === null || Number.isFinite(value)

const isRow = (row: unknown): row is Row => {
  if (!Array.isArray(row) || row.length !== 7) return false
  const [index, passes, outShare, ...measures] = row as unknown[]
  const isCell = Number.isInteger(index) && Number(index) >= 0 && Number(index) < CELLS_A_CHUNK
  const isCount = Number.isInteger(passes) && Number(passes) >= 1 && Number(passes) <= 1000
  const isShare = Number.isFinite(outShare) && Number(outShare) >= 0 && Number(outShare) <= 1
  return isCell && isCount && isShare && measures.every(isNumberOrNull)
}

const cellIn = ([, passes, outShare, signal, throughputMbps, loss, lastUtcMs]: Row): CoverageCell => ({
  passes,
  outShare,
  ...(signal !== null && { signal }),
  ...(throughputMbps !== null && { throughputMbps }),
  ...(loss !== null && { loss }),
  ...(lastUtcMs !== null && { lastUtcMs }),
})

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const placeIn = ({ line, direction, chunk }: Record<string, unknown>): ChunkPlace | undefined => {
  if (typeof line !== 'string' || line.length > 64 || !Number.isInteger(chunk)) return undefined
  if (direction !== 'up' && direction !== 'down') return undefined
  return { line, direction, chunk: Number(chunk) }
}

/** What a record holds; undefined for one of another format or a damaged one, and without rows that cannot be. */
export const unpackChunk = (bytes: Uint8Array): { place: ChunkPlace; cells: ChunkCells } | undefined => {
  const json = parsed(bytes)
  if (!isObject(json) || json['format'] !== FORMAT || !isObject(json['links'])) return undefined
  const place = placeIn(json)
  if (!place) return undefined
  const links = Object.entries(json['links']).slice(0, LINKS_AT_MOST)
  const cells = links.map(([link, rows]): [string, ReadonlyMap<number, CoverageCell>] => [
    link,
    new Map((Array.isArray(rows) ? rows : []).filter(isRow).map((row) => [row[0], cellIn(row)])),
  ])
  return { place, cells: new Map(cells) }
}
