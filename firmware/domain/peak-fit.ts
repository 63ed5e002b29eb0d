/** One look of a scan along one axis: where the beam looked beside its aim, what came in, and when. */
export interface PeakPoint {
  /** Degrees of arc, as read back. */
  offsetDeg: number
  /** C/N as if range and scan loss were the same for all looks. */
  db: number
  atMs: number
}

/** The parabola through a scan: a beam loses with the square of how far it looks beside its satellite. */
export interface PeakFit {
  /** Where the carrier is best, degrees beside the aim, with one sigma. */
  peakDeg: number
  sigmaDeg: number
  /** The carrier there. */
  peakDb: number
  lossDbPerDeg2: number
  /** What the looks scatter about the parabola. */
  rmsDb: number
}

/** Why a scan shows no peak that one may go by, the first that holds. */
export const peakFlaws = ['too-few', 'no-peak', 'outside', 'scatter', 'shape', 'unsure'] as const

export type PeakFlaw = (typeof peakFlaws)[number]

/** Fewer looks make no parabola that shows its own error. */
const LEAST_POINTS = 5
/** From here on what fades or grows evenly meanwhile is told apart from the peak. */
const DRIFT_FROM_POINTS = 8
/** No modem's C/N is better than this, whatever a short scan scatters: half of its last digit. */
const LEAST_SCATTER_DB = 0.05
/** Beside what a parabola leaves, chosen: the usual noise of a second's mean is a fifth of it. */
export const MOST_SCATTER_DB = 0.5
/** What is measured of the beam against what the train's file says of its width. */
const SHAPE = { least: 0.5, most: 2 }
/** Of the beam's width, one sigma: no longer known to tracking from there on. */
const SURE_SHARE = 0.035
const LOSS_AT_HALF_WIDTH_DB = 3

/** What a beam of this width between its half-power points loses, dB for a degree beside, to grow with the square. */
export const lossOfBeam = (widthDeg: number): number => (4 * LOSS_AT_HALF_WIDTH_DB) / widthDeg ** 2

/** One sigma of a peak that is worse than this is none, degrees. */
export const sureWithinDeg = (widthDeg: number): number => SURE_SHARE * widthDeg

/** The inverse of a small positive matrix by Gauss and Jordan; `undefined` where there is none. */
const inverted = (matrix: readonly (readonly number[])[]): number[][] | undefined => {
  const size = matrix.length
  const rows = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))])
  for (let column = 0; column < size; column++) {
    const best = rows.slice(column).reduce((a, b) => (Math.abs(b[column] ?? 0) > Math.abs(a[column] ?? 0) ? b : a))
    const pivot = best[column] ?? 0
    if (Math.abs(pivot) < 1e-12) return undefined
    rows[rows.indexOf(best)] = rows[column] as number[]
    rows[column] = best.map((value) => value / pivot)
    for (let other = 0; other < size; other++) {
      const factor = rows[other]?.[column] ?? 0
      if (other === column || factor === 0) continue
      rows[other] = (rows[other] ?? []).map((value, index) => value - factor * (rows[column]?.[index] ?? 0))
    }
  }
  return rows.map((row) => row.slice(size))
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

/** Offset, its square, and from enough looks on the time, each about its middle so that they stay apart. */
const termsOf = (points: readonly PeakPoint[]): number[][] => {
  const midMs = points.reduce((sum, { atMs }) => sum + atMs, 0) / points.length
  const spanMs = Math.max(1, ...points.map(({ atMs }) => Math.abs(atMs - midMs)))
  const hasDrift = points.length >= DRIFT_FROM_POINTS
  return points.map(({ offsetDeg, atMs }) => [
    1,
    offsetDeg,
    offsetDeg ** 2,
    ...(hasDrift ? [(atMs - midMs) / spanMs] : []),
  ])
}

/** The parabola of least squares through a scan; a flaw in its place where it has no top. */
const parabola = (points: readonly PeakPoint[]): PeakFit | PeakFlaw => {
  if (points.length < LEAST_POINTS) return 'too-few'
  const terms = termsOf(points)
  const size = terms[0]?.length ?? 0
  const columns = Array.from({ length: size }, (_, column) => terms.map((row) => row[column] ?? 0))
  const inverse = inverted(columns.map((a) => columns.map((b) => dot(a, b))))
  if (!inverse) return 'too-few'
  const db = points.map((point) => point.db)
  const moments = columns.map((column) => dot(column, db))
  const solved = inverse.map((row) => dot(row, moments))
  const [base = 0, slope = 0, bend = 0] = solved
  const squares = terms.reduce((sum, row, index) => sum + ((db[index] ?? 0) - dot(row, solved)) ** 2, 0)
  const rmsDb = Math.sqrt(squares / (points.length - size))
  if (bend >= 0) return 'no-peak'
  const peakDeg = -slope / (2 * bend)
  const gradient = [0, -1 / (2 * bend), slope / (2 * bend ** 2), 0].slice(0, size)
  const variance = dot(
    gradient,
    inverse.map((row) => dot(row, gradient)),
  )
  const sigmaDeg = Math.max(LEAST_SCATTER_DB, rmsDb) * Math.sqrt(Math.max(0, variance))
  return { peakDeg, sigmaDeg, peakDb: base + slope * peakDeg + bend * peakDeg ** 2, lossDbPerDeg2: -bend, rmsDb }
}

/** The peak of a scan along one axis, and the first reason not to go by it; a scan without a parabola has only that. */
export const fitPeak = (points: readonly PeakPoint[], widthDeg: number): { fit?: PeakFit; flaw?: PeakFlaw } => {
  const fit = parabola(points)
  if (typeof fit === 'string') return { flaw: fit }
  const flaw = flawOf(fit, points, widthDeg)
  return flaw ? { fit, flaw } : { fit }
}

const flawOf = (fit: PeakFit, points: readonly PeakPoint[], widthDeg: number): PeakFlaw | undefined => {
  const offsetsDeg = points.map(({ offsetDeg }) => offsetDeg)
  if (fit.peakDeg < Math.min(...offsetsDeg) || fit.peakDeg > Math.max(...offsetsDeg)) return 'outside'
  if (fit.rmsDb > MOST_SCATTER_DB) return 'scatter'
  const shape = fit.lossDbPerDeg2 / lossOfBeam(widthDeg)
  if (shape < SHAPE.least || shape > SHAPE.most) return 'shape'
  return fit.sigmaDeg > sureWithinDeg(widthDeg) ? 'unsure' : undefined
}
