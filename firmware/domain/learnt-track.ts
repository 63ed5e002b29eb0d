import { bridgeSigmas } from './bridge-sigma.ts'
import { type LatLon, M_PER_DEG } from './geodesy.ts'
import { seenFrom, type TrackEnd, trackBetween, trackStraightFrom, turnToLineDeg } from './track-curve.ts'
import { bearingSigmaDeg, crossSigmaM, type TrackNode, withPass } from './track-node.ts'
import { NODES_A_TILE, tileOf } from './track-tile.ts'

/** A good fix of a train that moves: filtered, not dead-reckoned, not disturbed. */
export interface TrackSample extends LatLon {
  atMs: number
  heightM: number
  courseTrueDeg: number
}

/** What the rails say of a place. */
export interface LearntTrackAt extends TrackEnd {
  crossSigmaM: number
  bearingSigmaDeg: number
}

/** A node in memory, which passes replace. */
interface Entry {
  node: TrackNode
}

const CELLS_PER_DEG = 1_000
const BRIDGE_CELLS_PER_DEG = 100
const NEW_NODE_AFTER_M = 40
/** Tracks closer together than this are one to a receiver; their spread is in the sigma. */
const SAME_TRACK_M = 15
const SAME_BEARING_DEG = 30
/** A place further from every node than this is on none of them. */
const BESIDE_M = 110
const NEIGHBOUR_M = 150
/** Between two samples of one way; more is a gap. */
const GAP_M = 90
const GAP_MS = 3_500
const BRIDGE_AT_MOST_M = 10_000
const BRIDGE_AT_MOST_MS = 600_000

const keyOf = (lat: number, lon: number): number => lat * 400_000 + lon

/** Track that the train learnt by riding over it, of the tiles that are loaded. */
export class LearntTrack {
  readonly #tiles = new Map<string, Entry[]>()
  readonly #cells = new Map<number, Entry[]>()
  readonly #bridges = new Map<number, Entry[]>()
  readonly #changed = new Set<string>()
  #before: TrackSample | undefined
  #lastNode: Entry | undefined
  #bridgeFrom: Entry | undefined

  /** Adds what a record held, behind what was learnt meanwhile; loaded tiles are left alone. */
  load(tile: string, nodes: readonly TrackNode[]): void {
    const entries = this.#tiles.get(tile) ?? []
    this.#tiles.set(tile, entries)
    for (const node of nodes) this.#put({ node }, entries)
  }

  isLoaded(tile: string): boolean {
    return this.#tiles.has(tile)
  }

  loadedTiles(): string[] {
    return [...this.#tiles.keys()]
  }

  /** Tiles that passes changed since they were taken last. */
  takeChanged(): { tile: string; nodes: readonly TrackNode[] }[] {
    const changed = [...this.#changed].map((tile) => ({
      tile,
      nodes: (this.#tiles.get(tile) ?? []).map(({ node }) => node),
    }))
    this.#changed.clear()
    return changed
  }

