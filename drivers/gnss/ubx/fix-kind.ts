import type { FixQuality } from '../gnss.ts'

/** What a receiver says of its fix. */
export interface UbxFixKind {
  mode: 'none' | '2d' | '3d'
  quality: FixQuality
}

interface FixFlags {
  /** 0 none, 1 dead reckoning only, 2 2D, 3 3D, 4 GNSS and dead reckoning, 5 time only (a surveyed place). */
  fixType: number
  /** Within the receiver's own limits of dilution and accuracy. */
  isOk: boolean
  isDifferential: boolean
  /** 0 none, 1 float, 2 fixed. */
  carrier: number
}

const NONE: UbxFixKind = { mode: 'none', quality: 'autonomous' }

/** gpsd takes dead reckoning alone for two-dimensional, and a surveyed place for three-dimensional; so do we. */
export const fixKindOf = ({ fixType, isOk, isDifferential, carrier }: FixFlags): UbxFixKind => {
  if (!isOk || fixType < 1 || fixType > 5) return NONE
  if (fixType === 1) return { mode: '2d', quality: 'estimated' }
  if (fixType === 5) return { mode: '3d', quality: 'manual' }
  const mode = fixType === 2 ? '2d' : '3d'
  if (carrier === 2) return { mode, quality: 'rtk-fixed' }
  if (carrier === 1) return { mode, quality: 'rtk-float' }
  return { mode, quality: isDifferential ? 'differential' : 'autonomous' }
}
