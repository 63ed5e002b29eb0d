import { type MonotonicMs, toRad } from '../../hal/units.ts'
import {
  type Across,
  type BiasEstimate,
  biasAtStart,
  type CarrierNews,
  type CarrierReading,
  carrierDb,
  observed,
  pointingSigmaDeg,
  type SightLine,
  wandered,
  withCarrier,
  withSatellite,
} from '../domain/bias-filter.ts'
import type { Planned } from './planned.ts'

/** The satellite in the terminal's axes, with what its carrier has to be corrected by. */
export interface LearningSight extends SightLine {
  satellite: string
  rangeKm: number
  /** One sigma of how far it is ahead of its elements, s. */
  aheadSigmaS: number
  /** The same of one that has manoeuvred since; 0 where that cannot be. */
  manoeuvredSigmaS: number
}

/** What learning goes by; what is unknown is absent. */
export interface LearningObservation {
  isAiming: boolean
  isLocked: boolean
  /** The modem's last word on its carrier. */
  carrier?: { db: number; atMs: number }
  sight?: LearningSight
  beam: {
    widthDeg: number
    /** Error + 2σ beyond this mute. */
    pointingLimitDeg: number
    /** How long a step takes to arrive, ms. */
    settleMs: number
    /** A flat array loses by the sine of the elevation above its plane to this power; 0 for a dish. */
    scanLossExponent: number
    /** From an aim to the middle of what it holds for, ms. */
    halfPeriodMs: number
  }
}

interface Step {
  sinceMs: number
  beside: Across
}

/** What learning remembers. */
export interface LearningState {
  estimate: BiasEstimate
  /** The same under the belief that the satellite has manoeuvred since its elements, and the log of the odds for it. */
  rival?: { estimate: BiasEstimate; logOdds: number }
  /** The last steps of the dither, the present one last. */
  steps: readonly Step[]
  turn: number
  isLearnt: boolean
  satellite?: string
  satelliteSinceMs?: number
  isCarrierKnown: boolean
  readAtMs: number
  /** How often the modem tells of its carrier, a mean that forgets. */
  intervalMs: number
  wanderedAtMs?: number
  /** When learning began. */
  startedAtMs?: number
  keptAtMs?: number
  oddReadings: number
  /** Readings of the present satellite, and when the first of them was taken in. */
  readings: number
  readSinceMs?: number
  /** What this one gives, a mean over its first seconds, dB. */
  heardDb?: number
  /** What satellites give at best aim, as a rule, dB. */
  usualDb?: number
  /** This one gives less: it may not be where its elements have it. */
  isDoubted: boolean
}

/** `keep`: what was learnt is worth being written. */
export type LearningAction = { do: 'keep' }

type Plan = Planned<LearningState, LearningAction>

/** Without anything learnt before, or with it. */
export const learningFrom = (estimate: BiasEstimate = biasAtStart): LearningState => ({
  estimate,
  steps: [],
  turn: 0,
  isLearnt: false,
  isCarrierKnown: false,
  readAtMs: 0,
  intervalMs: USUAL_INTERVAL_MS,
  oddReadings: 0,
  readings: 0,
  isDoubted: false,
})

/** Opposite points one after the other, then in the other order: what drifts evenly cancels. Degrees round the aim. */
const TURNS_DEG = [0, 180, 90, 270, 180, 0, 270, 90]
/** A modem that tells nothing of its carrier is not dithered for. */
const CARRIER_HOLDS_MS = 10_000
/**
 * A modem that tells of its carrier more often than this is given time for four readings: quick steps are not misled by what fades slowly.
 * Of any other each reading is of another side.
 */
const OFTEN_MS = 400
const READINGS_A_STEP = 4
/** Until it has told some. */
const USUAL_INTERVAL_MS = 1_000
const INTERVAL_SHARE = 0.2
/** Of the width of the beam: 1.2 dB to search with, 0.1 dB to stay with; and of the limit, so that the dither never mutes. */
const COARSE_SHARE = 0.12
const FINE_SHARE = 0.025
const LIMIT_SHARE = 1 / 6
const STEPS_KEPT = 4
/** Learnt at the first, no longer from the second on: of the beam's width, one sigma. */
const LEARNT_SHARE = 0.018
const FORGOTTEN_SHARE = 0.035
/**
 * A modem's C/N: 0.3 dB of noise and a tenth of rounding. Part of the noise lasts for some tenths of a second: to who is told often that
 * part is the carrier's own wandering.
 */
