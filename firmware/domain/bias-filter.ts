import { toRad } from '../../hal/units.ts'
import type { Direction, Mounting } from './frames.ts'

/** Across the line of sight, degrees of arc: clockwise along the horizon of the frame, and upwards. */
export interface Across {
  azimuthDeg: number
  elevationDeg: number
}

/** Places of the states: three turns of the terminal (degrees), the body's roll per degree that its sensor is warmer (degrees/°C), seconds that the satellite is ahead of its elements, the carrier at best aim (dB). */
const at = { roll: 0, pitch: 1, yaw: 2, slope: 3, ahead: 4, carrier: 5 } as const
const STATES = 6

/** How a terminal sits against its drawing and what its satellite gives: means and covariance of a Kalman filter. */
export interface BiasEstimate {
  readonly means: readonly number[]
  /** Row by row. */
  readonly covariance: readonly number[]
}

/** What a fitter leaves, one sigma, degrees. */
const FITTED_SIGMA_DEG = { yaw: 0.7, tilt: 0.5 }
/** Half a thousandth of g for each degree: what cheap accelerometers are sold with. */
const SLOPE_SIGMA_DEG_PER_C = 0.03
/** More than this is not learnt but mended. */
export const MOST_LEARNT_DEG: Mounting = { yawDeg: 3, pitchDeg: 2, rollDeg: 2 }
/** The level drifts with the temperature of its sensor: the bias follows, degrees in the root of a second. */
const WANDERS_DEG_PER_ROOT_S = { roll: 0.0025, pitch: 0.002, yaw: 0.0015 }
/** A carrier of which nothing is known yet. */
const CARRIER_SIGMA_DB = 10

const cell = (row: number, column: number): number => row * STATES + column

/** Nothing learnt yet: the terminal sits as drawn, as well as fitters work. */
export const biasAtStart: BiasEstimate = {
  means: [0, 0, 0, 0, 0, 0],
  covariance: Array.from({ length: STATES * STATES }, (_, index) => {
    const row = index % (STATES + 1) === 0 ? index / (STATES + 1) : undefined
    if (row === at.roll || row === at.pitch) return FITTED_SIGMA_DEG.tilt ** 2
    if (row === at.yaw) return FITTED_SIGMA_DEG.yaw ** 2
    return row === at.slope ? SLOPE_SIGMA_DEG_PER_C ** 2 : 0
  }),
}

/** The terminal's turns as they are now. */
export const mountingOf = ({ means }: BiasEstimate, warmth: Warmth): Mounting => {
  const rolledDeg = (means[at.slope] ?? 0) * warmth.warmerC
  return {
    rollDeg: (means[at.roll] ?? 0) + rolledDeg * Math.cos(toRad(warmth.yawDeg)),
    pitchDeg: (means[at.pitch] ?? 0) - rolledDeg * Math.sin(toRad(warmth.yawDeg)),
    yawDeg: means[at.yaw] ?? 0,
  }
}

/** How much warmer than its calibration the sensor is by which the body's roll is known, and how the terminal is turned to the body. */
export interface Warmth {
  warmerC: number
  yawDeg: number
}

/** The turns of a terminal with their covariance, row by row: what outlives a restart. */
export interface KeptTurns {
  turnsDeg: readonly [roll: number, pitch: number, yaw: number]
  rollDegPerC: number
  covarianceDeg2: readonly number[]
}

/** Roof and mount may have been touched since, and the sensors are others when they are cold. */
const RESTART_SIGMA_DEG = 0.15

export const turnsOf = ({ means, covariance }: BiasEstimate): KeptTurns => ({
  turnsDeg: [means[at.roll] ?? 0, means[at.pitch] ?? 0, means[at.yaw] ?? 0],
  rollDegPerC: means[at.slope] ?? 0,
  covarianceDeg2: [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => covariance[cell(row, column)] ?? 0)),
})

/** An estimate from kept turns, a little less sure of them. */
export const biasFromTurns = ({ turnsDeg, rollDegPerC, covarianceDeg2 }: KeptTurns): BiasEstimate => ({
  means: [...turnsDeg, rollDegPerC, 0, 0],
  covariance: biasAtStart.covariance.map((first, index) => {
    const [row, column] = [Math.floor(index / STATES), index % STATES]
    if (row > at.yaw || column > at.yaw) return first
    return (covarianceDeg2[3 * row + column] ?? 0) + (row === column ? RESTART_SIGMA_DEG ** 2 : 0)
  }),
})

/** How far the satellite is ahead of its elements, s. */
export const aheadS = ({ means }: BiasEstimate): number => means[at.ahead] ?? 0

/** The carrier that a perfect aim would give, dB. */
export const carrierDb = ({ means }: BiasEstimate): number => means[at.carrier] ?? 0

const isolated = (estimate: BiasEstimate, state: number, { mean, sigma }: { mean: number; sigma: number }) => ({
  means: estimate.means.map((value, index) => (index === state ? mean : value)),
  covariance: estimate.covariance.map((value, index) => {
    const [row, column] = [Math.floor(index / STATES), index % STATES]
    if (row !== state && column !== state) return value
    return row === column ? sigma ** 2 : 0
  }),
})

