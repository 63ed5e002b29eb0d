import { z } from 'zod'
import { standings } from '../../plan/satellite-candidates.ts'
import { azimuthDeg, counter, elevationDeg, name, noradId, utcMs } from './fields.ts'

/** What each terminal could follow, and why it does or does not. */
export const satellitesShown = z.object({
  terminals: z.record(
    name,
    z.object({
      kind: z.enum(['constellation', 'geostationary', 'self-pointing']),
      maskDeg: z.number(),
      /** Sets of elements it goes by. */
      elements: counter.optional(),
      /** Of them, sets too old to follow anything by. */
      tooOld: counter.optional(),
      /** Of the step that is shown; absent while time or place are unknown. */
      utcMs: utcMs.optional(),
      /** The satellite that the network told the modem to use. */
      assignedNoradId: noradId.optional(),
      candidates: z
        .array(
          z.object({
            noradId,
            name,
            azimuthTrueDeg: azimuthDeg,
            elevationDeg,
            /** In the present step, bit/s/Hz. */
            capacity: z.number().nonnegative(),
            leftS: z.number().nonnegative(),
            standing: z.enum(standings),
            untilUtcMs: utcMs.optional(),
          }),
        )
        .max(64),
    }),
  ),
})
