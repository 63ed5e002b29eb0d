import type { Gga, Gll, Gns, Gst, KnownSentence, Pubx00, Rmc } from '../nmea/sentence.ts'
import { type Draft, placeHeight, placePosition, placeQuality, placeVelocity, RANK, sayFix, TELLS } from './draft.ts'

/** A quality of GGA or GNS tells more than the mode letter of the others. */
const GGA_RANK = RANK.nmea
const MODE_LETTER_RANK = RANK.nmeaWithoutHeight

/** Fewer satellites, or none said, make no fix by themselves: a Hemisphere says quality 1 and none while it starts, and gpsd waits too. */
const SATELLITES_FOR_FIX = 3

/** Notes whether a sentence says that there is a position, and answers it. */
const saysFix = (draft: Draft, isValid: boolean, latDeg: number | undefined): boolean => {
  const isFix = isValid && latDeg !== undefined
  sayFix(draft, isFix)
  return isFix
}

const mergeRmc = (draft: Draft, rmc: Rmc): number => {
  if (saysFix(draft, rmc.isValid, rmc.latDeg)) {
    placePosition(draft, rmc, RANK.nmea)
    placeVelocity(draft, rmc, RANK.nmea)
    placeQuality(draft, rmc.quality, MODE_LETTER_RANK)
  }
  return TELLS.position | TELLS.velocity
}

const mergeGll = (draft: Draft, gll: Gll): number => {
  if (saysFix(draft, gll.isValid, gll.latDeg)) {
    placePosition(draft, gll, RANK.nmeaWithoutHeight)
    placeQuality(draft, gll.quality, MODE_LETTER_RANK)
  }
  return TELLS.position
}

const mergeFixed = (draft: Draft, sentence: Gga | Gns): void => {
  const { altitudeM, geoidSeparationM } = sentence
  placePosition(draft, sentence, RANK.nmea)
  placeQuality(draft, sentence.quality, GGA_RANK)
  draft.satellitesUsed ??= sentence.satellitesUsed
  draft.hdop ??= sentence.hdop
  const heightM = altitudeM === undefined || geoidSeparationM === undefined ? undefined : altitudeM + geoidSeparationM
  placeHeight(draft, { heightM, heightMslM: altitudeM }, RANK.nmea)
}

/** With too few satellites, or without a quality, another sentence must say whether there is a fix. */
const mergeGga = (draft: Draft, gga: Gga): number => {
  const isTooFew = (gga.satellitesUsed ?? 0) < SATELLITES_FOR_FIX
  const isNoFix = gga.isValid === false || gga.latDeg === undefined
  if (isNoFix) sayFix(draft, false)
  else if (gga.isValid === undefined || isTooFew) draft.isDoubtful = true
  else sayFix(draft, true)
  if (!isNoFix && (draft.followsAltitude || !isTooFew)) mergeFixed(draft, gga)
  return TELLS.position | TELLS.height
}

const mergeGns = (draft: Draft, gns: Gns): number => {
  if (saysFix(draft, gns.isValid, gns.latDeg)) mergeFixed(draft, gns)
  return TELLS.position | TELLS.height
}

const mergePubx00 = (draft: Draft, pubx00: Pubx00): number => {
  if (saysFix(draft, pubx00.mode !== 'none', pubx00.latDeg)) {
    placePosition(draft, pubx00, RANK.nmea)
    placeVelocity(draft, pubx00, RANK.nmea)
    placeHeight(draft, pubx00, RANK.nmea)
    placeQuality(draft, pubx00.quality, GGA_RANK)
    draft.satellitesUsed ??= pubx00.satellitesUsed
    draft.hdop ??= pubx00.hdop
  }
  return TELLS.position | TELLS.height | TELLS.velocity | TELLS.sigma
}

const mergeGst = (draft: Draft, { latSigmaM, lonSigmaM, heightSigmaM }: Gst): number => {
  if (latSigmaM !== undefined && lonSigmaM !== undefined) {
    const horizontalSigmaM = Math.hypot(latSigmaM, lonSigmaM)
    placeHeight(draft, { horizontalSigmaM, verticalSigmaM: heightSigmaM }, RANK.nmea)
  }
  return TELLS.sigma
}

/** Takes a sentence of the epoch in; what its kind tells. */
export const mergeSentence = (draft: Draft, sentence: KnownSentence): number => {
  switch (sentence.kind) {
    case 'rmc':
      return mergeRmc(draft, sentence)
    case 'gga':
      return mergeGga(draft, sentence)
    case 'gns':
      return mergeGns(draft, sentence)
    case 'gll':
      return mergeGll(draft, sentence)
    case 'pubx00':
      return mergePubx00(draft, sentence)
    case 'vtg':
      placeVelocity(draft, sentence, RANK.nmea)
      return TELLS.velocity
    case 'gsa':
      // one sentence a system: a system without satellites says 1 while others have a fix
      if (sentence.fixMode) draft.gsaMode = Math.max(draft.gsaMode ?? 1, sentence.fixMode)
      return TELLS.fixMode
    case 'gst':
      return mergeGst(draft, sentence)
    default:
      return 0
  }
}
