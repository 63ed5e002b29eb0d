import { z } from 'zod'
import { peakFlaws } from '../../domain/peak-fit.ts'
import { peakTroubles } from '../../plan/peaking.ts'
import { azimuthDeg, elevationDeg, name, sentence } from './fields.ts'
import { pointNamed } from './hand-commands.ts'

export const peakNamed = pointNamed

/** At most 10 min. */
export const peakSet = peakNamed.extend({ forMs: z.number().positive().max(600_000) })

const degrees = z.number()
const sigmaDeg = z.number().nonnegative()
const turns = z.object({ yawDeg: degrees, pitchDeg: degrees, rollDeg: degrees })

/** One pass along an axis across the line of sight: `azimuth` clockwise, `elevation` upwards. */
const pass = z.object({
  axis: z.enum(['azimuth', 'elevation']),
  points: z.array(z.object({ offsetDeg: degrees, db: z.number() })).max(32),
  /** Looks without a carrier, or where the pointer did not come. */
  lost: z.number().int().nonnegative(),
  fit: z
    .object({
      peakDeg: degrees,
      sigmaDeg,
      peakDb: z.number(),
      rmsDb: z.number().nonnegative(),
      lossDbPerDeg2: z.number(),
    })
    .optional(),
})

/** How the terminal sits by what was found; degrees, one sigma each. */
const found = z.object({
  /** The peak beside the aim. */
  acrossDeg: degrees,
  upDeg: degrees,
  sigmaDeg,
  /** Of the attitude that the turns are against. */
  headingSigmaDeg: sigmaDeg,
  tiltSigmaDeg: sigmaDeg,
  before: turns,
  after: turns,
  turnSigmaDeg: turns,
  /** It contradicts what was known. */
  isMoved: z.boolean(),
  /** More than is learnt: to be mended, or drawn anew. */
  isBeyond: z.boolean(),
})

/** How the peaking of one terminal stands. */
export const peakShown = z.object({
  leftS: z.number().nonnegative(),
  isMuted: z.boolean(),
  /** How long it may transmit still; absent while it may not. */
  liftedForS: z.number().nonnegative().optional(),
  satellite: name.optional(),
  azimuthTrueDeg: azimuthDeg.optional(),
  elevationDeg: elevationDeg.optional(),
  /** Looks that are over, of all. */
  looks: z.number().int().nonnegative(),
  ofLooks: z.number().int().positive(),
  /** Those that are over, and the one under way. */
  passes: z.array(pass).max(4),
  /** Absent while it goes on. */
  verdict: z.enum(['found', ...peakTroubles, ...peakFlaws]).optional(),
  words: sentence.optional(),
  searchedDeg: degrees,
  pointingLimitDeg: degrees,
  /** Absent before the peak is found. */
  found: found.optional(),
  isKept: z.boolean(),
})
