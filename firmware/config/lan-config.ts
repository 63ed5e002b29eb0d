import { z } from 'zod'
import { interfaceName } from './tunnel-parts.ts'

/** Addresses and names for who comes; without it neither is served. */
const dhcp = z.strictObject({
  /** The first and the last address that is leased. */
  from: z.ipv4(),
  to: z.ipv4(),
  leaseMinutes: z.number().int().min(5).max(1_440).default(60),
})

/** A network on the train's side, of a class that comes in by its interface. */
export const lan = z.strictObject({
  /** Made by the firmware where it is not there yet. Absent: the interface is the system's. */
  vlan: z.strictObject({ parent: interfaceName, id: z.number().int().min(1).max(4_094) }).optional(),
  /** The controller's own there, with the length of the network: `10.71.5.1/24`. */
  address: z.strictObject({ ipv4: z.cidrv4(), ipv6: z.cidrv6().optional() }),
  dhcp: dhcp.optional(),
})

/** Who is asked for names; by the present link of the class that asks. */
export const resolvers = z.array(z.ipv4()).max(4).default([])
