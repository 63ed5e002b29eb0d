import type { MonotonicMs } from '../../hal/units.ts'
import type { LinkOutage } from '../domain/link-outage.ts'
import { learnUsual, type UsualSignal, usualAt } from '../domain/usual-signal.ts'
import type { Planned } from './planned.ts'

/** What a terminal hears of its satellite in the open, locked and on target; nothing else tells of weather. */
export interface HeardSignal {
  carrierToNoiseDb: number
  elevationDeg: number
}

/** `settling`: a handover, or an aim that is off for a moment; nothing: no lock, or something stands before the satellite. */
type Heard = HeardSignal | 'settling' | undefined

interface FadeSample {
  atMs: MonotonicMs
  /** Below what is usual there, dB. */
  fadeDb: number
  carrierToNoiseDb: number
}

/** A link's signal as it went lately. */
export interface FadeState {
  usual: UsualSignal
  /** A second each, the newest last. */
  samples: readonly FadeSample[]
  /** Since when it shows a fade without a break. */
  fadesSinceMs?: MonotonicMs
  /** What is expected of a fade; absent while there is none. */
  expected?: LinkOutage
  /** Since when what was expected does not show any more. */
  calmSinceMs?: MonotonicMs
}

export type FadeAction = { do: 'expect'; outage: LinkOutage }

export const noFade: FadeState = { usual: {}, samples: [] }

const WINDOW_MS = 60_000
const SAMPLES_AT_LEAST = 40
/** Of a low rate of QPSK 1 to 2 dB are needed, and an aim that sways takes as much again for moments. Chosen. */
const SERVICE_ENDS_DB = 3.5
// Chosen: rain takes some hundredths of a dB in a second (ITU-R P.1623 has 0.1 dB/s as fast at Ku); noise of 0.3 dB makes 0.003 of a minute.
const FADES_DB_PER_S = 0.012
const REMARKABLE_DB = 2
/** So near its end a signal is a bad refuge, whether it falls or not; and this much better is well again. */
const LAST_DB = 1.5
const WELL_DB = 2.5
const WELL_FADE_DB = 1
const WELL_SAMPLES = 6
const CALM_MS = 60_000
/** An aim that is lost in a curve looks like rain for less than this. */
const LASTS_AT_LEAST_MS = 12_000
/** What the estimate of the end may be early by, and how long a shower lasts. */
const EARLY_MS = 12_000
const LASTS_MS = 300_000
const HORIZON_MS = 300_000
const CHANCE = { least: 0.3, most: 0.9 }

interface Slope {
  dbPerS: number
  /** Of the fade at the newest sample, dB. */
  nowDb: number
}

const meanOf = (samples: readonly FadeSample[]): number =>
  samples.reduce((sum, { fadeDb }) => sum + fadeDb, 0) / samples.length

/** Least squares through the fade over time. */
const slopeOf = (samples: readonly FadeSample[]): Slope => {
  const endMs = samples.at(-1)?.atMs ?? 0
  const count = samples.length
  const seconds = samples.map(({ atMs }) => (atMs - endMs) / 1000)
  const meanS = seconds.reduce((sum, one) => sum + one, 0) / count
  const meanDb = meanOf(samples)
  const square = seconds.reduce((sum, one) => sum + (one - meanS) ** 2, 0)
  const product = samples.reduce((sum, { fadeDb }, at) => sum + ((seconds[at] ?? 0) - meanS) * (fadeDb - meanDb), 0)
  const dbPerS = square > 0 ? product / square : 0
  return { dbPerS, nowDb: meanDb - dbPerS * meanS }
}

/** Both halves fall: a step, as of a part of the sky that something takes, is no weather. */
const isSteady = (samples: readonly FadeSample[], { dbPerS }: Slope): boolean => {
  const middle = Math.floor(samples.length / 2)
  const halves = [samples.slice(0, middle), samples.slice(middle)]
  return halves.every((half) => slopeOf(half).dbPerS > dbPerS / 3)
}

const LEVEL_SAMPLES = 15

interface Fade extends Slope {
  /** Until service ends, dB. */
  leftDb: number
  isFalling: boolean
}

const fadeOf = (samples: readonly FadeSample[]): Fade | undefined => {
  const newest = samples.at(-1)
  if (!newest || samples.length < SAMPLES_AT_LEAST) return undefined
  const clearDb = newest.carrierToNoiseDb + newest.fadeDb - SERVICE_ENDS_DB
  const levelDb = meanOf(samples.slice(-LEVEL_SAMPLES))
  if (levelDb < REMARKABLE_DB / 2) return { dbPerS: 0, nowDb: levelDb, leftDb: clearDb - levelDb, isFalling: false }
  const slope = slopeOf(samples)
  const isFalling = slope.dbPerS >= FADES_DB_PER_S && slope.nowDb >= REMARKABLE_DB && isSteady(samples, slope)
  const nowDb = isFalling ? slope.nowDb : levelDb
  return { dbPerS: slope.dbPerS, nowDb, leftDb: clearDb - nowDb, isFalling }
}

