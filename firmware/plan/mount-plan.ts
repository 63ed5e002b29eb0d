import { beyond, type MountLimits, type MountStand, slewTimeS } from '../domain/mount-axes.ts'
import type { KeyholeTransit } from './dish-command.ts'
import { type Keyhole, type KeyholePassage, keyholesOn } from './keyhole.ts'
import { type Branch, branchOf, isFlippedOn, mountPath, type PathLook, type PathPoint, standOn } from './mount-path.ts'
import { planWrap } from './mount-wrap.ts'
import type { Planned } from './planned.ts'

/** What was planned last. */
export interface MountPlanState {
  /** The satellite that the mount was planned for. */
  satellite?: string
  keyhole?: PlannedKeyhole
  /** When a turn in the middle of a pass was said to come. */
  turnAtMs?: number
}

/** The next keyhole, on the branch that the mount is on then. */
interface PlannedKeyhole extends KeyholeTransit {
  mutedS: number
}

/** What a mount is planned from; directions are in its own axes. */
export interface MountPlanSeen {
  limits: MountLimits
  /** From now on, of what is to be followed. */
  looks: readonly PathLook[]
  /** How it stands; absent while nobody knows. */
  stand?: MountStand
  /** A satellite that is missed by more is lost to the link. */
  missedDeg: number
  /** The last one stands still in the sky, and is followed for as long as the train goes. */
  isEndless: boolean
}

/** To go over to another way of looking at the same or a new satellite, now. */
export interface MountPlanAction {
  do: 'turn'
  azimuthDeg: number
  isFlipped: boolean
}

/** The state to start from. */
export const mountPlanAtStart: MountPlanState = {}

type Plan = Planned<MountPlanState, MountPlanAction>

/** A keyhole that has begun is gone through as planned. */
const BEFORE_KEYHOLE_MS = 1_000
/** A turn that comes at another time by more is said again. */
const SAID_AGAIN_MS = 120_000

/**
 * How a mount gets along what lies ahead: which turn of the cable, whether over the top, and how through the keyhole. Between
 * satellites it turns so that the cable lasts the pass; in the middle of one only where no way lasts, and then at the cheapest time.
 */
export const planMount = (state: MountPlanState, seen: MountPlanSeen, nowMs: number): Plan => {
  const { looks, limits, missedDeg, stand, isEndless } = seen
  const satellite = looks[0]?.satellite
  if (satellite === undefined) return { state: {}, actions: [], reasons: [] }
  const isFollowing = satellite === state.satellite && stand !== undefined
  if (isFollowing && state.keyhole && isInside(state.keyhole, nowMs)) return { state, actions: [], reasons: [] }
  const path = mountPath(looks)
  const keyholes = keyholesOn(path, { limits, missedDeg })
  const plan = planWrap({ path, keyholes, limits, isFollowing, isEndless, ...(stand && { stand }) })
  if (!plan) return { state: { satellite }, actions: [], reasons: [] }
  const way: Way = { path, keyholes, branches: plan.branches, isFollowing, limits }
  const keyhole = nextKeyhole(way)
  const turn = turnOf(way, stand)
  const later = isFollowing && !turn.action ? laterTurn(way) : undefined
  return {
    state: {
      satellite,
      ...(keyhole && { keyhole }),
      ...(later && { turnAtMs: wasSaid(state.turnAtMs, later.atMs) ? state.turnAtMs : later.atMs }),
    },
    actions: turn.action ? [turn.action] : [],
    reasons: [
      ...turn.reasons,
      ...(later && !wasSaid(state.turnAtMs, later.atMs) ? [laterWords(later, nowMs)] : []),
      ...(keyhole && isNews(state, satellite) ? [keyholeWords(keyhole, nowMs)] : []),
    ],
  }
}

interface Way {
  path: readonly PathPoint[]
  keyholes: readonly Keyhole[]
  branches: readonly Branch[]
  isFollowing: boolean
  limits: MountLimits
}

const isInside = ({ azimuth }: KeyholeTransit, nowMs: number): boolean =>
  nowMs >= azimuth.fromMs - BEFORE_KEYHOLE_MS && nowMs < azimuth.toMs

