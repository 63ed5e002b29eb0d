import { z } from 'zod'
import { counter, name } from './fields.ts'

const moved = { sentBytes: counter, receivedBytes: counter }

const linkUsed = z.object({
  ...moved,
  /** Both ways; 1 GB is 10⁹ bytes. */
  usedGb: z.number().nonnegative(),
  budgetGb: z.number().positive().optional(),
  /** In the currency of `costPerGb`. */
  cost: z.number().nonnegative().optional(),
  /** Inside tunnels; what no class has is in the link's own alone. */
  classes: z.record(name, z.object(moved)),
})

/** A calendar month of UTC, as `2026-05`. */
const month = z.string().max(7)

/** What links have carried in the present month and in those before it. */
export const usageShown = z.object({
  /** The last that was trusted; absent before the first. */
  month: month.optional(),
  isTimeTrusted: z.boolean(),
  links: z.record(name, linkUsed),
  /** Between the last two times of counting, in all of a link (`all`) and by class; absent before there were two. */
  lately: z.object({ overS: z.number().positive(), links: z.record(name, z.record(name, z.object(moved))) }).optional(),
  earlier: z.array(z.object({ month, links: z.record(name, linkUsed) })).max(4),
})
