import type { Gga, Gns, KnownSentence } from '../nmea/sentence.ts'
import { type Draft, placeHeight, placePosition, placeQuality, placeVelocity, RANK, sayFix, TELLS } from './draft.ts'

const tells: Readonly<Partial<Record<KnownSentence['kind'], number>>> = {
  rmc: TELLS.position | TELLS.velocity,
  gga: TELLS.position | TELLS.height,
  gns: TELLS.position | TELLS.height,
  gll: TELLS.position,
  pubx00: TELLS.position | TELLS.height | TELLS.velocity | TELLS.sigma,
  vtg: TELLS.velocity,
  gsa: TELLS.fixMode,
  gst: TELLS.sigma,
}

/** A quality of GGA or GNS tells more than the mode letter of the others. */
const GGA_RANK = RANK.nmea
const MODE_LETTER_RANK = RANK.nmeaWithoutHeight

const mergeHeight = (draft: Draft, { altitudeM, geoidSeparationM, satellitesUsed, hdop }: Gga | Gns): void => {
  draft.satellitesUsed ??= satellitesUsed
  draft.hdop ??= hdop
  const heightM = altitudeM === undefined || geoidSeparationM === undefined ? undefined : altitudeM + geoidSeparationM
  placeHeight(draft, { heightM, heightMslM: altitudeM }, RANK.nmea)
}

const mergeFixed = (draft: Draft, sentence: KnownSentence): void => {
  switch (sentence.kind) {
    case 'rmc':
      placePosition(draft, sentence, RANK.nmea)
      placeVelocity(draft, sentence, RANK.nmea)
      placeQuality(draft, sentence.quality, MODE_LETTER_RANK)
      break
    case 'gga':
    case 'gns':
      placePosition(draft, sentence, RANK.nmea)
      placeQuality(draft, sentence.quality, GGA_RANK)
      mergeHeight(draft, sentence)
      break
    case 'gll':
      placePosition(draft, sentence, RANK.nmeaWithoutHeight)
      placeQuality(draft, sentence.quality, MODE_LETTER_RANK)
      break
    case 'pubx00':
      placePosition(draft, sentence, RANK.nmea)
      placeVelocity(draft, sentence, RANK.nmea)
      placeHeight(draft, sentence, RANK.nmea)
      placeQuality(draft, sentence.quality, GGA_RANK)
      draft.satellitesUsed ??= sentence.satellitesUsed
      draft.hdop ??= sentence.hdop
      break
    default:
      break
  }
}

/** Fewer satellites, or none said, make no fix by themselves: a Hemisphere says quality 1 and none while it starts, and gpsd waits too. */
const SATELLITES_FOR_FIX = 3

const isTooFew = (sentence: KnownSentence): boolean =>
  sentence.kind === 'gga' && (sentence.satellitesUsed ?? 0) < SATELLITES_FOR_FIX

/** `undefined`: another sentence must say it. */
const ggaSaysFix = (gga: Gga): boolean | undefined => {
  if (gga.isValid === false || gga.latDeg === undefined) return false
  return gga.isValid === undefined || isTooFew(gga) ? undefined : true
}

const isFixIn = (sentence: KnownSentence): boolean | undefined => {
  switch (sentence.kind) {
    case 'rmc':
    case 'gll':
    case 'gns':
      return sentence.isValid && sentence.latDeg !== undefined
    case 'gga':
      return ggaSaysFix(sentence)
    case 'pubx00':
      return sentence.mode !== 'none' && sentence.latDeg !== undefined
    default:
      return undefined
  }
}

/** Takes a sentence of the epoch in; whether its kind told something that no kind before it had. */
export const mergeSentence = (draft: Draft, sentence: KnownSentence): number => {
  const isFix = isFixIn(sentence)
  if (isFix !== undefined) sayFix(draft, isFix)
  else if (sentence.kind === 'gga') draft.isDoubtful = true
  if (isFix !== false && (draft.followsAltitude || !isTooFew(sentence))) mergeFixed(draft, sentence)
  if (sentence.kind === 'vtg') placeVelocity(draft, sentence, RANK.nmea)
  // one sentence a system: a system without satellites says 1 while others have a fix
  if (sentence.kind === 'gsa' && sentence.fixMode) draft.gsaMode = Math.max(draft.gsaMode ?? 1, sentence.fixMode)
  if (sentence.kind === 'gst' && sentence.latSigmaM !== undefined && sentence.lonSigmaM !== undefined)
    placeHeight(
      draft,
      {
        horizontalSigmaM: Math.hypot(sentence.latSigmaM, sentence.lonSigmaM),
        verticalSigmaM: sentence.heightSigmaM,
      },
      RANK.nmea,
    )
  return tells[sentence.kind] ?? 0
}
