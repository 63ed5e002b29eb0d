import type { Storage } from '../../../hal/storage.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import {
  type ChunkCells,
  type ChunkPlace,
  cellOf,
  chunkName,
  chunkOf,
  packChunk,
  unpackChunk,
} from '../../domain/coverage-chunk.ts'
import { CoverageMap, type LinePlace } from '../../domain/coverage-map.ts'

const INDEX = 'coverage-index'
const INDEX_NAME = /^coverage-(?:up|down)-\d{1,3}-[a-z0-9-]{1,40}$/
/** 50 km each, both directions apart: 25,000 km of line. */
const CHUNKS_AT_MOST = 1_024
/** So much is lost at a power cut, and so often flash is written. */
const KEEP_EVERY_MS = 10 * 60_000
/** Of chunks that the medium refuses. */
const UNKEPT_AT_MOST = 32

/** The coverage map, with the chunks around the train in memory and the others in storage. */
export class CoverageMemory {
  readonly map = new CoverageMap()
  readonly #storage: Storage
  readonly #onFailure: (error: unknown) => void
  readonly #loading = new Set<string>()
  /** What is not durable yet; what the medium refused is tried again with the next writing. */
  readonly #unkept = new Map<string, { place: ChunkPlace; cells: ChunkCells }>()
  #index: Promise<Set<string>> | undefined
  #writing: Promise<void> = Promise.resolve()
  #keptAtMs: MonotonicMs | undefined
  #settledAt: ChunkPlace | undefined
  #hasFailed = false

  /** `onFailure` is called once, when the medium fails. */
  constructor(storage: Storage, onFailure: (error: unknown) => void) {
    this.#storage = storage
    this.#onFailure = onFailure
  }

  /** Loads the chunks around a place, keeps what changed from time to time and before a chunk goes. */
  lookAround(place: LinePlace, nowMs: MonotonicMs): void {
    const { line, direction, chainageKm } = place
    const here = chunkOf(cellOf(chainageKm))
    const isDue = this.#keptAtMs !== undefined && nowMs - this.#keptAtMs >= KEEP_EVERY_MS
    if (!isDue && this.#isSettledAt({ line, direction, chunk: here })) return
    const around = [here - 1, here, here + 1].filter((chunk) => chunk >= 0).map((chunk) => ({ line, direction, chunk }))
    const names = around.map(chunkName)
    const far = this.map.loaded().filter((one) => !names.includes(chunkName(one)))
    this.#keptAtMs ??= nowMs
    if (far.length > 0 || isDue) {
      this.#keptAtMs = nowMs
      this.#keep()
    }
    for (const one of far) this.map.unload(one)
    for (const one of around) void this.#load(one)
    const isWhole = far.length === 0 && this.#loading.size === 0 && around.every((one) => this.map.isLoaded(one))
    this.#settledAt = isWhole ? { line, direction, chunk: here } : undefined
  }

  /** Whether a place is asked for again around which everything is loaded, and nothing else. */
  #isSettledAt({ line, direction, chunk }: ChunkPlace): boolean {
    const before = this.#settledAt
    return before?.chunk === chunk && before.line === line && before.direction === direction
  }

  /** Writes what is not kept yet. */
  async close(): Promise<void> {
    this.#keep()
    await this.#writing
  }

  async #load(place: ChunkPlace): Promise<void> {
    const name = chunkName(place)
    if (this.map.isLoaded(place) || this.#loading.has(name)) return
    this.#loading.add(name)
    try {
      const index = await this.#readIndex()
      const bytes = index.has(name) ? await this.#storage.read(name) : undefined
      const kept = bytes && unpackChunk(bytes)
      // A chunk that was let go may still be on its way to the medium.
      const cells = this.#unkept.get(name)?.cells ?? kept?.cells ?? new Map()
      if (index.has(name) || index.size < CHUNKS_AT_MOST) this.map.load(place, cells)
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#loading.delete(name)
    }
  }

  #readIndex(): Promise<Set<string>> {
    this.#index ??= (async () => {
      const bytes = await this.#storage.read(INDEX)
      const names = bytes ? new TextDecoder().decode(bytes).split('\n') : []
      return new Set(names.filter((name) => INDEX_NAME.test(name)).slice(0, CHUNKS_AT_MOST))
    })()
    this.#index.catch(() => {
      this.#index = undefined
    })
    return this.#index
  }

  #keep(): void {
    for (const one of this.map.takeChanged()) {
      const name = chunkName(one.place)
      // The newest stands last, so that the oldest goes first when the medium stays away.
      this.#unkept.delete(name)
      this.#unkept.set(name, one)
    }
    for (const name of [...this.#unkept.keys()].slice(0, -UNKEPT_AT_MOST)) this.#unkept.delete(name)
    if (this.#unkept.size === 0) return
    this.#writing = this.#writing.then(() => this.#write()).catch((error) => this.#fail(error))
  }

  async #write(): Promise<void> {
    const index = await this.#readIndex()
    const wanted = new Set([...index, ...this.#unkept.keys()].slice(0, CHUNKS_AT_MOST))
    if (wanted.size > index.size) await this.#storage.write(INDEX, new TextEncoder().encode([...wanted].join('\n')))
    for (const name of wanted) index.add(name)
    for (const [name, one] of [...this.#unkept]) {
      if (index.has(name)) await this.#storage.write(name, packChunk(one.place, one.cells))
      if (this.#unkept.get(name) === one) this.#unkept.delete(name)
    }
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed) this.#onFailure(error)
    this.#hasFailed = true
  }
}
