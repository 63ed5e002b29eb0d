import type { PartState } from '../domain/motion-watch.ts'
import { STANDS_BELOW_MPS } from './hand-aim.ts'

type Triple = readonly [x: number, y: number, z: number]

/** What is seen of one part while its zero is measured. */
export interface ZeroSeen {
  state: PartState
  /** The mean of 5 s and how it scatters, body frame, g; absent before there are 5 s. */
  figures?: { gravityG: Triple; rms5sG: Triple } | undefined
}

/** The zero of one part, measured on a coach that stands level: what is read beside gravity, g. */
export interface AccelerometerZero {
  offsetG: Triple
  /** How much 5 s of it scatter, by the worst axis. */
  rmsG: number
}

/** Of a consumer part soldered down (40 mg by its data sheet), and a track that is 20 mm in a metre off level. */
export const ZERO_LIMIT_G = 0.06
/** More than this and somebody walks, loads or couples. Chosen: five times the noise of the noisiest part. */
export const SHAKES_ABOVE_G = 0.02

const AT_REST: Triple = [0, 0, -1]

/** Why no zero can be measured on this train now; `undefined` where one can. */
export const zeroHindrance = (speedMps: number | undefined): string | undefined => {
  if (speedMps === undefined) return 'navigation does not say that the train stands'
  return speedMps > STANDS_BELOW_MPS
    ? `the train moves: ${speedMps.toFixed(1)} m/s of ${STANDS_BELOW_MPS} m/s`
    : undefined
}

/** The zero of a part, or in words why it cannot be measured. */
export const zeroOf = ({ state, figures }: ZeroSeen): AccelerometerZero | string => {
  if (state !== 'ok') return `its samples are not to be used: ${state}`
  if (!figures) return 'it has not been sampled for five seconds'
  const rmsG = Math.max(...figures.rms5sG)
  if (rmsG > SHAKES_ABOVE_G) return `the coach shakes: ${rmsG.toFixed(3)} g of ${SHAKES_ABOVE_G} g`
  const [x, y, z] = figures.gravityG
  return { offsetG: [x - AT_REST[0], y - AT_REST[1], z - AT_REST[2]], rmsG }
}

/** Its worst axis is within what a good part has. */
export const isZeroGood = ({ offsetG }: Pick<AccelerometerZero, 'offsetG'>): boolean =>
  offsetG.every((g) => Math.abs(g) <= ZERO_LIMIT_G)
