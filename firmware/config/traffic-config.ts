import { z } from 'zod'

const linkName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and -, 1 to 32, a letter first')
const order = z.array(linkName).min(1).max(16)
const kbps = z.number().min(1).max(10_000_000)

/** What a link costs; prices of one train are in one currency. */
export const linkTerms = {
  /** What a gigabyte costs on it. */
  costPerGb: z.number().min(0).max(100_000).optional(),
  /** In a calendar month of UTC. Used up, the link is everyone's last resort, and not one of classes that fail. */
  budgetGb: z.number().min(0.001).max(1_000_000).optional(),
}

/** What a class of traffic asks of its links. */
const classTerms = z.strictObject({
  /** Those that may carry it, the best first; one that is not named never does. */
  links: order,
  /** Carried by this one for as long as that carries. */
  pin: linkName.optional(),
  /** Rather carried by none than by another than its pin, over its limits, on a spent budget, or for more than it is worth. */
  fail: z.boolean().optional(),
  /** What a gigabyte of it is worth, in the currency of `costPerGb`; without it prices do not count. */
  worthPerGb: z.number().min(0.001).max(100_000).optional(),
  /** Of this class, on all links with a price or a budget, in a calendar month of UTC. Used up, they are its last resort, and none of its where it fails. */
  budgetGb: z.number().min(0.001).max(1_000_000).optional(),
  /** Of the round trip; above it the link is over the limits. */
  latencyLimitMs: z.number().min(1).max(60_000).optional(),
  /** The share of packets that may be lost. */
  lossLimit: z.number().min(0.001).max(1).optional(),
  /** A link that is seen to carry less is over the limits. */
  rateFloorKbps: kbps.optional(),
  /** The most that the class is given on a link. */
  rateCeilingKbps: kbps.optional(),
  /** Sent on the two links of `network.tunnels.double` while one of them carries it; the other end removes the second copy. */
  double: z.boolean().optional(),
})

/** A list of links alone, or all that a class asks. */
export const classConfig = z.union([order.transform((links): z.output<typeof classTerms> => ({ links })), classTerms])
