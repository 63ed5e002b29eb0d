import { DOUBLE, LINKS_AT_MOST } from '../domain/network-numbers.ts'
import { doubleMistakes } from './double-mistakes.ts'
import { lanMistakes } from './lan-mistakes.ts'
import type { TrainParts } from './readable-parts.ts'

const unknownNames = ({ network, links, traffic }: Required<Pick<TrainParts, 'network' | 'links' | 'traffic'>>) => {
  if (network?.kind !== 'linux') return []
  const known = Object.keys(links)
  return [
    ...Object.keys(network.links)
      .filter((name) => !known.includes(name))
      .map((name) => `network.links: "${name}": no such link; links: ${known.join(', ') || 'none'}`),
    ...known
      .filter((name) => !Object.hasOwn(network.links, name))
      .map((name) => `network.links.${name}: is missing: by which interface the link goes`),
    ...Object.keys(network.classes)
      .filter((name) => !Object.hasOwn(traffic, name))
      .map((name) => `network.classes.${name}: traffic has no links for it`),
  ]
}

/** Every interface of a network and what it is there; a class's mark is that of its interface, so each is one thing. */
const interfacesOf = ({ network }: TrainParts): [interfaceName: string, at: string][] =>
  network?.kind === 'linux'
    ? [
        ...Object.entries(network.links).flatMap(([name, { interface: own, tunnel }]): [string, string][] => [
          [own, `network.links.${name}.interface`],
          ...(tunnel === undefined ? [] : [[tunnel, `network.links.${name}.tunnel`] as [string, string]]),
        ]),
        ...(network.tunnels?.double
          ? [[network.tunnels.double.interface, 'network.tunnels.double.interface'] as [string, string]]
          : []),
        ...Object.entries(network.classes).flatMap(([name, { ingress }]) =>
          ingress.map((own, index): [string, string] => [own, `network.classes.${name}.ingress.${index}`]),
        ),
      ]
    : []

const sharedInterfaces = (config: TrainParts): string[] => {
  const owners = new Map<string, string>()
  return interfacesOf(config).flatMap(([name, at]) => {
    const owner = owners.get(name)
    owners.set(name, at)
    return owner === undefined ? [] : [`${at}: "${name}": is ${owner} already`]
  })
}

/** A tunnel is of a link that names its interface, and no address inside is two ends. */
const tunnelMistakes = ({ network }: TrainParts): string[] => {
  if (network?.kind !== 'linux' || !network.tunnels) return []
  const all = Object.entries(network.tunnels.links)
  const { double } = network.tunnels
  const ends = [...all.map(([, one]) => one), ...(double ? [double] : [])]
  const addresses = ends.flatMap(({ address }) => [address.own, address.peer])
  const isAgain = <T>(value: T, index: number, values: readonly T[]): boolean => values.indexOf(value) !== index
  const twice = addresses.find(isAgain)
  // The hub has one port a tunnel; by a shared one each takes the other's peer for its own.
  const endpoint = all.map(([, one]) => one.endpoint).find(isAgain)
  return [
    ...all
      .filter(([name]) => network.links[name]?.tunnel === undefined)
      .map(([name]) => `network.tunnels.links.${name}: network.links.${name}.tunnel does not name its interface`),
    ...(twice === undefined ? [] : [`network.tunnels: "${twice}": is the address of two ends`]),
    ...(endpoint === undefined
      ? []
      : [
          `network.tunnels.links: "${endpoint}": is the endpoint of two tunnels; each has a port of its own on the hub`,
        ]),
  ]
}

/** What is wrong with the kernel's routing beside what the schema says: names without a thing, an interface that is two things. */
export const networkMistakes = (config: TrainParts): string[] => {
  const { network, links, traffic } = config
  const count = Object.keys(links).length
  return [
    ...unknownNames({ network, links, traffic }),
    ...sharedInterfaces(config),
    ...tunnelMistakes(config),
    ...(network?.kind === 'linux' ? lanMistakes(network) : []),
    ...doubleMistakes(config),
    ...(Object.hasOwn(links, DOUBLE) ? [`links.${DOUBLE}: is the name of what is sent on two links`] : []),
    ...(network?.kind === 'linux' && count > LINKS_AT_MOST
      ? [`links: ${count}: the kernel's routing has marks for ${LINKS_AT_MOST} at most`]
      : []),
  ]
}
