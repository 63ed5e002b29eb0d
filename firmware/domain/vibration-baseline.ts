type Triple = readonly [x: number, y: number, z: number]

/** What is usual for one part in one bin of speed, axis by axis: means and scatter of logarithms, over `count` looks of 5 s. */
export interface UsualVibration {
  count: number
  lnRms: Triple
  /** Of `lnRms`. */
  variance: Triple
  lnHigh: Triple
  crest: Triple
}

/** What is usual for one part; how it hangs, as gravity's direction while it rides. */
export interface VibrationBaseline {
  bins: readonly (UsualVibration | null)[]
  gravity: { count: number; meanG: Triple }
}

/** A look at a riding part, as far as it is compared. */
export interface ComparedVibration {
  rmsG: Triple
  /** In the upper octave of what the sensor sees. */
  highG: Triple
  crest: Triple
  gravityG: Triple
}

/** Two minutes in a bin of speed are enough to compare; from an hour on it is fixed, so that what grows slowly is seen. */
const READY_COUNT = 24
const FULL_COUNT = 720
/** The mean of five minutes of curves and grades says how a part hangs. */
const GRAVITY_READY_COUNT = 60
const GRAVITY_FULL_COUNT = 240

const BIN_MPS = 5
const SLOWEST_MPS = 2.5
const BINS = 12
/** Below any part's noise. */
const LEAST_G = 1e-6

/** Nothing learnt yet. */
export const noBaseline: VibrationBaseline = {
  bins: new Array<null>(BINS).fill(null),
  gravity: { count: 0, meanG: [0, 0, 0] },
}

/** The bin of a speed; `undefined` for a train that stands: what people and doors do has no usual. */
export const speedBin = (speedMps: number): number | undefined =>
  speedMps < SLOWEST_MPS ? undefined : Math.min(BINS - 1, Math.floor(speedMps / BIN_MPS))

/** What is usual at a speed, once enough was seen of it. */
export const usualAt = (baseline: VibrationBaseline, speedMps: number): UsualVibration | undefined => {
  const bin = speedBin(speedMps)
  const usual = bin === undefined ? null : baseline.bins[bin]
  return usual && usual.count >= READY_COUNT ? usual : undefined
}

/** How the part hangs, once enough was seen. */
export const usualGravityG = ({ gravity }: VibrationBaseline): Triple | undefined =>
  gravity.count >= GRAVITY_READY_COUNT ? gravity.meanG : undefined

const each = (make: (axis: 0 | 1 | 2) => number): Triple => [make(0), make(1), make(2)]
const ln = (valueG: number): number => Math.log(Math.max(LEAST_G, valueG))
const mixed = (old: Triple, fresh: Triple, share: number): Triple =>
  each((axis) => old[axis] + share * (fresh[axis] - old[axis]))

const first = (seen: ComparedVibration): UsualVibration => ({
  count: 1,
  lnRms: each((axis) => ln(seen.rmsG[axis])),
  variance: [0, 0, 0],
  lnHigh: each((axis) => ln(seen.highG[axis])),
  crest: seen.crest,
})

/** Running mean and variance (Welford 1962). */
const withOne = (usual: UsualVibration, seen: ComparedVibration): UsualVibration => {
  const count = usual.count + 1
  const off = each((axis) => ln(seen.rmsG[axis]) - usual.lnRms[axis])
  return {
    count,
    lnRms: each((axis) => usual.lnRms[axis] + off[axis] / count),
    variance: each((axis) => (usual.variance[axis] + off[axis] ** 2 / count) * (1 - 1 / count)),
    lnHigh: mixed(
      usual.lnHigh,
      each((axis) => ln(seen.highG[axis])),
      1 / count,
    ),
    crest: mixed(usual.crest, seen.crest, 1 / count),
  }
}

/** Takes a look into what is usual at its speed; what is full stays as it is. */
export const learn = (baseline: VibrationBaseline, speedMps: number, seen: ComparedVibration): VibrationBaseline => {
  const bin = speedBin(speedMps)
  if (bin === undefined) return baseline
  const usual = baseline.bins[bin]
  const isBinFull = usual !== null && usual !== undefined && usual.count >= FULL_COUNT
  const { count, meanG } = baseline.gravity
  if (isBinFull && count >= GRAVITY_FULL_COUNT) return baseline
  return {
    bins: isBinFull ? baseline.bins : baseline.bins.with(bin, usual ? withOne(usual, seen) : first(seen)),
    gravity:
      count >= GRAVITY_FULL_COUNT
        ? baseline.gravity
        : { count: count + 1, meanG: mixed(meanG, seen.gravityG, 1 / (count + 1)) },
  }
}
