import { z } from 'zod'
import { DOUBLE, LINKS_AT_MOST } from '../domain/network-numbers.ts'
import { trafficClasses } from '../domain/traffic-class.ts'
import { shoreAddress } from './emergency-config.ts'
import { hubDouble, hubDoubleMistakes } from './hub-double.ts'
import {
  announcing,
  EMERGENCY_PORT,
  interfaceName,
  PROBE_PORT,
  port,
  privateFile,
  publicKey,
  tunnelEnd,
} from './tunnel-parts.ts'

const linkName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and -, 1 to 32, a letter first')

/** wg writes an IPv6 network so; another spelling would count as a difference for ever. */
const asWritten = (network: string): string => {
  const [address = '', length] = network.split('/')
  return address.includes(':') ? `${new URL(`http://[${address}]`).hostname.slice(1, -1)}/${length}` : network
}

const network = z.union([z.cidrv4(), z.cidrv6()]).transform(asWritten)

const networks = z.array(network).min(1).max(16)
const kbps = z.number().min(1).max(10_000_000)

const hubClassTerms = z.strictObject({ networks, rateFloorKbps: kbps.optional(), rateCeilingKbps: kbps.optional() })

/** Its networks alone, or also its share of a link, as `traffic` of the train's file has it. */
const hubClass = z.union([
  networks.transform((list): z.output<typeof hubClassTerms> => ({ networks: list })),
  hubClassTerms,
])

const tunnel = z.strictObject({
  interface: interfaceName,
  ...tunnelEnd,
  listenPort: port,
  trainPublicKey: publicKey,
})

const emergencies = z.strictObject({
  /** In each tunnel. */
  port: port.default(EMERGENCY_PORT),
  /** 32 bytes in base64, the same on the train; nobody but its owner may read it (0600). */
  keyFile: privateFile,
  /** They are kept here, for the hub's user alone. */
  folder: z.string().startsWith('/'),
  /** Addresses outside the tunnels where it listens besides, for trains and links that have none. */
  listen: z.array(shoreAddress).max(8).default([]),
})

/** Each interface, port and network is one thing. */
const repeated = (values: readonly (string | number)[]): string | number | undefined =>
  values.find((value, index) => values.indexOf(value) !== index)

/** The shore's half of one train's tunnels. */
export const hubConfig = z
  .strictObject({
    /** The interface to the Internet, behind whose address the train is. */
    uplink: interfaceName,
    /** The largest packet inside, the same as the train's: its narrowest link's less 80 bytes for the tunnel. */
    mtuBytes: z.number().int().min(1_280).max(1_420),
    announcing,
    /** Where the train's probes are answered, in each tunnel. */
    probing: z.strictObject({ port: port.default(PROBE_PORT) }).prefault({}),
    /** The train's networks of each class. */
    classes: z.partialRecord(z.enum(trafficClasses), hubClass),
    /** Receives what trains raise; absent: nothing of it listens. */
    emergencies: emergencies.optional(),
    tunnels: z
      .record(linkName, tunnel)
      .refine(
        (tunnels) => Object.keys(tunnels).length >= 1 && Object.keys(tunnels).length <= LINKS_AT_MOST,
        `1 to ${LINKS_AT_MOST} tunnels`,
      )
      .refine((tunnels) => !Object.hasOwn(tunnels, DOUBLE), `"${DOUBLE}" is no name of a link`),
    /** Classes that the train sends on two links come by it. */
    double: hubDouble.optional(),
  })
  .superRefine(({ uplink, tunnels, double, classes, mtuBytes }, context) => {
    const all = [...Object.values(tunnels), ...(double ? [double] : [])]
    for (const message of hubDoubleMistakes({ links: Object.keys(tunnels), mtuBytes, double }))
      context.addIssue({ code: 'custom', message })
    const lists = {
      'an interface': [uplink, ...all.map((one) => one.interface)],
      'a port': all.map((one) => one.listenPort),
      'an address': all.flatMap(({ address }) => [address.own, address.peer]),
      'a network': Object.values(classes).flatMap((one) => one.networks),
    }
    for (const [what, values] of Object.entries(lists)) {
      const twice = repeated(values)
      if (twice !== undefined) context.addIssue({ code: 'custom', message: `${what} is two things: ${twice}` })
    }
  })

export type HubConfig = z.infer<typeof hubConfig>