/** Another satellite: where it is ahead of its elements, and what it gives, is not known. */
export const withSatellite = (estimate: BiasEstimate, aheadSigmaS: number): BiasEstimate =>
  withCarrier(isolated(estimate, at.ahead, { mean: 0, sigma: aheadSigmaS }), 0)

/** The carrier begins anew, about a first value. */
export const withCarrier = (estimate: BiasEstimate, firstDb: number): BiasEstimate =>
  isolated(estimate, at.carrier, { mean: firstDb, sigma: CARRIER_SIGMA_DB })

/** How things wander: the tilt, so many times as fast as usual; the carrier, with weather, with what corrections leave, with noise that lasts. */
interface Wanders {
  tilt: number
  carrierDbPerRootS: number
}

/** Time has passed. */
export const wandered = (
  estimate: BiasEstimate,
  seconds: number,
  { tilt, carrierDbPerRootS }: Wanders,
): BiasEstimate => {
  const { roll, pitch, yaw } = WANDERS_DEG_PER_ROOT_S
  const rates = [tilt * roll, tilt * pitch, yaw, 0, 0, carrierDbPerRootS]
  return {
    means: estimate.means,
    covariance: estimate.covariance.map((value, index) =>
      index % (STATES + 1) === 0 ? value + (rates[index / (STATES + 1)] ?? 0) ** 2 * seconds : value,
    ),
  }
}

/** How a satellite stands to the terminal: in its own axes, and how it moves across the line of sight, degrees a second. */
export interface SightLine {
  direction: Direction
  rate: Across
  warmth: Warmth
}

/** What a turn of the terminal by a degree, and a second of the satellite, move the boresight against the satellite by. */
const rowsOf = ({ direction, rate, warmth }: SightLine): { azimuth: number[]; elevation: number[] } => {
  const [azimuth, elevation] = [toRad(direction.azimuthDeg), toRad(direction.elevationDeg)]
  const [sinA, cosA] = [Math.sin(azimuth), Math.cos(azimuth)]
  const [sinE, cosE] = [Math.sin(elevation), Math.cos(elevation)]
  const yaw = toRad(warmth.yawDeg)
  const rolled = (roll: number, pitch: number): number =>
    warmth.warmerC * (roll * Math.cos(yaw) - pitch * Math.sin(yaw))
  return {
    azimuth: [sinE * cosA, sinE * sinA, cosE, rolled(sinE * cosA, sinE * sinA), -rate.azimuthDeg, 0],
    elevation: [-sinA, cosA, 0, rolled(-sinA, cosA), -rate.elevationDeg, 0],
  }
}

const timesCovariance = ({ covariance }: BiasEstimate, row: readonly number[]): number[] =>
  row.map((_, column) => row.reduce((sum, factor, index) => sum + factor * (covariance[cell(index, column)] ?? 0), 0))

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

/** One sigma of what the terminal's turns and the satellite's lead leave of the pointing, degrees, by its worse axis. */
export const pointingSigmaDeg = (estimate: BiasEstimate, sight: SightLine): number => {
  const { azimuth, elevation } = rowsOf(sight)
  const variance = (row: readonly number[]): number => dot(row, timesCovariance(estimate, row))
  return Math.sqrt(Math.max(0, variance(azimuth), variance(elevation)))
}

/** A reading of the carrier with the beam so far beside its best aim. */
export interface CarrierReading {
  db: number
  sigmaDb: number
  beside: Across
  /** What that aim went by: another estimate expects the satellite elsewhere. */
  aimed: BiasEstimate
  /** Loss of the beam in dB for a degree beside its middle; it grows with the square. */
  lossDbPerDeg2: number
}

/**
 * A reading that is further off than this has more of an error than its kind has as a rule: it is taken for as noisy as makes it this far off, so
 * that what it says counts less the further off it is (chosen).
 */
const DOUBTED_SIGMAS = 2

/** What a reading says beyond what was expected: dB, and its variance. */
export interface CarrierNews {
  estimate: BiasEstimate
  offDb: number
  varianceDb2: number
}

const within = (value: number, most: number): number => Math.max(-most, Math.min(most, value))

const bounded = (means: readonly number[]): number[] =>
  means.map((value, index) => {
    if (index === at.yaw) return within(value, MOST_LEARNT_DEG.yawDeg)
    if (index === at.pitch) return within(value, MOST_LEARNT_DEG.pitchDeg)
    return index === at.roll ? within(value, MOST_LEARNT_DEG.rollDeg) : value
  })

/**
 * Takes in one reading: a beam that is dithered about its aim gains on the side on which the satellite is. Off the aim by e and dithered by d it
 * gives c − k|e + d|²; what e alone takes away is counted as the carrier's, so that what is left is linear in e and no wild first guess misleads.
 */
