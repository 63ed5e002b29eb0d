import { z } from 'zod'
import { PROBE_PORT, port } from './tunnel-parts.ts'

const everyMs = z.number().int().min(100).max(60_000)

/** How links are probed. */
export const probes = z.strictObject({
  /** Of the hub, in each tunnel. */
  port: port.default(PROBE_PORT),
  /** What probes of a link cost at the most, each way, averaged over a minute. */
  budgetKbps: z.number().min(1).max(1_000).default(4),
  /** Of a link that carries a class. */
  usedEveryMs: everyMs.default(500),
  /** Of a link that carries no class. */
  spareEveryMs: everyMs.default(2_000),
  /** Of one that carries no class and costs by volume. */
  costlyEveryMs: everyMs.default(10_000),
  /** IPv4 addresses of DNS servers, which links without a tunnel are probed by; unless given, `resolvers` and the link's own `resolver`. An empty list: they are not probed. */
  targets: z
    .array(z.ipv4())
    .max(4)
    .refine(
      (targets) => targets.length !== 1,
      'two or more, or none: a single one that is silent says nothing of a link',
    )
    .refine((targets) => new Set(targets).size === targets.length, 'each but once')
    .optional(),
})

export type ProbesConfig = z.infer<typeof probes>
