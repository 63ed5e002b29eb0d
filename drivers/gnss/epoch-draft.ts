import { type MonotonicMs, monotonicMs, type UtcMs } from '../../hal/units.ts'
import type { GnssFix, GnssNoFix } from './gnss.ts'
import type { KnownSentence } from './nmea/sentence.ts'

/** What an epoch's sentences have told so far. */
export interface Draft {
  readonly timeOfDayMs: number | undefined
  /** Of the sentences with a time; one that comes again begins another epoch. */
  readonly addresses: Set<string>
  /** Set of `TELLS_…`. */
  told: number
  lastNeeded: string | undefined
  atMs: MonotonicMs
  isReported: boolean
  /** A sentence said that there is a position, or that there is none; none wins. */
  saysFix: boolean
  saysNoFix: boolean
  position: { latDeg: number; lonDeg: number } | undefined
  heightM: number | undefined
  hasAltitude: boolean
  speedMps: number | undefined
  courseTrueDeg: number | undefined
  satellitesUsed: number | undefined
  hdop: number | undefined
  fixMode: number | undefined
}

const TELLS_POSITION = 1
const TELLS_HEIGHT = 2
const TELLS_VELOCITY = 4
const TELLS_FIX_MODE = 8

/** What each kind adds to an epoch, empty fields or not: so an epoch with and without a fix ends with the same sentence. */
const tells: Readonly<Partial<Record<KnownSentence['kind'], number>>> = {
  rmc: TELLS_POSITION | TELLS_VELOCITY,
  gga: TELLS_POSITION | TELLS_HEIGHT,
  gns: TELLS_POSITION | TELLS_HEIGHT,
  gll: TELLS_POSITION,
  vtg: TELLS_VELOCITY,
  gsa: TELLS_FIX_MODE,
}

export const newDraft = (timeOfDayMs: number | undefined): Draft => ({
  timeOfDayMs,
  addresses: new Set(),
  told: 0,
  lastNeeded: undefined,
  atMs: monotonicMs(0),
  isReported: false,
  saysFix: false,
  saysNoFix: false,
  position: undefined,
  heightM: undefined,
  hasAltitude: false,
  speedMps: undefined,
  courseTrueDeg: undefined,
  satellitesUsed: undefined,
  hdop: undefined,
  fixMode: undefined,
})

interface Positioned {
  latDeg: number | undefined
  lonDeg: number | undefined
}

const mergePosition = (draft: Draft, { latDeg, lonDeg }: Positioned, isValid: boolean): void => {
  const hasPosition = isValid && latDeg !== undefined && lonDeg !== undefined
  if (hasPosition) draft.saysFix = true
  else draft.saysNoFix = true
  if (hasPosition) draft.position ??= { latDeg, lonDeg }
}

const mergeVelocity = (
  draft: Draft,
  from: { speedMps: number | undefined; courseTrueDeg: number | undefined },
): void => {
  draft.speedMps ??= from.speedMps
  draft.courseTrueDeg ??= from.courseTrueDeg
}

const mergeQuality = (draft: Draft, from: Extract<KnownSentence, { kind: 'gga' | 'gns' }>): void => {
  draft.satellitesUsed ??= from.satellitesUsed
  draft.hdop ??= from.hdop
  if (from.altitudeM === undefined) return
  draft.hasAltitude = true
  if (from.geoidSeparationM !== undefined) draft.heightM ??= from.altitudeM + from.geoidSeparationM
}

/** Takes a sentence of the epoch in; whether its kind told something that no kind before it had. */
export const merge = (draft: Draft, sentence: KnownSentence): boolean => {
  switch (sentence.kind) {
    case 'rmc':
      mergePosition(draft, sentence, sentence.isValid)
      mergeVelocity(draft, sentence)
      break
    case 'gga':
      mergePosition(draft, sentence, (sentence.quality ?? 0) > 0)
      mergeQuality(draft, sentence)
      break
    case 'gns':
      mergePosition(draft, sentence, sentence.isValid)
      mergeQuality(draft, sentence)
      break
    case 'gll':
      mergePosition(draft, sentence, sentence.isValid)
      break
    case 'vtg':
      mergeVelocity(draft, sentence)
      break
    case 'gsa':
      // one sentence a system: a system without satellites says 1 while others have a fix
      draft.fixMode = Math.max(draft.fixMode ?? 1, sentence.fixMode ?? 1)
      break
    default:
      break
  }
  const told = tells[sentence.kind] ?? 0
  const isNeeded = (told & ~draft.told) !== 0
  draft.told |= told
  return isNeeded
}

/**
 * The report of a complete epoch; `undefined` when nothing in it spoke of a position. `fixMode` is GSA's of this
 * epoch or a recent one; without any, a height makes a fix three-dimensional.
 */
export const reportOf = (
  draft: Draft,
  fixMode: number | undefined,
  utc: UtcMs | undefined,
): GnssFix | GnssNoFix | undefined => {
  const { position, atMs } = draft
  if (!draft.saysFix && !draft.saysNoFix) return undefined
  const withTime = utc === undefined ? {} : { utcMs: utc }
  if (draft.saysNoFix || draft.fixMode === 1 || !position)
    return { kind: 'no-fix', atMs, ...withTime, reason: 'receiver-says-no' }
  const is3d = fixMode === undefined || fixMode === 1 ? draft.hasAltitude : fixMode === 3
  const fix: GnssFix = { kind: 'fix', atMs, ...withTime, mode: is3d ? '3d' : '2d', ...position }
  if (is3d && draft.heightM !== undefined) fix.heightM = draft.heightM
  if (draft.speedMps !== undefined) fix.speedMps = draft.speedMps
  if (draft.courseTrueDeg !== undefined) fix.courseTrueDeg = draft.courseTrueDeg
  if (draft.satellitesUsed !== undefined) fix.satellitesUsed = draft.satellitesUsed
  if (draft.hdop !== undefined) fix.hdop = draft.hdop
  return fix
}
