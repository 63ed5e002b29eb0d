import { z } from 'zod'
import { atMs, latDeg, lonDeg, name, noradId, sentence } from './fields.ts'

const modem = z.object({
  isAlive: z.boolean(),
  isLocked: z.boolean(),
  isTransmitAllowed: z.boolean(),
  carrierToNoiseDb: z.number().optional(),
  targetLongitudeDeg: z.number().min(-180).max(180).optional(),
  assignedNoradId: noradId.optional(),
})

/** What the satellite modems say; on each change, and once a second. */
export const modems = z.object({ atMs, terminals: z.record(name, modem) })

/** Carriers as modems tell of them, each when it comes: a search for the best direction needs them all, and when each was told. */
export const carriers = z.object({ atMs, terminals: z.record(name, z.object({ db: z.number(), atMs })) })

/** Self-pointing antennas as they speak of themselves, and which of a terminal's has which modem. */
export const antennas = z.object({
  atMs,
  terminals: z.record(
    name,
    z.object({
      pointing: z.enum(['assisted', 'self']),
      modem: name.optional(),
      antenna: name.optional(),
      antennas: z.record(
        name,
        z.object({
          isAlive: z.boolean(),
          isFunctional: z.boolean(),
          /** On its satellite, as it judges it. */
          mayTransmit: z.boolean(),
          /** Of its own receiver. */
          position: z.object({ atMs, latDeg, lonDeg, heightM: z.number().optional() }).optional(),
        }),
      ),
      /** The switch in the radio cable; absent where there is none. */
      rfSwitch: z
        .object({
          /** The antenna or modem that it leads to; absent while it moves, or nobody knows. */
          position: name.optional(),
          /** Whether tell-tales say so. */
          isProven: z.boolean(),
          isMoving: z.boolean(),
          isStuck: z.boolean(),
          /** It rests where the pair that is joined needs it. */
          isThere: z.boolean(),
        })
        .optional(),
    }),
  ),
})

/** The interlock's decision for each terminal, with every condition beside its limit. */
export const transmit = z.object({
  atMs,
  isLineRenewed: z.boolean(),
  /** A person on site locked the roof out, or nobody can read whether one did: nothing transmits and no axle moves. */
  isLockedOut: z.boolean(),
  /** In another than `normal` nothing transmits and mounts are stowed. */
  mode: z.enum(['normal', 'washing', 'depot']),
  /** What people on site have ordered of mounts; absent: nothing. */
  stow: z
    .object({
      /** Who ordered them stowed, and why. */
      order: z.string().max(200).optional(),
      /** Wind that somebody told, m/s. */
      windMps: z.number().nonnegative().optional(),
    })
    .optional(),
  /** By terminal, who aims it by hand: it is muted for that. Absent: nobody aims any. */
  hands: z.record(name, z.string().max(60)).optional(),
  /** Of these, by terminal, how long the mute is lifted still, s. Absent: of none. */
  lifts: z.record(name, z.number().nonnegative()).optional(),
  terminals: z.record(
    name,
    z.object({
      isPermitted: z.boolean(),
      /** Since when it is permitted, or muted; absent before the first decision. */
      sinceMs: atMs.optional(),
      conditions: z.array(
        z.object({
          name,
          isMet: z.boolean(),
          /** As long as who locked out, and why, may be. */
          value: sentence,
          limit: sentence,
          /** Since when it is met, or is not; absent before it was first looked at. */
          sinceMs: atMs.optional(),
        }),
      ),
    }),
  ),
})
