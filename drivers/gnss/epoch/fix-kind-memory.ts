import type { UbxFixKind } from '../ubx/fix-kind.ts'
import { type Draft, placeQuality, RANK, sayFix } from './draft.ts'

/** For how long the kind of fix of a lost message is taken to go on: two epochs at 1 Hz. */
const REMEMBERED_MS = 2500
/** A position that claims no better than this may be one that the receiver only holds on to. */
const SURE_WITHIN_M = 30

/** The kind of fix that UBX said last. */
export interface FixKindMemory {
  note(kind: UbxFixKind, timeOfDayMs: number): void
  /** Lends it to an epoch that has a sure position and no word on its kind, because a frame was lost. */
  lend(draft: Draft): void
  forget(): void
}

export const fixKindMemory = (): FixKindMemory => {
  let last: { kind: UbxFixKind; timeOfDayMs: number } | undefined
  const applies = ({ timeOfDayMs, position, height, saysFix, saysNoFix }: Draft): boolean =>
    last !== undefined &&
    timeOfDayMs !== undefined &&
    Math.abs(timeOfDayMs - last.timeOfDayMs) <= REMEMBERED_MS &&
    (position?.rank ?? 0) >= RANK.ecef &&
    (height.horizontalSigmaM ?? Number.POSITIVE_INFINITY) <= SURE_WITHIN_M &&
    !saysFix &&
    !saysNoFix
  return {
    note: (kind, timeOfDayMs) => {
      last = kind.mode === 'none' ? undefined : { kind, timeOfDayMs }
    },
    lend: (draft) => {
      if (!last || !applies(draft)) return
      sayFix(draft, true)
      draft.ubxMode = last.kind.mode === '3d' ? 3 : 2
      placeQuality(draft, last.kind.quality, RANK.ubx)
    },
    forget: () => {
      last = undefined
    },
  }
}
