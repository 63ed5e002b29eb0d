import type { Storage } from '../../../hal/storage.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { Bus } from '../../bus/bus.ts'
import type { Geodetic } from '../../domain/geodesy.ts'
import { LearntTrack } from '../../domain/learnt-track.ts'
import type { TrackNode } from '../../domain/track-node.ts'
import { packTile, tileOf, tilesAround, unpackTile } from '../../domain/track-tile.ts'
import type { NavigationEstimate, TrackConstraint } from './collaborators.ts'

const INDEX = 'track-index'
/** 512 tiles of some 20 km: all of the country's railways that one coach sees. */
const TILES_AT_MOST = 512
/** So much is lost at a power cut, and so often flash is written. */
const KEEP_EVERY_MS = 10 * 60_000
/** Of tiles that the medium refuses: 1,500 km of open line, 1 MB. */
const UNKEPT_AT_MOST = 64
const LOOK_EVERY_MS = 5_000
/** Only what is surely the train's own place becomes track. */
const LEARN_BELOW_SIGMA_M = 5
const LEARN_ABOVE_MPS = 4

/** Track that the train learns and finds again; reading and writing go on beside the fixes. */
export interface TrackMemory {
  onEstimate(estimate: NavigationEstimate): void
  trackAt(position: Geodetic, courseTrueDeg?: number, speedMps?: number): TrackConstraint | undefined
  /** Writes what is not kept yet. */
  close(): Promise<void>
}

interface TrackMemoryDeps {
  bus: Bus
  /** Without it track is learnt for as long as the process lives. */
  storage: Storage | undefined
  /** Called once when the medium fails. */
  onFailure(error: unknown): void
}

/** Learns track of the estimates, tile by tile. */
export const trackMemory = (deps: TrackMemoryDeps): TrackMemory => {
  const tiles = new TileStore(deps)
  let isDisturbed = false
  let lookedAtMs = Number.NEGATIVE_INFINITY
  const stop = deps.bus.subscribe('receivers', ({ jamming, spoofing }) => {
    isDisturbed = [jamming, spoofing].some((level) => level === 'warning' || level === 'critical')
  })
  return {
    onEstimate: (estimate) => {
      const { position, courseTrueDeg, atMs } = estimate
      if (!position) return
      if (atMs - lookedAtMs >= LOOK_EVERY_MS) {
        lookedAtMs = atMs
        tiles.lookAround(position, atMs)
      }
      if (!isDisturbed && courseTrueDeg !== undefined && isGood(estimate))
        tiles.track.learn({ ...position, courseTrueDeg, atMs })
    },
    trackAt: (position, courseTrueDeg, speedMps) => tiles.track.at(position, courseTrueDeg, speedMps),
    close: () => {
      stop()
      return tiles.close()
    },
  }
}

const isGood = ({ mode, horizontalSigmaM = Number.POSITIVE_INFINITY, speedMps = 0 }: NavigationEstimate): boolean =>
  mode === 'fixed' && horizontalSigmaM <= LEARN_BELOW_SIGMA_M && speedMps >= LEARN_ABOVE_MPS

/** Which tiles are in memory, and what of them is written. */
class TileStore {
  readonly track = new LearntTrack()
  readonly #deps: TrackMemoryDeps
  readonly #loading = new Set<string>()
  /** What is not durable yet, by tile: what the medium refused is tried again with the next writing. */
  readonly #unkept = new Map<string, readonly TrackNode[]>()
  #index: Promise<Set<string>> | undefined
  /** Writes in turn. */
  #writing: Promise<void> = Promise.resolve()
  #keptAtMs: MonotonicMs | undefined
  #hasFailed = false

  constructor(deps: TrackMemoryDeps) {
    this.#deps = deps
  }

  /** Loads the tiles around a place, keeps what changed from time to time and before a tile goes. */
  lookAround(position: Geodetic, nowMs: MonotonicMs): void {
    const around = tilesAround(position)
    const far = this.track.loadedTiles().filter((tile) => !around.includes(tile))
    this.#keptAtMs ??= nowMs
    if (far.length > 0 || nowMs - this.#keptAtMs >= KEEP_EVERY_MS) {
      this.#keptAtMs = nowMs
      this.#keep()
    }
    for (const tile of far) this.track.unload(tile)
    for (const tile of new Set([tileOf(position), ...around])) void this.#load(tile)
  }

  async close(): Promise<void> {
    this.#keep()
    await this.#writing
  }

  async #load(tile: string): Promise<void> {
    if (this.track.isLoaded(tile) || this.#loading.has(tile)) return
    this.#loading.add(tile)
    try {
      const index = await this.#readIndex()
      const bytes = index.has(tile) ? await this.#deps.storage?.read(tile) : undefined
      // A tile that was let go may still be on its way to the medium.
      const nodes = this.#unkept.get(tile) ?? (bytes ? unpackTile(bytes) : [])
      if (index.has(tile) || index.size < TILES_AT_MOST) this.track.load(tile, nodes)
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#loading.delete(tile)
    }
  }

  #readIndex(): Promise<Set<string>> {
    this.#index ??= (async () => {
      const bytes = await this.#deps.storage?.read(INDEX)
      const names = bytes ? new TextDecoder().decode(bytes).split('\n') : []
      return new Set(names.filter((name) => /^track-\d{1,3}-\d{1,4}$/.test(name)).slice(0, TILES_AT_MOST))
    })()
    this.#index.catch(() => {
      this.#index = undefined
    })
    return this.#index
  }

  #keep(): void {
    const { storage } = this.#deps
    const changed = this.track.takeChanged()
    if (!storage) return
    for (const { tile, nodes } of changed) {
      // The newest stands last, so that the oldest goes first when the medium stays away.
      this.#unkept.delete(tile)
      this.#unkept.set(tile, nodes)
    }
    for (const tile of [...this.#unkept.keys()].slice(0, -UNKEPT_AT_MOST)) this.#unkept.delete(tile)
    if (this.#unkept.size === 0) return
    this.#writing = this.#writing.then(() => this.#write(storage)).catch((error) => this.#fail(error))
  }

  async #write(storage: Storage): Promise<void> {
    const index = await this.#readIndex()
    const wanted = new Set([...index, ...this.#unkept.keys()].slice(0, TILES_AT_MOST))
    if (wanted.size > index.size) await storage.write(INDEX, new TextEncoder().encode([...wanted].join('\n')))
    for (const tile of wanted) index.add(tile)
    for (const [tile, nodes] of [...this.#unkept]) {
      if (index.has(tile)) await storage.write(tile, packTile(nodes))
      if (this.#unkept.get(tile) === nodes) this.#unkept.delete(tile)
    }
  }

  #fail(error: unknown): void {
    if (!this.#hasFailed) this.#deps.onFailure(error)
    this.#hasFailed = true
  }
}
