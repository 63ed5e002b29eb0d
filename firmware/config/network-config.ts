import { z } from 'zod'
import { trafficClasses } from '../domain/traffic-class.ts'

const interfaceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/, 'the kernel’s name of an interface, 1 to 15 letters, digits, _, . and -')

const gateway = z.strictObject({ ipv4: z.ipv4().optional(), ipv6: z.ipv6().optional() })

/** How the kernel reaches what is at the other end of a link. */
const kernelLink = z.strictObject({
  interface: interfaceName,
  /** Unless given, what the main table has for the interface, as DHCP or the modem's own set-up put it there. */
  gateway: gateway.prefault({}),
  /** The interface of a tunnel that runs over this link. Without one, classes go in the open behind the link's own address. */
  tunnel: interfaceName.optional(),
})

/** Where a class comes from on the train's side. How it shares a link is said in `traffic`. */
const kernelClass = z.strictObject({ ingress: z.array(interfaceName).min(1).max(16) })

/** The kernel's own routing. */
export const linuxNetwork = z.strictObject({
  kind: z.literal('linux'),
  links: z.record(z.string(), kernelLink),
  classes: z.partialRecord(z.enum(trafficClasses), kernelClass),
})

export type LinuxNetworkConfig = z.infer<typeof linuxNetwork>