const CARRIER_NOISE = {
  seldom: { sigmaDb: 0.32, wandersDbPerRootS: 0.03 },
  often: { sigmaDb: 0.25, wandersDbPerRootS: 0.15 },
} as const
/**
 * How fast what an aim foresaw of a swaying coach goes wrong until the next, one sigma. Chosen so that readings are off by what is expected of them,
 * at two aims a second and at twenty.
 */
const SWAYS_DEG_PER_S = 0.8
/** A modem measures for up to so long before it tells. */
const MEASURED_MS = 100
/** Readings soon after one another err alike: each counts for so much when beliefs are weighed. */
const EVIDENCE = { seldom: 1, often: 0.2 } as const
/** In the first minutes motion parts warm up and navigation finds their errors: the tilt wanders so many times as fast. */
const UNREST = { times: 4, lastsMs: 200_000 } as const
/** A handover is over by then. */
const SETTLED_AFTER_MS = 1_500
/** Something stood in the way. */
const ODD_SIGMAS = 4
const ODD_READINGS = 3
const REFERENCE_RANGE_KM = 1_200
/** One in so many satellites; and believed when it is as likely as e to the second. */
const MANOEUVRED_SHARE = 0.01
const BELIEVED_LOG_ODDS = 1
const REFUTED_LOG_ODDS = -6
const DOUBT_AFTER_MS = 12_000
/** Searched for so long with the wide dither, whatever was there is found. */
const DOUBT_LASTS_MS = 20_000
const DOUBTFUL_DB = 0.15
const USUAL_SHARE_PER_S = 0.01
const KEEP_EVERY_MS = 10 * 60_000

/** The dither that holds now, across the line of sight. */
export const ditherOf = ({ steps }: LearningState): Across => steps.at(-1)?.beside ?? NO_STEP

const NO_STEP: Across = { azimuthDeg: 0, elevationDeg: 0 }

/** Steps the beam about its aim and learns from what the carrier does how the terminal sits. */
export const planBiasLearning = (state: LearningState, seen: LearningObservation, nowMs: MonotonicMs): Plan => {
  const { sight } = seen
  if (!seen.isAiming || !sight) return { state: atRest(state), actions: [], reasons: [] }
  const followed = follow(state, sight, nowMs)
  const isHeard = seen.isLocked && seen.carrier !== undefined && nowMs - seen.carrier.atMs <= CARRIER_HOLDS_MS
  if (!isHeard) return { state: atRest({ ...followed, isCarrierKnown: false }), actions: [], reasons: [] }
  const stepped = step(followed, { ...seen, sight }, nowMs)
  const { carrier } = seen
  const isNew = carrier !== undefined && carrier.atMs > stepped.readAtMs
  return isNew ? read(stepped, { ...seen, sight, carrier }, nowMs) : { state: stepped, actions: [], reasons: [] }
}

const atRest = (state: LearningState): LearningState => (state.steps.length === 0 ? state : { ...state, steps: [] })

const follow = (state: LearningState, sight: LearningSight, nowMs: number): LearningState => {
  if (state.satellite === sight.satellite) return state
  const { readSinceMs: _since, heardDb: _heard, ...rest } = state
  return {
    ...rest,
    estimate: withSatellite(state.estimate, sight.aheadSigmaS),
    ...(sight.manoeuvredSigmaS > 0 && { rival: rivalOf(state.estimate, sight.manoeuvredSigmaS) }),
    satellite: sight.satellite,
    satelliteSinceMs: nowMs,
    isCarrierKnown: false,
    steps: [],
    readings: 0,
    isDoubted: false,
  }
}

const rivalOf = (estimate: BiasEstimate, sigmaS: number) => ({
  estimate: withSatellite(estimate, sigmaS),
  logOdds: Math.log(MANOEUVRED_SHARE),
})

type Sighted = LearningObservation & { sight: LearningSight }

const step = (state: LearningState, seen: Sighted, nowMs: number): LearningState => {
  const { beam } = seen
  const last = state.steps.at(-1)
  if (last && !isOver(last, { state, seen }, nowMs)) return state
  const share = state.isLearnt ? FINE_SHARE : COARSE_SHARE
  const amplitudeDeg = Math.min(share * beam.widthDeg, LIMIT_SHARE * beam.pointingLimitDeg)
  const angle = toRad(TURNS_DEG[state.turn % TURNS_DEG.length] ?? 0)
  const beside = { azimuthDeg: amplitudeDeg * Math.cos(angle), elevationDeg: amplitudeDeg * Math.sin(angle) }
  const steps = [...state.steps.slice(1 - STEPS_KEPT), { sinceMs: nowMs, beside }]
  return { ...state, steps, turn: state.turn + 1 }
}

