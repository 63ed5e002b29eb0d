import type { TrackNode } from './track-node.ts'

/** Tiles to a degree: some 28 km north to south. */
const TILES_PER_DEG = 4
/** A junction town has less track than this; more would be a fault's doing. */
export const NODES_A_TILE = 4_000
const NODE_BYTES = 27
const FORMAT = 1
const HEADER_BYTES = 4

/** The name of the tile that a place lies in; storage keeps a record of this name. */
export const tileOf = ({ latDeg, lonDeg }: { latDeg: number; lonDeg: number }): string =>
  `track-${Math.floor((latDeg + 90) * TILES_PER_DEG)}-${Math.floor((lonDeg + 180) * TILES_PER_DEG)}`

/** A tile and the eight around it. */
export const tilesAround = ({ latDeg, lonDeg }: { latDeg: number; lonDeg: number }): string[] =>
  [-1, 0, 1].flatMap((lat) =>
    [-1, 0, 1].map((lon) => tileOf({ latDeg: latDeg + lat / TILES_PER_DEG, lonDeg: lonDeg + lon / TILES_PER_DEG })),
  )

const E7 = 1e7

/** A tile's record: 27 bytes a node, big-endian. */
export const packTile = (nodes: readonly TrackNode[]): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES + Math.min(nodes.length, NODES_A_TILE) * NODE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, FORMAT)
  for (const [index, node] of nodes.slice(0, NODES_A_TILE).entries()) {
    const at = HEADER_BYTES + index * NODE_BYTES
    view.setInt32(at, Math.round(node.latDeg * E7))
    view.setInt32(at + 4, Math.round(node.lonDeg * E7))
    view.setInt32(at + 8, Math.round((node.bridgeTo?.latDeg ?? 0) * E7))
    view.setInt32(at + 12, Math.round((node.bridgeTo?.lonDeg ?? 0) * E7))
    view.setFloat32(at + 16, node.heightM)
    view.setFloat32(at + 20, node.spreadM2)
    view.setUint16(at + 24, Math.round((node.bearingDeg / 360) * 65_536) % 65_536)
    view.setUint8(at + 26, node.passes)
  }
  return bytes
}

const isNode = ({ latDeg, lonDeg, heightM, spreadM2, passes }: TrackNode): boolean =>
  Math.abs(latDeg) <= 90 &&
  Math.abs(lonDeg) <= 180 &&
  Math.abs(heightM) < 1e4 &&
  spreadM2 >= 0 &&
  spreadM2 < 1e6 &&
  passes > 0

/** The nodes of a record; none of one of another format or length, and without those that cannot be. */
export const unpackTile = (bytes: Uint8Array): TrackNode[] => {
  const count = (bytes.length - HEADER_BYTES) / NODE_BYTES
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!Number.isInteger(count) || count < 0 || count > NODES_A_TILE || view.getUint32(0) !== FORMAT) return []
  return Array.from({ length: count }, (_, index) => nodeAt(view, HEADER_BYTES + index * NODE_BYTES)).filter(isNode)
}

const nodeAt = (view: DataView, at: number): TrackNode => {
  const [bridgeLat, bridgeLon] = [view.getInt32(at + 8), view.getInt32(at + 12)]
  return {
    latDeg: view.getInt32(at) / E7,
    lonDeg: view.getInt32(at + 4) / E7,
    heightM: view.getFloat32(at + 16),
    spreadM2: view.getFloat32(at + 20),
    bearingDeg: (view.getUint16(at + 24) / 65_536) * 360,
    passes: view.getUint8(at + 26),
    ...((bridgeLat !== 0 || bridgeLon !== 0) && { bridgeTo: { latDeg: bridgeLat / E7, lonDeg: bridgeLon / E7 } }),
  }
}
