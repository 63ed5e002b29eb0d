import type { MonotonicMs } from '../../hal/units.ts'
import type { Across, PeakAside, SightLine } from '../domain/bias-filter.ts'
import { fitPeak, type PeakFit, type PeakFlaw, type PeakPoint } from '../domain/peak-fit.ts'
import { alongAxis, onAxis, type PeakPassPlan, peakPasses } from './peak-scan.ts'
import type { Planned } from './planned.ts'

/** What a scan goes by; what is unknown is absent. */
export interface PeakingSeen {
  satellite?: string | undefined
  /** Why it is not aimed at, in words. */
  holding?: string | undefined
  isBlocked: boolean
  isLocked: boolean
  /** The modem's last word, as if range and scan loss were the same everywhere. */
  carrier?: { db: number; atMs: number } | undefined
  /** Where the pointer reads that it looks, beside the satellite as it is predicted. */
  offset?: Across | undefined
  sight?: SightLine | undefined
  beam: { widthDeg: number; settleMs: number }
}

/** Why a scan came to nothing. */
export const peakTroubles = ['no-satellite', 'holds', 'blocked', 'too-high', 'satellites'] as const

export type PeakTrouble = (typeof peakTroubles)[number] | PeakFlaw

/** One pass along an axis that is over, or under way. */
export interface PeakPass {
  axis: PeakAside['axis']
  points: readonly PeakPoint[]
  /** Looks at which there was no carrier, or where the pointer did not come. */
  lost: number
  fit?: PeakFit
  /** How the satellite stood in the middle of it. */
  sight?: SightLine
}

interface Look {
  sinceMs: number
  arrivedAtMs?: number
  readings: readonly { offsetDeg: number; db: number; atMs: number }[]
}

/** What a scan remembers. */
export interface PeakingState {
  satellite?: string
  /** Those that are over. */
  passes: readonly PeakPass[]
  pass?: PeakPass
  look?: Look
  /** Of the peak, as far as it was found. */
  centre: Across
  /** How often it began anew with another satellite. */
  restarts: number
  hinderedSinceMs?: number
  /** Absent while it goes on. */
  verdict?: { isFound: true } | { isFound: false; because: PeakTrouble; words?: string }
}

/** The state to start from. */
export const peakingAtStart: PeakingState = { passes: [], centre: { azimuthDeg: 0, elevationDeg: 0 }, restarts: 0 }

type Plan = Planned<PeakingState, never>

/** A modem measures for up to so long before it tells. */
const MEASURED_MS = 100
/** A look is over when readings of so long have come, and at least two. */
const READ_FOR_MS = 1_000
const LEAST_READINGS = 2
/** A look without them is lost: a modem that lost its carrier takes 4 s to have it again. */
const LOOK_LASTS_MS = 12_000
/** Of the beam's width: so near to where it is sent it is there. What it reads counts, not what it was told. */
const THERE_SHARE = 0.08
/** A hindrance that lasts longer ends the scan. */
const HINDERED_MS = 4_000
/** Of one pass; more, and the carrier is too weak for it, or the pointer does not obey. */
const MOST_LOST = 2
/** Near the zenith a step across azimuth is a wild turn. */
const HIGHEST_DEG = 80
/** A constellation's satellite sets; it can begin again twice. */
const MOST_RESTARTS = 2

/** Where the beam is to look beside its aim now. */
export const peakBeside = (state: PeakingState, beamWidthDeg: number): Across => {
  const plan = peakPasses(beamWidthDeg)[state.passes.length]
  if (!plan || state.verdict) return state.centre
  const { points = [], lost = 0 } = state.pass ?? {}
  return alongAxis(state.centre, plan.axis, plan.offsetsDeg[points.length + lost] ?? 0)
}

/** Looks that are over, of all. */
export const looksOf = ({ passes, pass }: PeakingState, beamWidthDeg: number): { looks: number; ofLooks: number } => {
  const plans = peakPasses(beamWidthDeg)
  const over = plans.slice(0, passes.length).reduce((sum, { offsetsDeg }) => sum + offsetsDeg.length, 0)
  return {
    looks: over + (pass ? pass.points.length + pass.lost : 0),
    ofLooks: plans.reduce((sum, { offsetsDeg }) => sum + offsetsDeg.length, 0),
  }
}

/** The peaks that were measured, once they are found: of the last pass along each axis. */
export const foundPeaks = ({ passes, verdict }: PeakingState): (PeakAside & { fit: PeakFit })[] =>
  verdict?.isFound
    ? passes
        .slice(-2)
        .flatMap(({ axis, sight, fit }) =>
          sight && fit ? [{ axis, sight, fit, peakDeg: fit.peakDeg, sigmaDeg: fit.sigmaDeg }] : [],
        )
    : []

/** Steps a beam about its satellite and finds where the carrier is best. */
export const planPeaking = (state: PeakingState, seen: PeakingSeen, nowMs: MonotonicMs): Plan => {
  if (state.verdict) return { state, actions: [], reasons: [] }
  const hindrance = hindranceOf(seen)
  if (hindrance) {
    const since = state.hinderedSinceMs ?? nowMs
    const waiting: PeakingState = { ...anew(state), hinderedSinceMs: since }
    return nowMs - since < HINDERED_MS ? { state: waiting, actions: [], reasons: [] } : failed(state, hindrance)
  }
  const { hinderedSinceMs: _over, ...free } = state
  const followed = follow(free, seen.satellite)
  if (followed.restarts > MOST_RESTARTS) return failed(followed, { because: 'satellites' })
  const looking = look(followed, seen, nowMs)
  return isLookOver(looking.look, nowMs) ? lookOver(looking, seen) : { state: looking, actions: [], reasons: [] }
}

