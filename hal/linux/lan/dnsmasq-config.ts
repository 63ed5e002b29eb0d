import type { Lan } from '../../lan.ts'

/** Answers kept, and questions that wait at once: bounds whatever passengers ask. */
const CACHED = 4_000
const WAITING = 300

/** A network that is served by a process of its own, so that what its clients ask for never makes those of another wait. */
export interface ServedLan {
  lan: Lan & { dhcp: NonNullable<Lan['dhcp']> }
  resolvers: readonly string[]
  /** Its own. */
  folder: string
}

const rangeLines = ({ interface: name, address, dhcp }: ServedLan['lan']): string[] => {
  const { from, to, leaseMinutes } = dhcp
  return [
    `interface=${name}`,
    `dhcp-range=set:${name},${from},${to},${leaseMinutes}m`,
    ...(address.ipv6 === undefined
      ? []
      : [`dhcp-range=::,constructor:${name},ra-stateless,64,${leaseMinutes}m`, 'enable-ra']),
  ]
}

/** Where a server writes the number of its process. */
export const pidFile = (folder: string): string => `${folder}/dnsmasq.pid`

/**
 * What dnsmasq(8) serves: addresses and names on one network, and nothing else anywhere. A question goes on with the mark of
 * the class that asked it, and so by that class's present link.
 */
export const dnsmasqConfig = ({ lan, resolvers, folder }: ServedLan): string =>
  [
    '# Made by steppelink from the train’s file; changes are lost.',
    'user=dnsmasq',
    'group=nogroup',
    `pid-file=${pidFile(folder)}`,
    `dhcp-leasefile=${folder}/dnsmasq.leases`,
    // The interface may come anew, and on no other anything listens.
    'bind-dynamic',
    'except-interface=lo',
    ...rangeLines(lan),
    `dhcp-lease-max=${lan.dhcp.clientsAtMost}`,
    'dhcp-authoritative',
    'dhcp-ignore-names',
    'no-ping',
    'quiet-dhcp',
    'quiet-dhcp6',
    'quiet-ra',
    'no-resolv',
    'no-hosts',
    ...resolvers.map((address) => `server=${address}`),
    'conntrack',
    'domain-needed',
    'bogus-priv',
    // A name of the Internet never leads to a modem or a dish.
    'stop-dns-rebind',
    `cache-size=${CACHED}`,
    `dns-forward-max=${WAITING}`,
    '',
  ].join('\n')
