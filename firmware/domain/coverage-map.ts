import { CellPass, type CoverageCell, type CoverageSample, mergeCells } from './coverage-cell.ts'
import {
  CELLS_A_CHUNK,
  type ChunkCells,
  type ChunkPlace,
  cellOf,
  chunkName,
  chunkOf,
  type LineDirection,
} from './coverage-chunk.ts'

/** Where the train is on its line, and which way it goes. */
export interface LinePlace {
  line: string
  direction: LineDirection
  chainageKm: number
}

interface Chunk {
  place: ChunkPlace
  cells: Map<string, Map<number, CoverageCell>>
}

interface Pass {
  place: ChunkPlace
  cell: number
  links: Map<string, CellPass>
}

/** What links are like along the lines, learnt trip by trip, of the chunks that are loaded. */
export class CoverageMap {
  readonly #chunks = new Map<string, Chunk>()
  readonly #changed = new Set<string>()
  #pass: Pass | undefined

  /** Adds what a record held to what was learnt meanwhile. */
  load(place: ChunkPlace, cells: ChunkCells): void {
    const chunk = this.#chunks.get(chunkName(place)) ?? { place, cells: new Map() }
    this.#chunks.set(chunkName(place), chunk)
    for (const [link, found] of cells) for (const [index, cell] of found) put(chunk, { link, index, cell })
  }

  isLoaded(place: ChunkPlace): boolean {
    return this.#chunks.has(chunkName(place))
  }

  loaded(): ChunkPlace[] {
    return [...this.#chunks.values()].map(({ place }) => place)
  }

  /** Lets a chunk go that is far away. */
  unload(place: ChunkPlace): void {
    this.#chunks.delete(chunkName(place))
  }

  /** Chunks that trips changed since they were taken last. */
  takeChanged(): { place: ChunkPlace; cells: ChunkCells }[] {
    const changed = [...this.#changed].flatMap((name) => {
      const chunk = this.#chunks.get(name)
      return chunk ? [{ place: chunk.place, cells: copyOf(chunk.cells) }] : []
    })
    this.#changed.clear()
    return changed
  }

  /** Adds what is seen of links where the train is; a cell counts once it is left. Without a place the trip is off all lines. */
  learn(place: LinePlace | undefined, links: Readonly<Record<string, CoverageSample>>, utcMs?: number): void {
    const cell = place && cellOf(place.chainageKm)
    const isSame = this.#pass && place && this.#pass.cell === cell && isOnChunk(this.#pass.place, place)
    if (!isSame) this.#endPass(utcMs)
    if (!place || cell === undefined) return
    const { line, direction } = place
    this.#pass ??= { place: { line, direction, chunk: chunkOf(cell) }, cell, links: new Map() }
    for (const [link, sample] of Object.entries(links)) {
      const pass = this.#pass.links.get(link) ?? new CellPass()
      this.#pass.links.set(link, pass)
      pass.add(sample)
    }
  }

  /** What is known of a link in a cell of a line. */
  at(place: Omit<LinePlace, 'chainageKm'>, cell: number, link: string): CoverageCell | undefined {
    return this.along(place, link)(cell)
  }

  /** What is known of a link in the cells of a line, for a look at many that lie side by side; good until the map changes. */
  along({ line, direction }: Omit<LinePlace, 'chainageKm'>, link: string): (cell: number) => CoverageCell | undefined {
    let chunk: number | undefined
    let cells: ReadonlyMap<number, CoverageCell> | undefined
    return (cell) => {
      if (chunkOf(cell) !== chunk) {
        chunk = chunkOf(cell)
        cells = this.#chunks.get(chunkName({ line, direction, chunk }))?.cells.get(link)
      }
      return cells?.get(cell % CELLS_A_CHUNK)
    }
  }

  #endPass(utcMs: number | undefined): void {
    const pass = this.#pass
    this.#pass = undefined
    const chunk = pass && this.#chunks.get(chunkName(pass.place))
    if (!pass || !chunk) return
    for (const [link, sums] of pass.links) {
      const cell = sums.cell(utcMs)
      if (cell) put(chunk, { link, index: pass.cell % CELLS_A_CHUNK, cell })
    }
    this.#changed.add(chunkName(pass.place))
  }
}

const isOnChunk = (chunk: ChunkPlace, { line, direction }: LinePlace): boolean =>
  chunk.line === line && chunk.direction === direction

const put = (chunk: Chunk, { link, index, cell }: { link: string; index: number; cell: CoverageCell }): void => {
  const cells = chunk.cells.get(link) ?? new Map<number, CoverageCell>()
  chunk.cells.set(link, cells)
  const known = cells.get(index)
  cells.set(index, known ? mergeCells(known, cell) : cell)
}

const copyOf = (cells: Chunk['cells']): ChunkCells => new Map([...cells].map(([link, found]) => [link, new Map(found)]))