type Failure = Omit<Extract<PeakingState['verdict'], { isFound: false }>, 'isFound'>

const hindranceOf = ({ satellite, holding, isBlocked, sight }: PeakingSeen): Failure | undefined => {
  if (satellite === undefined) return { because: 'no-satellite' }
  if (holding !== undefined) return { because: 'holds', words: holding }
  if (isBlocked) return { because: 'blocked' }
  return sight && sight.direction.elevationDeg > HIGHEST_DEG ? { because: 'too-high' } : undefined
}

const failed = (state: PeakingState, failure: Failure): Plan => ({
  state: { ...state, verdict: { isFound: false, ...failure } },
  actions: [],
  reasons: [`peaking came to nothing: ${failure.words ?? failure.because}`],
})

/** The present look from its beginning. */
const anew = ({ look: _look, ...rest }: PeakingState): PeakingState => rest

const follow = (state: PeakingState, satellite: string | undefined): PeakingState => {
  if (satellite === undefined || satellite === state.satellite) return state
  const restarts = state.satellite === undefined ? 0 : state.restarts + 1
  return { ...peakingAtStart, satellite, restarts }
}

const look = (state: PeakingState, seen: PeakingSeen, nowMs: number): PeakingState => {
  const before: Look = state.look ?? { sinceMs: nowMs, readings: [] }
  const wanted = peakBeside(state, seen.beam.widthDeg)
  const { offset } = seen
  const offDeg = offset && Math.hypot(offset.azimuthDeg - wanted.azimuthDeg, offset.elevationDeg - wanted.elevationDeg)
  const isThere = offDeg !== undefined && offDeg <= THERE_SHARE * seen.beam.widthDeg
  if (!isThere) return { ...state, look: { sinceMs: before.sinceMs, readings: [] } }
  const arrived = { ...before, arrivedAtMs: before.arrivedAtMs ?? nowMs }
  return { ...state, look: withReading(arrived, state, seen) }
}

const withReading = (
  before: Look & { arrivedAtMs: number },
  { passes }: PeakingState,
  { carrier, isLocked, offset, beam }: PeakingSeen,
): Look => {
  const axis = peakPasses(beam.widthDeg)[passes.length]?.axis
  const fromMs = Math.max(before.sinceMs + beam.settleMs, before.arrivedAtMs) + MEASURED_MS
  const lastAtMs = before.readings.at(-1)?.atMs ?? fromMs
  if (!axis || !carrier || !offset || !isLocked || carrier.atMs < fromMs || carrier.atMs <= lastAtMs) return before
  return { ...before, readings: [...before.readings, { offsetDeg: onAxis(offset, axis), ...carrier }] }
}

const isLookOver = (now: Look | undefined, nowMs: number): boolean => {
  if (!now) return false
  const [first, last] = [now.readings[0], now.readings.at(-1)]
  const hasRead = first && last && now.readings.length >= LEAST_READINGS && last.atMs - first.atMs >= READ_FOR_MS
  return hasRead === true || nowMs - now.sinceMs >= LOOK_LASTS_MS
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const lookOver = (state: PeakingState, { sight, beam }: PeakingSeen): Plan => {
  const plan = peakPasses(beam.widthDeg)[state.passes.length]
  const { readings = [] } = state.look ?? {}
  if (!plan) return { state, actions: [], reasons: [] }
  const before: PeakPass = state.pass ?? { axis: plan.axis, points: [], lost: 0 }
  const isLost = readings.length < LEAST_READINGS
  const point = (): PeakPoint => ({
    offsetDeg: mean(readings.map(({ offsetDeg }) => offsetDeg)),
    db: mean(readings.map(({ db }) => db)),
    atMs: mean(readings.map(({ atMs }) => atMs)),
  })
  const isMiddle = before.points.length + before.lost === Math.floor(plan.offsetsDeg.length / 2)
  const pass: PeakPass = {
    ...before,
    ...(isLost ? { lost: before.lost + 1 } : { points: [...before.points, point()] }),
    ...(isMiddle && sight && { sight }),
  }
  const next = { ...anew(state), pass }
  if (pass.lost > MOST_LOST) return failed(next, { because: 'too-few' })
  if (pass.points.length + pass.lost < plan.offsetsDeg.length) return { state: next, actions: [], reasons: [] }
  return passOver(next, pass, { plan, widthDeg: beam.widthDeg })
}

const passOver = (
  state: PeakingState,
  pass: PeakPass,
  { plan, widthDeg }: { plan: PeakPassPlan; widthDeg: number },
): Plan => {
  const count = peakPasses(widthDeg).length
  const { fit, flaw } = fitPeak(pass.points, widthDeg)
  const { pass: _pass, ...rest } = state
  const passes = [...state.passes, fit ? { ...pass, fit } : pass]
  // The first passes only find the middle.
  const isSearch = passes.length <= count / 2
  if (flaw && !(isSearch && flaw === 'unsure')) return failed({ ...rest, passes }, { because: flaw })
  const moved = (fit?.peakDeg ?? 0) - onAxis(state.centre, plan.axis)
  const centre = alongAxis(state.centre, plan.axis, moved)
  const next: PeakingState = { ...rest, passes, centre }
  if (passes.length < count) return { state: next, actions: [], reasons: [] }
  const told = `the carrier is best ${centre.azimuthDeg.toFixed(2)}° across and ${centre.elevationDeg.toFixed(2)}° up of the aim`
  return { state: { ...next, verdict: { isFound: true } }, actions: [], reasons: [told] }
}
