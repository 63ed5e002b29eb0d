import { z } from 'zod'
import { atMs, azimuthDeg, elevationDeg, latDeg, lonDeg, name, noradId, sentence, sigmaM, utcMs } from './fields.ts'

/** Where terminals that have a receiver of their own say they are. */
export const locations = z.object({
  atMs,
  terminals: z.record(
    name,
    z.object({ atMs, latDeg, lonDeg, heightM: z.number().optional(), horizontalSigmaM: sigmaM.optional() }),
  ),
})

/** A mount and its rest; absent where there is nothing to stow: an array, an antenna that points itself. */
const stow = z.object({
  /** `stowed`: its own reading says so. `unstowing`: not yet back on target. */
  state: z.enum(['in use', 'stowing', 'stowed', 'unstowing']),
  /** Why; of `unstowing`, why it was. */
  reasons: z.array(sentence).max(8),
  /** It has not come to rest in its time. */
  isLate: z.boolean().optional(),
})

/** What terminals' signals say of the heading of the body, apart from how each sits; one sigma. */
export const headings = z.object({
  atMs,
  terminals: z.record(name, z.object({ headingTrueDeg: azimuthDeg, sigmaDeg: z.number().nonnegative() })),
})

const terminalPointing = z.object({
  /** `forecast`: the antenna points itself; what is said is where it has to look. */
  state: z.enum(['aiming', 'holding', 'forecast']),
  /** Who aims: this firmware, the antenna once it was told its satellite, or the antenna alone. Absent: this firmware. */
  pointing: z.enum(['ours', 'assisted', 'self']).optional(),
  reason: sentence,
  noradId: noradId.optional(),
  satellite: name.optional(),
  /** Look angle of the satellite, local level. */
  azimuthTrueDeg: azimuthDeg.optional(),
  elevationDeg: elevationDeg.optional(),
  /** Between the aim and what was read back. */
  errorDeg: z.number().nonnegative().optional(),
  sigmaDeg: z.number().nonnegative().optional(),
  /** On its way to a direction that is far off. */
  isSlewing: z.boolean().optional(),
  stow: stow.optional(),
  /** How the terminal sits against its drawing, as its signal shows; one sigma is that of the pointing it leaves now. */
  bias: z
    .object({
      yawDeg: z.number(),
      pitchDeg: z.number(),
      rollDeg: z.number(),
      sigmaDeg: z.number().nonnegative(),
      isLearnt: z.boolean(),
    })
    .optional(),
})

/** What each terminal is aimed at; on each change, and once a second. */
export const pointing = z.object({ atMs, terminals: z.record(name, terminalPointing) })

/** Tracking's word, renewed at the aim rate, that a terminal points where it should. Silence withdraws it. */
export const permission = z.object({
  atMs,
  terminals: z.record(
    name,
    z.object({
      isOnTarget: z.boolean(),
      /** Absent where the antenna points itself: nobody here measures it. */
      errorDeg: z.number().nonnegative().optional(),
      sigmaDeg: z.number().nonnegative().optional(),
      /** Where the beam looks, as read back: body frame. Absent while nobody knows. */
      beam: z.object({ azimuthDeg, elevationDeg }).optional(),
      /** Something known to stand between the beam and the sky. */
      isBlocked: z.boolean(),
      /** By the mount's own reading. */
      isStowed: z.boolean(),
      stow: stow.optional(),
      /** The pointer says where it is, and takes its aims. */
      isPointerWell: z.boolean(),
    }),
  ),
})

/** What each terminal is going to do in the next ten minutes, as far as time and position are known. */
export const forecast = z.object({
  atMs,
  terminals: z.record(
    name,
    z.object({
      /** One after the other. */
      planned: z
        .array(
          z.object({
            satellite: name,
            noradId: noradId.optional(),
            fromUtcMs: utcMs,
            toUtcMs: utcMs,
            /** Mean, bit/s/Hz as it is to be expected; absent for a geostationary satellite. */
            capacity: z.number().nonnegative().optional(),
          }),
        )
        .max(64),
      outages: z
        .array(
          z.object({
            fromUtcMs: utcMs,
            toUtcMs: utcMs,
            /** `no satellite`, what hides the planned one (`tunnel NAME`, `canopy NAME`, `cutting NAME`), or lays the mount down: `low clearance NAME`. */
            reason: sentence,
            /** At its likeliest: a place known to kilometres spreads a tunnel over minutes. */
            chance: z.number().min(0).max(1),
          }),
        )
        .max(64),
    }),
  ),
})
