import type { Lan, LanPlan } from '../../lan.ts'

/** Answers kept, and questions that wait at once: bounds whatever passengers ask. */
const CACHED = 4_000
const WAITING = 300

const rangeLines = ({ interface: name, address, dhcp }: Lan): string[] => {
  if (!dhcp) return []
  const { from, to, leaseMinutes } = dhcp
  const six = `dhcp-range=::,constructor:${name},ra-stateless,64,${leaseMinutes}m`
  return [
    `interface=${name}`,
    `dhcp-range=set:${name},${from},${to},${leaseMinutes}m`,
    ...(address.ipv6 === undefined ? [] : [six]),
  ]
}

/** Where a server writes the number of its process. */
export const pidFile = (folder: string): string => `${folder}/dnsmasq.pid`

/**
 * What dnsmasq(8) serves: addresses and names on the networks that ask for it, and nothing else anywhere. A question goes on with the mark of
 * the class that asked it, and so by that class's present link.
 */
export const dnsmasqConfig = ({ lans, resolvers, folder }: LanPlan): string => {
  const served = lans.filter(({ dhcp }) => dhcp !== undefined)
  const leases = served.reduce((sum, { dhcp }) => sum + (dhcp?.clientsAtMost ?? 0), 0)
  return [
    '# Made by steppelink from the train’s file; changes are lost.',
    'user=dnsmasq',
    'group=nogroup',
    `pid-file=${pidFile(folder)}`,
    `dhcp-leasefile=${folder}/dnsmasq.leases`,
    // Interfaces may come later, and on none but those named anything listens.
    'bind-dynamic',
    'except-interface=lo',
    ...served.flatMap(rangeLines),
    ...(served.some(({ address }) => address.ipv6 !== undefined) ? ['enable-ra'] : []),
    `dhcp-lease-max=${leases}`,
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
}