/** It has lasted, and where readings come seldom one of them was all of it. */
const isOver = (
  { sinceMs }: Step,
  { state, seen: { beam, carrier } }: { state: LearningState; seen: Sighted },
  nowMs: number,
): boolean => {
  const settledMs = settledAfterMs(state, beam)
  if (isTold(state)) return nowMs - sinceMs >= Math.max(2 * settledMs, READINGS_A_STEP * state.intervalMs)
  return nowMs - sinceMs >= 2 * settledMs && carrier !== undefined && carrier.atMs - sinceMs >= settledMs
}

/** Its modem tells of the carrier often. */
const isTold = ({ intervalMs }: LearningState): boolean => intervalMs <= OFTEN_MS

/** From a step to a reading that is all of it. */
const settledAfterMs = ({ intervalMs }: LearningState, beam: LearningObservation['beam']): number =>
  beam.settleMs + Math.min(MEASURED_MS, intervalMs)

/** The step that held, and had arrived, when the carrier was measured. */
const stepAt = ({ steps }: LearningState, atMs: number, settleMs: number): Step | undefined => {
  const found = steps.findLast(({ sinceMs }) => sinceMs < atMs)
  return found && atMs - found.sinceMs >= settleMs ? found : undefined
}

/** The carrier as if the satellite were at one range and straight above the array. */
export const levelled = (
  db: number,
  {
    sight,
    beam,
  }: {
    sight: Pick<LearningSight, 'direction' | 'rangeKm'>
    beam: Pick<LearningObservation['beam'], 'scanLossExponent'>
  },
  beside: Across,
): number => {
  const elevationDeg = sight.direction.elevationDeg + beside.elevationDeg
  const scanDb = -10 * beam.scanLossExponent * Math.log10(Math.max(0.05, Math.sin(toRad(elevationDeg))))
  return db + 20 * Math.log10(sight.rangeKm / REFERENCE_RANGE_KM) + scanDb
}

/** What swaying between two aims does to the carrier of a beam that is beside its satellite, dB, one sigma. */
const swayDb = (
  { azimuthDeg, elevationDeg }: Across,
  { lossDbPerDeg2, halfPeriodMs }: { lossDbPerDeg2: number; halfPeriodMs: number },
): number => {
  const swayDeg = (SWAYS_DEG_PER_S * halfPeriodMs) / 1000
  return lossDbPerDeg2 * Math.hypot(2 * swayDeg * Math.hypot(azimuthDeg, elevationDeg), Math.SQRT2 * swayDeg ** 2)
}

/** What came late, as after a loss of lock, says nothing of it. */
const intervalTo = (atMs: number, { readAtMs, intervalMs }: LearningState): number => {
  const lastedMs = Math.min(CARRIER_HOLDS_MS, atMs - readAtMs)
  return lastedMs === CARRIER_HOLDS_MS ? intervalMs : intervalMs + INTERVAL_SHARE * (lastedMs - intervalMs)
}

const read = (state: LearningState, seen: Sighted & { carrier: { db: number; atMs: number } }, nowMs: number): Plan => {
  const { carrier, sight, beam } = seen
  const before: LearningState = { ...state, readAtMs: carrier.atMs, intervalMs: intervalTo(carrier.atMs, state) }
  const held = stepAt(state, carrier.atMs, settledAfterMs(state, beam))
  const isSettled = carrier.atMs - (state.satelliteSinceMs ?? nowMs) >= SETTLED_AFTER_MS
  if (!held || !isSettled) return { state: before, actions: [], reasons: [] }
  const db = levelled(carrier.db, seen, held.beside)
  const { startedAtMs = nowMs } = state
  const { sigmaDb, wandersDbPerRootS } = CARRIER_NOISE[isTold(state) ? 'often' : 'seldom']
  const lossDbPerDeg2 = 12 / beam.widthDeg ** 2
  const reading: CarrierReading = {
    db,
    sigmaDb: Math.hypot(sigmaDb, swayDb(held.beside, { lossDbPerDeg2, halfPeriodMs: beam.halfPeriodMs })),
    beside: held.beside,
    aimed: state.estimate,
    lossDbPerDeg2,
  }
  const weigh = (estimate: BiasEstimate): CarrierNews => {
    const rested = wandered(estimate, (nowMs - (state.wanderedAtMs ?? nowMs)) / 1000, {
      tilt: unrestAfter(nowMs - startedAtMs),
      carrierDbPerRootS: wandersDbPerRootS,
    })
    return observed(state.isCarrierKnown ? rested : withCarrier(rested, db), sight, reading)
  }
  const news = weigh(state.estimate)
  const waited: LearningState = { ...before, wanderedAtMs: nowMs, startedAtMs, isCarrierKnown: true }
  if (state.isCarrierKnown && news.offDb ** 2 > ODD_SIGMAS ** 2 * news.varianceDb2) return odd(waited)
  const rival = state.rival && { before: state.rival, news: weigh(state.rival.estimate) }
  const next = { ...waited, estimate: news.estimate, oddReadings: 0, readings: state.readings + 1 }
  return judged(doubted(rival ? believed(next, news, rival) : next, nowMs), seen, nowMs)
}

