import { z } from 'zod'
import { ONE_LINE } from '../../domain/one-line.ts'
import { azimuthDeg, elevationDeg, name } from './fields.ts'

const by = z.string().min(1).max(60).regex(ONE_LINE, 'give one line of letters and signs')

/** At most 10 s: who aims by hand prolongs it while that lasts. */
export const handHeld = z.strictObject({ terminal: name, by, forMs: z.number().positive().max(10_000) })

/** At most 30 s, and only of who aims it: a person said that nobody is on the roof. */
export const handLifted = z.strictObject({
  terminal: name,
  by,
  forMs: z.number().positive().max(30_000),
  isRoofClear: z.literal(true),
})

export const handReleased = z.strictObject({ terminal: name })

/** True azimuth, and elevation over the horizon; at most 10 min. */
export const pointSet = z.strictObject({
  terminal: name,
  by,
  azimuthTrueDeg: azimuthDeg,
  elevationDeg,
  forMs: z.number().positive().max(600_000),
})

export const pointNamed = z.strictObject({ terminal: name, by })

const direction = z.object({ azimuthTrueDeg: azimuthDeg, elevationDeg })

/** Terminals that are aimed by hand. */
export const pointShown = z.object({
  terminals: z.record(
    name,
    z.object({
      by,
      to: direction,
      leftS: z.number().nonnegative(),
      /** The interlock keeps it muted: before that it does not move. */
      isMuted: z.boolean(),
      /** Where it reads that it looks; absent while that is unknown. */
      at: direction.optional(),
      errorDeg: z.number().nonnegative().optional(),
    }),
  ),
  /** By terminal, why the last aim by hand was over. */
  ended: z.record(name, z.string().max(200)),
})
