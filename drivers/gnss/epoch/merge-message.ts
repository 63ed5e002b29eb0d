import type { UbxFixKind } from '../ubx/fix-kind.ts'
import type { UbxEpochMessage } from '../ubx/message.ts'
import type { Ecef } from '../ubx/solution.ts'
import { type Draft, placeHeight, placePosition, placeQuality, placeVelocity, RANK, sayFix, TELLS } from './draft.ts'
import { placeOfEcef, velocityOfEcef } from './ecef.ts'

const mergeFixKind = (draft: Draft, { mode, quality }: UbxFixKind): void => {
  sayFix(draft, mode !== 'none')
  if (mode === 'none') return
  draft.ubxMode = Math.max(draft.ubxMode ?? 2, mode === '3d' ? 3 : 2)
  placeQuality(draft, quality, RANK.ubx)
}

const mergeEcefPosition = (draft: Draft, positionEcefM: Ecef, sigmaM: number): void => {
  const place = placeOfEcef(positionEcefM)
  if (!place) return
  placePosition(draft, place, RANK.ecef)
  // the sigma is that of space: for the horizontal it is on the safe side
  placeHeight(draft, { heightM: place.heightM, horizontalSigmaM: sigmaM, verticalSigmaM: sigmaM }, RANK.ecef)
}

const mergeEcefVelocity = (draft: Draft, velocity: Ecef, at: Ecef, speedSigmaMps: number): void =>
  placeVelocity(draft, { ...velocityOfEcef(velocity, at), speedSigmaMps }, RANK.ecef)

/** Takes a message of the epoch in; what its kind tells. */
export const mergeMessage = (draft: Draft, message: UbxEpochMessage): number => {
  switch (message.kind) {
    case 'pvt':
      mergeFixKind(draft, message.fix)
      placePosition(draft, message, RANK.ubx)
      placeHeight(draft, message, RANK.ubx)
      placeVelocity(draft, message, RANK.ubx)
      draft.satellitesUsed = message.satellitesUsed ?? draft.satellitesUsed
      return TELLS.position | TELLS.height | TELLS.velocity | TELLS.fixMode | TELLS.sigma
    case 'position': {
      const rank = message.isPrecise ? RANK.precise : RANK.ubx
      placePosition(draft, message, rank)
      placeHeight(draft, message, rank)
      return TELLS.position | TELLS.height | TELLS.sigma | (message.isPrecise ? TELLS.precise : 0)
    }
    case 'solution':
      mergeFixKind(draft, message.fix)
      mergeEcefPosition(draft, message.positionEcefM, message.positionSigmaM)
      mergeEcefVelocity(draft, message.velocityEcefMps, message.positionEcefM, message.speedSigmaMps)
      draft.satellitesUsed = message.satellitesUsed
      return TELLS.position | TELLS.height | TELLS.velocity | TELLS.fixMode | TELLS.sigma
    case 'ecef-position':
      mergeEcefPosition(draft, message.positionEcefM, message.positionSigmaM)
      return TELLS.position | TELLS.height
    case 'status':
      mergeFixKind(draft, message.fix)
      return TELLS.fixMode
    case 'velocity':
      placeVelocity(draft, message, RANK.ubx)
      return TELLS.velocity
    case 'dop':
      draft.hdop = message.hdop
      return 0
    default:
      return 0
  }
}
