import type { UtcMs } from '../../../hal/units.ts'
import type { GnssFix, GnssNoFix } from '../gnss.ts'
import type { Draft } from './draft.ts'

/** Satellites that a three-dimensional fix takes. */
const SATELLITES_FOR_3D = 4

const is3d = (draft: Draft, gsaMode: number | undefined): boolean => {
  if (draft.ubxMode !== undefined) return draft.ubxMode === 3
  if (gsaMode === 2 || gsaMode === 3) return gsaMode === 3
  return draft.height.heightMslM !== undefined && (draft.satellitesUsed ?? SATELLITES_FOR_3D) >= SATELLITES_FOR_3D
}

/**
 * The report of a complete epoch; `undefined` when nothing in it spoke of a position. `gsaMode` is of this epoch or a
 * recent one; without any, a height from four satellites makes a fix three-dimensional.
 */
export const fixReport = (
  draft: Draft,
  gsaMode: number | undefined,
  utcMs: UtcMs | undefined,
): GnssFix | GnssNoFix | undefined => {
  const { position, height, velocity, atMs } = draft
  if (!draft.saysFix && !draft.saysNoFix && !draft.isDoubtful) return undefined
  const withTime = utcMs === undefined ? {} : { utcMs }
  if (!draft.saysFix || draft.saysNoFix || draft.gsaMode === 1 || !position)
    return { kind: 'no-fix', atMs, ...withTime, reason: 'receiver-says-no' }
  const mode = is3d(draft, gsaMode) ? '3d' : '2d'
  const fix: GnssFix = { kind: 'fix', atMs, ...withTime, mode, latDeg: position.latDeg, lonDeg: position.lonDeg }
  if (draft.quality) fix.quality = draft.quality.quality
  if (mode === '3d' && height.heightM !== undefined) fix.heightM = height.heightM
  // a 2D fix of NMEA assumes an altitude, and says which
  if ((mode === '3d' || draft.ubxMode === undefined) && height.heightMslM !== undefined)
    fix.heightMslM = height.heightMslM
  if (velocity.speedMps !== undefined) fix.speedMps = velocity.speedMps
  if (velocity.courseTrueDeg !== undefined) fix.courseTrueDeg = velocity.courseTrueDeg
  if (velocity.climbMps !== undefined) fix.climbMps = velocity.climbMps
  if (draft.satellitesUsed !== undefined) fix.satellitesUsed = draft.satellitesUsed
  if (draft.hdop !== undefined) fix.hdop = draft.hdop
  if (height.horizontalSigmaM !== undefined) fix.horizontalSigmaM = height.horizontalSigmaM
  if (height.verticalSigmaM !== undefined) fix.verticalSigmaM = height.verticalSigmaM
  if (velocity.speedSigmaMps !== undefined) fix.speedSigmaMps = velocity.speedSigmaMps
  if (velocity.courseSigmaDeg !== undefined) fix.courseSigmaDeg = velocity.courseSigmaDeg
  return fix
}