/** A carrier that is weaker than others' have been is a reason to look: a beam half a degree beside its satellite loses 0.3 dB. */
const doubted = (state: LearningState, nowMs: number): LearningState => {
  const db = carrierDb(state.estimate)
  const { usualDb = db, readSinceMs = nowMs, intervalMs } = state
  const readForMs = nowMs - readSinceMs
  const { heardDb = db } = state
  if (readForMs < DOUBT_AFTER_MS)
    return { ...state, readSinceMs, heardDb: heardDb + (db - heardDb) / Math.max(1, state.readings) }
  const isFirst = readForMs < DOUBT_AFTER_MS + intervalMs
  if (isFirst && state.rival && heardDb < usualDb - DOUBTFUL_DB) return { ...state, isDoubted: true }
  if (state.isDoubted && readForMs > DOUBT_AFTER_MS + DOUBT_LASTS_MS) return settled(state)
  if (state.isDoubted || !state.isLearnt) return state
  return { ...state, usualDb: usualDb + USUAL_SHARE_PER_S * (intervalMs / 1000) * (db - usualDb) }
}

/** Goes on without another belief. */
const settled = ({ rival: _, ...rest }: LearningState): LearningState => ({ ...rest, isDoubted: false })

const unrestAfter = (ms: number): number => 1 + (UNREST.times - 1) * Math.exp(-ms / UNREST.lastsMs)

const logLikelihood = ({ offDb, varianceDb2 }: CarrierNews): number =>
  -(offDb ** 2 / varianceDb2 + Math.log(varianceDb2)) / 2

/** Goes over to the belief that the satellite has manoeuvred when the readings say so. */
const believed = (
  state: LearningState,
  news: CarrierNews,
  rival: { before: { logOdds: number }; news: CarrierNews },
): LearningState => {
  const evidence = EVIDENCE[isTold(state) ? 'often' : 'seldom']
  const logOdds = rival.before.logOdds + evidence * (logLikelihood(rival.news) - logLikelihood(news))
  if (logOdds > BELIEVED_LOG_ODDS) return { ...settled(state), estimate: rival.news.estimate, isLearnt: false }
  if (logOdds < REFUTED_LOG_ODDS) return settled(state)
  return { ...state, rival: { estimate: rival.news.estimate, logOdds } }
}

/** One odd reading is left out; several in a row are a carrier of another strength. */
const odd = (state: LearningState): Plan => {
  const oddReadings = state.oddReadings + 1
  const isOther = oddReadings >= ODD_READINGS
  const next = { ...state, oddReadings: isOther ? 0 : oddReadings, isCarrierKnown: !isOther }
  return { state: next, actions: [], reasons: [] }
}

const judged = (state: LearningState, { sight, beam }: Sighted, nowMs: number): Plan => {
  const sigmaDeg = pointingSigmaDeg(state.estimate, sight)
  const limitDeg = (state.isLearnt ? FORGOTTEN_SHARE : LEARNT_SHARE) * beam.widthDeg
  const isLearnt = sigmaDeg <= limitDeg && !state.isDoubted
  const reasons =
    isLearnt && state.keptAtMs === undefined
      ? [`the signal shows how the terminal sits to ${sigmaDeg.toFixed(2)}°`]
      : []
  const isDue = isLearnt && nowMs - (state.keptAtMs ?? Number.NEGATIVE_INFINITY) >= KEEP_EVERY_MS
  const next = { ...state, isLearnt, ...(isDue && { keptAtMs: nowMs }) }
  return { state: next, actions: isDue ? [{ do: 'keep' }] : [], reasons }
}
