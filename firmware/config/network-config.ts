import { z } from 'zod'
import { trafficClasses } from '../domain/traffic-class.ts'
import { lan, resolvers } from './lan-config.ts'
import { probes } from './probes-config.ts'
import { announcing, interfaceName, port, publicKey, tunnelEnd, twoLinks } from './tunnel-parts.ts'

const gateway = z.strictObject({ ipv4: z.ipv4().optional(), ipv6: z.ipv6().optional() })

/** How the kernel reaches what is at the other end of a link. */
const kernelLink = z.strictObject({
  interface: interfaceName,
  /** Unless given, what the main table has for the interface, as DHCP or the modem's own set-up put it there. */
  gateway: gateway.prefault({}),
  /** The interface of a tunnel that runs over this link. Without one, classes go in the open behind the link's own address. */
  tunnel: interfaceName.optional(),
  /** Where names are asked for on this link, in place of `resolvers`; a provider's own, which may have a private address. */
  resolver: z.ipv4().optional(),
})

/** What of the controller a class may reach beside addresses and names: `ntp`, `gpsd`, or a port such as `tcp:8443`. */
const reached = z
  .string()
  .regex(/^(ntp|gpsd|(tcp|udp):[1-9]\d{0,4})$/, 'ntp, gpsd, or a port such as tcp:8443')
  .refine((text) => Number(text.split(':')[1] ?? 1) <= 65_535, 'a port from 1 to 65535')

/** Where a class comes from on the train's side. How it shares a link is said in `traffic`. */
const kernelClass = z.strictObject({
  /** The interfaces that its packets come in by. */
  ingress: z.array(interfaceName).min(1).max(16),
  reaches: z.array(reached).max(16).default([]),
})

/** ADDRESS:PORT, an IPv6 address in brackets. */
const endpoint = z.string().refine((text) => {
  const [, ipv6, ipv4, number] = /^(?:\[([0-9a-f:]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text) ?? []
  const isAddress = ipv6 === undefined ? z.ipv4().safeParse(ipv4).success : z.ipv6().safeParse(ipv6).success
  return isAddress && Number(number) >= 1 && Number(number) <= 65_535
}, 'ADDRESS:PORT, an IPv6 address in brackets')

/** A link's WireGuard tunnel to the hub on the shore; its interface is the link's `tunnel`. */
const linkTunnel = z.strictObject({
  ...tunnelEnd,
  hubPublicKey: publicKey,
  endpoint,
  /** The largest packet that the link itself carries. */
  outerMtuBytes: z.number().int().min(1_360).max(1_500).default(1_500),
})

/** A tunnel inside those of two links, each of whose datagrams is sent through both; classes that say `double` go by it. */
const doubleTunnel = z.strictObject({
  ...tunnelEnd,
  interface: interfaceName.default('sl-double'),
  links: twoLinks,
  hubPublicKey: publicKey,
  /** At which the hub listens for it, inside the links' tunnels. */
  port: port.default(51_899),
})

/** The tunnels that the firmware keeps, and how the hub is told of a switch. */
const tunnels = z.strictObject({
  announcing,
  links: z.record(z.string(), linkTunnel),
  double: doubleTunnel.optional(),
})

/** The kernel's own routing. */
export const linuxNetwork = z.strictObject({
  kind: z.literal('linux'),
  tunnels: tunnels.optional(),
  /** How links are measured; what is not given has its default. */
  probes: probes.optional(),
  links: z.record(z.string(), kernelLink),
  classes: z.partialRecord(z.enum(trafficClasses), kernelClass),
  /** The networks that the controller itself has on the train's side, by the interface of a class. */
  lans: z.record(interfaceName, lan).default({}),
  resolvers,
  /** Whom `speedtest` measures against: an iperf3 server. */
  speedtest: z
    .strictObject({
      /** In the open, by any link. Absent: the hub, in the tunnel of the link. */
      host: z.ipv4().optional(),
      port: port.default(5_201),
    })
    .optional(),
})

export type LinuxNetworkConfig = z.infer<typeof linuxNetwork>