/** The more of the margin is gone, the less likely the rest stays. */
const chanceOf = ({ nowDb, leftDb }: Fade): number =>
  Math.min(CHANCE.most, Math.max(CHANCE.least, nowDb / Math.max(0.1, nowDb + leftDb)))

const outageOf = (fade: Fade, nowMs: MonotonicMs): LinkOutage => {
  const inMs = fade.isFalling ? (1000 * Math.max(0, fade.leftDb)) / fade.dbPerS : 0
  const slope = fade.isFalling ? ` and falls by ${fade.dbPerS.toFixed(2)} dB/s` : ''
  return {
    fromMs: nowMs + Math.max(0, inMs - EARLY_MS),
    toMs: nowMs + inMs + LASTS_MS,
    chance: chanceOf(fade),
    cause: `weather: the signal is ${fade.nowDb.toFixed(1)} dB weaker than usual${slope}`,
  }
}

const withSample = (state: FadeState, heard: Heard, nowMs: MonotonicMs): FadeState => {
  // What came before a loss says nothing of what follows: the aim may have been lost as well.
  if (!heard) return state.samples.length === 0 ? state : { ...state, samples: [] }
  const kept = state.samples.filter(({ atMs }) => nowMs - atMs < WINDOW_MS)
  if (heard === 'settling') return kept.length === state.samples.length ? state : { ...state, samples: kept }
  const { carrierToNoiseDb, elevationDeg } = heard
  const expectedDb = usualAt(state.usual, elevationDeg)
  // What weather makes of a signal is not learnt as usual.
  const isOrdinary = expectedDb === undefined || (!state.expected && expectedDb - carrierToNoiseDb < REMARKABLE_DB)
  const usual = isOrdinary ? learnUsual(state.usual, elevationDeg, carrierToNoiseDb) : state.usual
  if (expectedDb === undefined) return { ...state, usual, samples: kept }
  return {
    ...state,
    usual,
    samples: [...kept, { atMs: nowMs, fadeDb: expectedDb - carrierToNoiseDb, carrierToNoiseDb }],
  }
}

/**
 * What is expected holds until it has not shown for a minute, so that a falter of the slope changes nothing; or until the signal is as it
 * usually is.
 */
const withExpected = (state: FadeState, fade: Fade | undefined, nowMs: MonotonicMs): FadeState => {
  const { expected, calmSinceMs: before, fadesSinceMs, ...rest } = state
  const enoughDb = expected ? WELL_DB : LAST_DB
  const isLast = fade !== undefined && fade.nowDb >= REMARKABLE_DB && fade.leftDb < enoughDb
  if (fade && (fade.isFalling || isLast)) {
    const sinceMs = fadesSinceMs ?? nowMs
    const isLasting = expected !== undefined || nowMs - sinceMs >= LASTS_AT_LEAST_MS
    return { ...rest, fadesSinceMs: sinceMs, ...(isLasting && { expected: outageOf(fade, nowMs) }) }
  }
  if (!expected) return fadesSinceMs === undefined ? state : rest
  const calmSinceMs = before ?? nowMs
  const isWell = fade !== undefined && meanOf(state.samples.slice(-WELL_SAMPLES)) < WELL_FADE_DB
  return isWell || nowMs - calmSinceMs >= CALM_MS ? rest : { ...rest, expected, calmSinceMs }
}

const reasonsOf = ({ expected: before }: FadeState, { expected: after }: FadeState): string[] => {
  if (!before && after) return [after.cause]
  return before && !after ? ['weather: its signal weakens no more'] : []
}

/**
 * Finds weather by a signal that gets weak without being lost, and says when service ends if it goes on so. Called about once a second, handovers
 * and blockage leave no trace.
 */
export const planFade = (before: FadeState, heard: Heard, nowMs: MonotonicMs): Planned<FadeState, FadeAction> => {
  const sampled = withSample(before, heard, nowMs)
  const state = withExpected(sampled, fadeOf(sampled.samples), nowMs)
  const { expected } = state
  const isNear = expected !== undefined && expected.fromMs - nowMs <= HORIZON_MS
  return { state, actions: isNear ? [{ do: 'expect', outage: expected }] : [], reasons: reasonsOf(before, state) }
}
