import { type MonotonicMs, monotonicMs } from '../../../hal/units.ts'
import type { FixQuality } from '../gnss.ts'

/** How good a source is of what several tell: the better one's word stands, of equals the first one's. */
export const RANK = { nmeaWithoutHeight: 1, nmea: 2, ecef: 3, ubx: 4, precise: 5 } as const

interface Ranked {
  rank: number
}

interface DraftPosition extends Ranked {
  latDeg: number
  lonDeg: number
}

export interface DraftVelocity {
  speedMps?: number | undefined
  courseTrueDeg?: number | undefined
  climbMps?: number | undefined
  speedSigmaMps?: number | undefined
  courseSigmaDeg?: number | undefined
}

export interface DraftHeight {
  heightM?: number | undefined
  heightMslM?: number | undefined
  horizontalSigmaM?: number | undefined
  verticalSigmaM?: number | undefined
}

/** What an epoch's sentences and messages have told so far. */
export interface Draft {
  /** Of the UTC day. */
  readonly timeOfDayMs: number | undefined
  /** Codes of the sentences and messages with a time; one that comes again begins another epoch. */
  readonly sources: number[]
  /** Set of `TELLS`. */
  told: number
  lastNeeded: number | undefined
  atMs: MonotonicMs
  isReported: boolean
  /** A message said that there is a position, or that there is none; none wins. */
  saysFix: boolean
  saysNoFix: boolean
  /** The epoch before was a fix with an altitude, which may go on. */
  readonly followsAltitude: boolean
  /** A sentence has a position that only another sentence can vouch for. */
  isDoubtful: boolean
  position: DraftPosition | undefined
  velocity: DraftVelocity & Ranked
  height: DraftHeight & Ranked
  quality: (Ranked & { quality: FixQuality }) | undefined
  satellitesUsed: number | undefined
  hdop: number | undefined
  /** GSA's best of this epoch: 1 none, 2, 3. */
  gsaMode: number | undefined
  /** What UBX says: 2, 3. */
  ubxMode: number | undefined
}

/** What a kind of message adds to an epoch, empty fields or not: so epochs with and without a fix end with the same message. */
export const TELLS = { position: 1, height: 2, velocity: 4, fixMode: 8, sigma: 16, precise: 32, ended: 64 } as const

const noVelocity = (): Draft['velocity'] => ({
  rank: 0,
  speedMps: undefined,
  courseTrueDeg: undefined,
  climbMps: undefined,
  speedSigmaMps: undefined,
  courseSigmaDeg: undefined,
})

const noHeight = (): Draft['height'] => ({
  rank: 0,
  heightM: undefined,
  heightMslM: undefined,
  horizontalSigmaM: undefined,
  verticalSigmaM: undefined,
})

export const newDraft = (timeOfDayMs: number | undefined, followsAltitude = false): Draft => ({
  timeOfDayMs,
  followsAltitude,
  sources: [],
  told: 0,
  lastNeeded: undefined,
  atMs: monotonicMs(0),
  isReported: false,
  saysFix: false,
  saysNoFix: false,
  isDoubtful: false,
  position: undefined,
  velocity: noVelocity(),
  height: noHeight(),
  quality: undefined,
  satellitesUsed: undefined,
  hdop: undefined,
  gsaMode: undefined,
  ubxMode: undefined,
})

interface MaybePosition {
  latDeg: number | undefined
  lonDeg: number | undefined
}

export const placePosition = (draft: Draft, { latDeg, lonDeg }: MaybePosition, rank: number): void => {
  if (latDeg === undefined || lonDeg === undefined || rank <= (draft.position?.rank ?? 0)) return
  draft.position = { latDeg, lonDeg, rank }
}

const prefer = (isBetter: boolean, had: number | undefined, said: number | undefined): number | undefined =>
  isBetter ? (said ?? had) : (had ?? said)

export const placeVelocity = ({ velocity }: Draft, said: DraftVelocity, rank: number): void => {
  const isBetter = rank > velocity.rank
  velocity.speedMps = prefer(isBetter, velocity.speedMps, said.speedMps)
  velocity.courseTrueDeg = prefer(isBetter, velocity.courseTrueDeg, said.courseTrueDeg)
  velocity.climbMps = prefer(isBetter, velocity.climbMps, said.climbMps)
  velocity.speedSigmaMps = prefer(isBetter, velocity.speedSigmaMps, said.speedSigmaMps)
  velocity.courseSigmaDeg = prefer(isBetter, velocity.courseSigmaDeg, said.courseSigmaDeg)
  velocity.rank = Math.max(rank, velocity.rank)
}

export const placeHeight = ({ height }: Draft, said: DraftHeight, rank: number): void => {
  const isBetter = rank > height.rank
  height.heightM = prefer(isBetter, height.heightM, said.heightM)
  height.heightMslM = prefer(isBetter, height.heightMslM, said.heightMslM)
  height.horizontalSigmaM = prefer(isBetter, height.horizontalSigmaM, said.horizontalSigmaM)
  height.verticalSigmaM = prefer(isBetter, height.verticalSigmaM, said.verticalSigmaM)
  height.rank = Math.max(rank, height.rank)
}

/** That a position is no measurement is said by one sentence and left unsaid by others: it stands. */
const NOT_MEASURED: readonly FixQuality[] = ['manual', 'simulated', 'unsafe']
const NOT_MEASURED_RANK = 2 * RANK.precise

export const placeQuality = (draft: Draft, quality: FixQuality | undefined, saidRank: number): void => {
  if (quality === undefined) return
  const rank = NOT_MEASURED.includes(quality) ? NOT_MEASURED_RANK : saidRank
  if (rank > (draft.quality?.rank ?? 0)) draft.quality = { quality, rank }
}

/** A message says whether there is a position. */
export const sayFix = (draft: Draft, isFix: boolean): void => {
  if (isFix) draft.saysFix = true
  else draft.saysNoFix = true
}