/** What a keyhole's azimuth is on the branch that the mount comes from. */
const onBranch = ({ azimuth, mutedS }: KeyholePassage, branch: Branch, isFlippedAfter: boolean): PlannedKeyhole => {
  const by = <T extends { deg: number }>(motion: T): T => ({ ...motion, deg: motion.deg + 180 * branch })
  return { azimuth: { ...azimuth, from: by(azimuth.from), to: by(azimuth.to) }, isFlippedAfter, mutedS }
}

const nextKeyhole = ({ path, keyholes, branches }: Way): PlannedKeyhole | undefined => {
  const [keyhole] = keyholes
  if (!keyhole || path[keyhole.step]?.satellite !== path[0]?.satellite) return undefined
  const [branch = 0, after = branch] = [branches[keyhole.step], branches[keyhole.step + 1]]
  const { through, overTop } = keyhole
  if (overTop && after - branch === overTop.branchBy) return onBranch(overTop, branch, isFlippedOn(after))
  return through && after === branch ? onBranch(through, branch, isFlippedOn(branch)) : undefined
}

/** The branch to be on now: that of the next point, where the turn comes in the step that has begun. */
const branchNow = ({ path, branches, keyholes, limits }: Way): Branch => {
  const [branch = 0, next = branch] = branches
  const [first, second] = path
  const isTurn = next !== branch && first?.satellite === second?.satellite && keyholes.every(({ step }) => step !== 0)
  if (!isTurn || !first) return branch
  return beyond(standOn(first, next).azimuthDeg, limits.azimuthDeg) > 0 ? branch : next
}

const turnOf = (way: Way, stand: MountStand | undefined): { action?: MountPlanAction; reasons: string[] } => {
  const { path, isFollowing, limits } = way
  const [first] = path
  const branch = branchNow(way)
  if (!first) return { reasons: [] }
  const nearest = stand && branchOf(first, stand)
  if (isFollowing && branch === nearest) return { reasons: [] }
  const to = standOn(first, branch)
  const action: MountPlanAction = { do: 'turn', azimuthDeg: to.azimuthDeg, isFlipped: to.isFlipped }
  if (!stand || branch === nearest) return { action, reasons: [] }
  const s = slewTimeS(stand, to, limits).toFixed(0)
  const over = to.isFlipped === stand.isFlipped ? '' : ' over the top'
  const why = isFollowing ? 'to unwind its cable' : 'so that its cable lasts'
  const fromTo = `from ${stand.azimuthDeg.toFixed(0)}° to ${to.azimuthDeg.toFixed(0)}°`
  return { action, reasons: [`the mount turns ${fromTo}${over} ${why}: ${s} s`] }
}

interface LaterTurn {
  atMs: number
  slewS: number
  isHidden: boolean
}

/** The first turn within the pass that is followed, unless it is a keyhole's. */
const laterTurn = ({ path, branches, keyholes, limits }: Way): LaterTurn | undefined => {
  const at = branches.findIndex((branch, index) => index > 0 && branch !== branches[index - 1])
  const [from, to] = [path[at - 1], path[at]]
  if (!from || !to || to.satellite !== path[0]?.satellite || keyholes.some(({ step }) => step === at - 1))
    return undefined
  const slewS = slewTimeS(standOn(from, branches[at - 1] ?? 0), standOn(to, branches[at] ?? 0), limits)
  return { atMs: from.atMs, slewS, isHidden: from.hiddenS > 0 }
}

const wasSaid = (saidMs: number | undefined, atMs: number): saidMs is number =>
  saidMs !== undefined && Math.abs(saidMs - atMs) < SAID_AGAIN_MS

const isNews = (state: MountPlanState, satellite: string): boolean =>
  state.satellite !== satellite || state.keyhole === undefined

const laterWords = ({ atMs, slewS, isHidden }: LaterTurn, nowMs: number): string => {
  const inS = Math.max(0, (atMs - nowMs) / 1000).toFixed(0)
  return `the cable does not last: unwinds in ${inS} s, ${slewS.toFixed(0)} s${isHidden ? ' while the satellite is hidden' : ''}`
}

const keyholeWords = ({ azimuth, isFlippedAfter, mutedS }: PlannedKeyhole, nowMs: number): string => {
  const inS = Math.max(0, (azimuth.fromMs - nowMs) / 1000).toFixed(0)
  const how = isFlippedAfter ? 'over the top' : 'azimuth leads'
  return `a satellite passes the zenith in ${inS} s: ${how}, ${mutedS.toFixed(0)} s missed`
}