  /** Lets a tile go that is far away. */
  unload(tile: string): void {
    const gone = new Set(this.#tiles.get(tile))
    this.#tiles.delete(tile)
    for (const map of [this.#cells, this.#bridges])
      for (const [key, entries] of map) {
        const kept = entries.filter((entry) => !gone.has(entry))
        if (kept.length === 0) map.delete(key)
        else map.set(key, kept)
      }
  }

  /** Learns from a fix; only where its tile is loaded. */
  learn(sample: TrackSample): void {
    const before = this.#before
    this.#before = sample
    if (!this.#tiles.has(tileOf(sample))) {
      this.#lastNode = undefined
      return
    }
    if (before) this.#ride(before, sample)
    if (this.#lastNode && this.#distanceM(this.#lastNode.node, sample) < NEW_NODE_AFTER_M) return
    const near = this.#near(sample).find(({ node }) => isSameTrack(node, sample) && Math.abs(alongM(node, sample)) < 25)
    if (!near) this.#add(sample)
  }

  /** The rails abeam of a place; with a course only those that go that way, turned to it; at a speed none too sharp for it. ≤ 5 µs. */
  at(place: LatLon, courseTrueDeg?: number, speedMps = 0): LearntTrackAt | undefined {
    const near = this.#near(place).filter(({ node }) => isAlong(node.bearingDeg, courseTrueDeg))
    let nearest: Entry | undefined
    let nearestM = BESIDE_M
    for (const entry of near) {
      const distanceM = this.#distanceM(entry.node, place)
      if (distanceM > nearestM) continue
      nearest = entry
      nearestM = distanceM
    }
    if (!nearest) return this.#bridgeAt(place, courseTrueDeg, speedMps)
    const here = turned(nearest.node, courseTrueDeg)
    const { alongM: beforeM } = seenFrom(here, here.bearingDeg, place)
    const partner = partnerOf(nearest, { here, near, side: Math.sign(beforeM) || 1 })
    const between = partner && hermite(here, turned(partner, here.bearingDeg), { place, isAhead: beforeM >= 0 })
    if (between) return { ...between, ...sigmasOf([nearest.node, partner], 0) }
    if (Math.abs(beforeM) <= NEW_NODE_AFTER_M)
      return { ...trackStraightFrom(here, place), ...sigmasOf([nearest.node], 1) }
    return this.#bridgeAt(place, courseTrueDeg, speedMps)
  }

  /** Updates the nodes that the way between two samples passes abeam. */
  #ride(before: TrackSample, sample: TrackSample): void {
    const wayM = this.#distanceM(before, sample)
    if (wayM > GAP_M || sample.atMs - before.atMs > GAP_MS) {
      const isBridge = wayM > GAP_M && wayM < BRIDGE_AT_MOST_M && sample.atMs - before.atMs < BRIDGE_AT_MOST_MS
      this.#bridgeFrom = isBridge ? this.#lastNode : undefined
      this.#lastNode = undefined
      return
    }
    for (const entry of this.#near(sample)) {
      const { node } = entry
      if (!isSameTrack(node, sample)) continue
      const [from, to] = [seenFrom(node, node.bearingDeg, before), seenFrom(node, node.bearingDeg, sample)]
      if (from.alongM === to.alongM || from.alongM * to.alongM > 0) continue
      const share = from.alongM / (from.alongM - to.alongM)
      const crossM = from.crossM + (to.crossM - from.crossM) * share
      const turnDeg = turnToLineDeg(node.bearingDeg, sample.courseTrueDeg)
      entry.node = withPass(node, { atMs: sample.atMs, crossM, turnDeg, heightM: sample.heightM })
      if (entry.node !== node) this.#changed.add(tileOf(node))
      this.#reach(entry)
    }
  }

  #add(sample: TrackSample): void {
    const entries = this.#tiles.get(tileOf(sample))
    if (!entries || entries.length >= NODES_A_TILE) return
    const { latDeg, lonDeg, heightM, courseTrueDeg, atMs } = sample
    const node = { latDeg, lonDeg, heightM, bearingDeg: courseTrueDeg, passes: 1, spreadM2: 0, lastPassAtMs: atMs }
    const entry: Entry = { node }
    this.#put(entry, entries)
    this.#changed.add(tileOf(sample))
    this.#reach(entry)
  }

  #reach(entry: Entry): void {
    const from = this.#bridgeFrom
    this.#lastNode = entry
    this.#bridgeFrom = undefined
    if (!from || from.node.bridgeTo) return
    from.node = { ...from.node, bridgeTo: { latDeg: entry.node.latDeg, lonDeg: entry.node.lonDeg } }
    this.#changed.add(tileOf(from.node))
    this.#putBridge(from)
  }

  #put(entry: Entry, entries: Entry[]): void {
    entries.push(entry)
    putIn(this.#cells, keyAt(entry.node, CELLS_PER_DEG), entry)
    this.#putBridge(entry)
  }

  #putBridge(entry: Entry): void {
    const { node } = entry
    const to = node.bridgeTo
    if (!to) return
    const steps = Math.ceil(this.#distanceM(node, to) / 300)
    for (let step = 0; step <= steps; step++) {
      const latDeg = node.latDeg + ((to.latDeg - node.latDeg) * step) / steps
      const lonDeg = node.lonDeg + ((to.lonDeg - node.lonDeg) * step) / steps
      putIn(this.#bridges, keyAt({ latDeg, lonDeg }, BRIDGE_CELLS_PER_DEG), entry)
    }
  }

  /** The curve between the portals of a tunnel that the train once came out of. */
  #bridgeAt(place: LatLon, courseTrueDeg: number | undefined, speedMps: number): LearntTrackAt | undefined {
    for (const { node } of around(this.#bridges, place, BRIDGE_CELLS_PER_DEG)) {
      const end =
        node.bridgeTo &&
        this.#near(node.bridgeTo).find((one) => this.#distanceM(one.node, node.bridgeTo as LatLon) < 60)
      if (!end) continue
      const { alongM: northM, crossM: eastM } = seenFrom(node, 0, end.node)
      const chordDeg = (Math.atan2(eastM, northM) * 180) / Math.PI
      if (!isAlong(chordDeg, courseTrueDeg)) continue
      const curve = trackBetween(turned(node, chordDeg), turned(end.node, chordDeg), place)
      if (!curve) continue
      const inside = bridgeSigmas(curve, speedMps)
      const sigmas = sigmasOf([node, end.node], inside.crossM)
      const { latDeg, lonDeg } = curve
      const bearing = turned({ ...curve }, courseTrueDeg).bearingDeg
      return {
        latDeg,
        lonDeg,
        bearingDeg: bearing,
        ...sigmas,
        bearingSigmaDeg: Math.hypot(sigmas.bearingSigmaDeg, inside.bearingDeg),
      }
    }
    return undefined
  }

  #near(place: LatLon): Entry[] {
    return around(this.#cells, place, CELLS_PER_DEG)
  }

  #distanceM(a: LatLon, b: LatLon): number {
    const northM = (b.latDeg - a.latDeg) * M_PER_DEG
    const eastM = (b.lonDeg - a.lonDeg) * M_PER_DEG * Math.cos((a.latDeg * Math.PI) / 180)
    return Math.sqrt(northM * northM + eastM * eastM)
  }
}

const keyAt = ({ latDeg, lonDeg }: LatLon, perDeg: number): number =>
  keyOf(Math.floor((latDeg + 90) * perDeg), Math.floor((lonDeg + 180) * perDeg))

const putIn = (map: Map<number, Entry[]>, key: number, entry: Entry): void => {
  const cell = map.get(key)
  if (!cell) map.set(key, [entry])
  else if (!cell.includes(entry)) cell.push(entry)
}

/** In the cell of a place and the eight around it. */
const around = (map: Map<number, Entry[]>, place: LatLon, perDeg: number): Entry[] => {
  const found: Entry[] = []
  const [lat, lon] = [Math.floor((place.latDeg + 90) * perDeg), Math.floor((place.lonDeg + 180) * perDeg)]
  for (let dLat = -1; dLat <= 1; dLat++)
    for (let dLon = -1; dLon <= 1; dLon++) {
      const cell = map.get(keyOf(lat + dLat, lon + dLon))
      if (cell) found.push(...cell)
    }
  return found
}

const alongM = (node: TrackNode, place: LatLon): number => seenFrom(node, node.bearingDeg, place).alongM

const isAlong = (bearingDeg: number, courseTrueDeg: number | undefined): boolean =>
  courseTrueDeg === undefined || Math.abs(turnToLineDeg(courseTrueDeg, bearingDeg)) < SAME_BEARING_DEG + 10

const isSameTrack = (node: TrackNode, sample: TrackSample): boolean =>
  Math.abs(turnToLineDeg(node.bearingDeg, sample.courseTrueDeg)) < SAME_BEARING_DEG &&
  Math.abs(seenFrom(node, node.bearingDeg, sample).crossM) < SAME_TRACK_M

/** The bearing of a line turned to the side of a course. */
const turned = <P extends TrackEnd>(end: P, courseTrueDeg: number | undefined): P => {
  if (courseTrueDeg === undefined) return end
  const bearingDeg = (courseTrueDeg + turnToLineDeg(courseTrueDeg, end.bearingDeg) + 360) % 360
  return { ...end, bearingDeg }
}

const hermite = (
  here: TrackEnd,
  other: TrackEnd,
  { place, isAhead }: { place: LatLon; isAhead: boolean },
): TrackEnd | undefined => {
  const curve = isAhead ? trackBetween(here, other, place) : trackBetween(other, here, place)
  return curve && { latDeg: curve.latDeg, lonDeg: curve.lonDeg, bearingDeg: curve.bearingDeg }
}

const sigmasOf = (nodes: readonly TrackNode[], moreM: number) => ({
  crossSigmaM: Math.hypot(Math.max(...nodes.map(crossSigmaM)), moreM),
  bearingSigmaDeg: Math.max(...nodes.map(bearingSigmaDeg)),
})

/** The nearest node of the same track on one side. */
const partnerOf = (
  nearest: Entry,
  { here, near, side }: { here: TrackEnd; near: readonly Entry[]; side: number },
): TrackNode | undefined => {
  let best: TrackNode | undefined
  let bestM = NEIGHBOUR_M
  for (const entry of near) {
    if (entry === nearest) continue
    const seen = seenFrom(here, here.bearingDeg, entry.node)
    const aheadM = seen.alongM * side
    const isTrack = Math.abs(turnToLineDeg(here.bearingDeg, entry.node.bearingDeg)) < SAME_BEARING_DEG
    if (!isTrack || aheadM < 8 || aheadM > bestM || Math.abs(seen.crossM) > Math.max(SAME_TRACK_M, aheadM / 3)) continue
    best = entry.node
    bestM = aheadM
  }
  return best
}
