import { M_PER_DEG } from './geodesy.ts'

/** A point of track that the train learnt by riding over it; several passes make it surer. */
export interface TrackNode {
  latDeg: number
  lonDeg: number
  /** Above the ellipsoid. */
  heightM: number
  /** Of the track, either way along it: 0 ≤ b < 360, as it was ridden first. */
  bearingDeg: number
  /** Passes that it was averaged over; counting stops at 200. */
  passes: number
  /** Mean square of what a pass was off the mean across the track, m². */
  spreadM2: number
  /** The pass that was counted last, so that errors which last for minutes count once. */
  lastPassAtMs?: number
  /** Where dead reckoning began behind this node, the node at which fixes came back. */
  bridgeTo?: { latDeg: number; lonDeg: number }
}

/** What one pass measured abeam of a node. */
export interface NodePass {
  atMs: number
  /** To the right of the node's bearing. */
  crossM: number
  /** Clockwise from the node's bearing, −90 to 90: either direction of travel. */
  turnDeg: number
  heightM: number
}

/** What the error of a pass is worth at least: GNSS is off by this much for minutes, whatever a filter believes. */
const PASS_SIGMA_M = 2.5
/** What no averaging takes away: the antenna's sway, and the line's own points between nodes. */
const FLOOR_SIGMA_M = 0.7
/** A coach comes by again after this at the soonest. */
const NEXT_PASS_MS = 30 * 60_000
const PASSES_AT_MOST = 200

/** One sigma across the track, metres: of passes whose errors are independent of each other. */
export const crossSigmaM = ({ passes, spreadM2 }: TrackNode): number =>
  Math.hypot(FLOOR_SIGMA_M, Math.sqrt(Math.max(PASS_SIGMA_M ** 2, spreadM2) / Math.max(1, passes)))

/** One sigma of the bearing: the course of a pass is good to half a degree. */
export const bearingSigmaDeg = ({ passes }: TrackNode): number => Math.hypot(0.3, 0.6 / Math.sqrt(Math.max(1, passes)))

/** Adds a pass to what is known; a second look within half an hour is none. */
export const withPass = (node: TrackNode, pass: NodePass): TrackNode => {
  if (node.lastPassAtMs !== undefined && pass.atMs - node.lastPassAtMs < NEXT_PASS_MS) return node
  const passes = Math.min(PASSES_AT_MOST, node.passes + 1)
  const share = 1 / passes
  const across = ((node.bearingDeg + 90) * Math.PI) / 180
  const northM = Math.cos(across) * pass.crossM * share
  const eastM = Math.sin(across) * pass.crossM * share
  return {
    ...node,
    latDeg: node.latDeg + northM / M_PER_DEG,
    lonDeg: node.lonDeg + eastM / (M_PER_DEG * Math.cos((node.latDeg * Math.PI) / 180)),
    heightM: node.heightM + (pass.heightM - node.heightM) * share,
    bearingDeg: (node.bearingDeg + pass.turnDeg * share + 360) % 360,
    passes,
    // Welford: the mean moves by `share` of the difference.
    spreadM2: (1 - share) * (node.spreadM2 + share * pass.crossM ** 2),
    lastPassAtMs: pass.atMs,
  }
}
