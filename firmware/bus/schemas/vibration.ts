import { z } from 'zod'
import { vibrationAlarms } from '../../domain/vibration-alarms.ts'
import { atMs, name } from './fields.ts'

/** One reading of a motion part, turned to the body frame: x forward, y right, z down; at rest −1 g on z. */
const motionSample = z.object({
  atMs,
  accelerationG: z.tuple([z.number(), z.number(), z.number()]),
  rateDps: z.tuple([z.number(), z.number(), z.number()]).optional(),
})

/** Samples of the motion parts since the message before, for navigation; only of boards that are well. */
export const motion = z.object({
  atMs,
  parts: z.record(name, z.object({ temperatureC: z.number().optional(), samples: z.array(motionSample).max(64) })),
})

/** A figure of each axis of the body: along the train, across, down. */
const eachAxis = z.tuple([z.number(), z.number(), z.number()])
const bandHz = z.tuple([z.number().nonnegative(), z.number().nonnegative()])

export const vibration = z.object({
  atMs,
  sensors: z.record(
    name,
    z.object({
      state: z.enum(['ok', 'silent', 'zeros', 'stuck', 'clipping', 'rate']),
      rms1sG: z.number().nonnegative(),
      rms5sG: z.number().nonnegative(),
      peakG: z.number().nonnegative(),
      /** In which the part's figures are right at its rate; and what lies above and folds down into it, if anything. */
      validBandHz: bandHz.optional(),
      foldsHz: bandHz.optional(),
      /** Each axis by itself, gravity removed, over 5 s unless named otherwise; absent before there are 5 s. */
      axes: z
        .object({
          gravityG: eachAxis,
          rms1sG: eachAxis,
          rms5sG: eachAxis,
          peakG: eachAxis,
          crest: eachAxis,
          kurtosis: eachAxis,
        })
        .optional(),
      /** Over the last 10 to 20 s, renewed every 5 s. */
      bands: z
        .array(z.object({ fromHz: z.number(), toHz: z.number(), rmsG: eachAxis }))
        .max(10)
        .optional(),
      /** Share of what EN 61373 1B has within the band that the sensor sees; absent where it sees none of the standard's. */
      en61373Share: eachAxis.optional(),
      alarms: z.array(z.enum(vibrationAlarms)).optional(),
    }),
  ),
})
