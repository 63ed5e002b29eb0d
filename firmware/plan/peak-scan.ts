import type { Across } from '../domain/bias-filter.ts'

type Axis = 'azimuth' | 'elevation'

/** One way along an axis, across the line of sight. */
export interface PeakPassPlan {
  axis: Axis
  /** Beside the middle of the pass, degrees. */
  offsetsDeg: readonly number[]
}

/** Of the beam's width to either side: 3 dB to find the peak with, 2 dB to measure it with. */
const SEARCH_SHARE = 0.5
const MEASURE_SHARE = 0.4
const LOOKS_A_WAY = 7

const way = (halfDeg: number): number[] =>
  Array.from({ length: LOOKS_A_WAY }, (_, index) => halfDeg * ((2 * index) / (LOOKS_A_WAY - 1) - 1))

/**
 * First each axis once, to find the middle; then each there and back about it: what fades evenly, a mount's play, and a satellite that is carried on
 * cancel.
 */
export const peakPasses = (beamWidthDeg: number): readonly PeakPassPlan[] => {
  const [search, measure] = [way(SEARCH_SHARE * beamWidthDeg), way(MEASURE_SHARE * beamWidthDeg)]
  const thereAndBack = [...measure, ...measure.toReversed()]
  return [
    { axis: 'azimuth', offsetsDeg: search },
    { axis: 'elevation', offsetsDeg: search },
    { axis: 'azimuth', offsetsDeg: thereAndBack },
    { axis: 'elevation', offsetsDeg: thereAndBack },
  ]
}

/** How far to either side of the aim the first passes look, degrees. */
export const searchedDeg = (beamWidthDeg: number): number => SEARCH_SHARE * beamWidthDeg

/** Moved along one axis. */
export const alongAxis = (from: Across, axis: Axis, byDeg: number): Across =>
  axis === 'azimuth'
    ? { ...from, azimuthDeg: from.azimuthDeg + byDeg }
    : { ...from, elevationDeg: from.elevationDeg + byDeg }

/** What of it lies along one axis. */
export const onAxis = ({ azimuthDeg, elevationDeg }: Across, axis: Axis): number =>
  axis === 'azimuth' ? azimuthDeg : elevationDeg
