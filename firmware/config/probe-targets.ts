import type { LinuxNetworkConfig } from './network-config.ts'
import type { TrainParts } from './readable-parts.ts'

/** A single one that is silent says nothing of a link. */
const TARGETS_AT_LEAST = 2

/** IPv4 addresses of the DNS servers by which a link without a tunnel is probed; none: it is not probed. */
export const probeTargets = (
  { probes, resolvers, links }: Pick<LinuxNetworkConfig, 'probes' | 'resolvers' | 'links'>,
  link: string,
): readonly string[] => {
  if (probes?.targets) return probes.targets
  const own = links[link]?.resolver
  const known = [...new Set([...(own === undefined ? [] : [own]), ...resolvers])]
  return known.length >= TARGETS_AT_LEAST ? known : []
}

/** A sentence for each link by which nobody finds out whether packets pass, unless the file says that it wants it so. */
export const probeWarnings = ({ network }: TrainParts): string[] => {
  if (network?.kind !== 'linux' || network.probes?.targets) return []
  return Object.entries(network.links)
    .filter(([name, { tunnel }]) => tunnel === undefined && probeTargets(network, name).length === 0)
    .map(
      ([name]) =>
        `network.links.${name}: is not probed: it counts as well while its port or its modem says so, whether packets pass or not; ` +
        'give it a tunnel, or two resolvers or probes.targets',
    )
}