export const observed = (estimate: BiasEstimate, sight: SightLine, reading: CarrierReading): CarrierNews => {
  const { beside, aimed, lossDbPerDeg2: loss } = reading
  const rows = rowsOf(sight)
  const terms = rows.azimuth.map(
    (azimuth, index) => -2 * loss * (beside.azimuthDeg * azimuth + beside.elevationDeg * (rows.elevation[index] ?? 0)),
  )
  const aside = estimate.means.map((mean, index) => mean - (aimed.means[index] ?? 0))
  const expectedDb =
    carrierDb(estimate) - loss * (beside.azimuthDeg ** 2 + beside.elevationDeg ** 2) + dot(terms, aside)
  terms[at.carrier] = 1
  const offDb = reading.db - expectedDb
  const spread = timesCovariance(estimate, terms)
  const varianceDb2 = dot(terms, spread) + reading.sigmaDb ** 2
  const doubtedDb2 = Math.max(varianceDb2, (offDb / DOUBTED_SIGMAS) ** 2)
  const means = estimate.means.map((value, index) => value + ((spread[index] ?? 0) * offDb) / doubtedDb2)
  const covariance = estimate.covariance.map((value, index) => {
    const [row, column] = [Math.floor(index / STATES), index % STATES]
    return value - ((spread[row] ?? 0) * (spread[column] ?? 0)) / doubtedDb2
  })
  return { estimate: { means: bounded(means), covariance }, offDb, varianceDb2 }
}

const sigmaOf = ({ covariance }: BiasEstimate, state: number): number =>
  Math.sqrt(Math.max(0, covariance[cell(state, state)] ?? 0))

/** The terminal's yaw with one sigma, degrees. */
export const yawOf = (estimate: BiasEstimate): { yawDeg: number; sigmaDeg: number } => ({
  yawDeg: estimate.means[at.yaw] ?? 0,
  sigmaDeg: sigmaOf(estimate, at.yaw),
})

/** One sigma of each turn of the terminal. */
export const turnSigmasOf = (estimate: BiasEstimate): Mounting => ({
  yawDeg: sigmaOf(estimate, at.yaw),
  pitchDeg: sigmaOf(estimate, at.pitch),
  rollDeg: sigmaOf(estimate, at.roll),
})

/** Beyond what is learnt: it is mended, or drawn anew. */
export const isBeyondLearning = ({ means }: BiasEstimate): boolean =>
  bounded(means).some((value, index) => value !== means[index])

/** The turns as unsure as a terminal's that has just been fitted, about the same means. */
export const asFitted = (estimate: BiasEstimate): BiasEstimate => ({
  ...estimate,
  covariance: estimate.covariance.map((value, index) => {
    const [row, column] = [Math.floor(index / STATES), index % STATES]
    return row > at.yaw && column > at.yaw ? value : (biasAtStart.covariance[index] ?? 0)
  }),
})

/** The turns a little less sure, as after a restart. */
export const lessSure = (estimate: BiasEstimate): BiasEstimate => ({
  ...estimate,
  covariance: estimate.covariance.map((value, index) =>
    index % (STATES + 1) === 0 && index / (STATES + 1) <= at.yaw ? value + RESTART_SIGMA_DEG ** 2 : value,
  ),
})

/** Where, along one axis across the line of sight, the carrier was best beside an aim; one sigma. Degrees. */
export interface PeakAside {
  axis: 'azimuth' | 'elevation'
  sight: SightLine
  peakDeg: number
  sigmaDeg: number
}

/** What a peak says beyond what was expected of it, degrees, and its variance. */
export interface PeakNews {
  estimate: BiasEstimate
  offDeg: number
  varianceDeg2: number
}

/** Takes in a peak that was found beside an aim by `aimed`. Not bounded: who asks judges whether it is to be mended. */
export const withPeak = (estimate: BiasEstimate, aimed: BiasEstimate, peak: PeakAside): PeakNews => {
  const row = rowsOf(peak.sight)[peak.axis]
  const aside = estimate.means.map((mean, index) => mean - (aimed.means[index] ?? 0))
  // Turned too far to one side, the terminal finds its satellite on the other.
  const offDeg = -peak.peakDeg - dot(row, aside)
  const spread = timesCovariance(estimate, row)
  const varianceDeg2 = dot(row, spread) + peak.sigmaDeg ** 2
  const means = estimate.means.map((value, index) => value + ((spread[index] ?? 0) * offDeg) / varianceDeg2)
  const covariance = estimate.covariance.map((value, index) => {
    const [across, down] = [index % STATES, Math.floor(index / STATES)]
    return value - ((spread[down] ?? 0) * (spread[across] ?? 0)) / varianceDeg2
  })
  return { estimate: { means, covariance }, offDeg, varianceDeg2 }
}

/** The heading that is gone by has been turned by so much: the terminal is seen turned back by it. */
export const withHeadingTurned = (estimate: BiasEstimate, byDeg: number): BiasEstimate => ({
  ...estimate,
  means: bounded(estimate.means.map((value, index) => (index === at.yaw ? value - byDeg : value))),
})

/** The heading that is gone by has become less sure by so much variance: so has where the terminal is seen. */
export const withHeadingDoubt = (estimate: BiasEstimate, byDeg2: number): BiasEstimate => ({
  ...estimate,
  covariance: estimate.covariance.map((value, index) => (index === cell(at.yaw, at.yaw) ? value + byDeg2 : value)),
})
