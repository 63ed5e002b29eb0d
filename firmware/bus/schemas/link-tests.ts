import { z } from 'zod'
import { counter, name } from './fields.ts'

const host = z.string().min(1).max(253)
const link = name.optional()

/** What a link is tested by; the link that carries people's traffic unless one is named. */
export const linkTestAsked = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('ping'), host, link, count: z.number().int().min(1).max(20) }),
  z.strictObject({ do: z.literal('trace'), host, link }),
  /** From the shore, or towards it; as a trial it is only told whether it would be refused. */
  z.strictObject({ do: z.literal('speed'), link, isDown: z.boolean(), isTrial: z.boolean().optional() }),
])

export const linkTestBegun = z.object({ job: counter, link: name, address: name })

export const linkTestNamed = z.strictObject({ job: counter, fromLine: counter })

/** What its program has said since the line, and what that comes to so far. */
export const linkTestShown = z.object({
  isDone: z.boolean(),
  lines: z.array(z.string().max(200)).max(200),
  measured: z.object({
    sent: counter.optional(),
    received: counter.optional(),
    medianMs: z.number().nonnegative().optional(),
    hops: counter.optional(),
    kbps: z.number().nonnegative().optional(),
  }),
})
