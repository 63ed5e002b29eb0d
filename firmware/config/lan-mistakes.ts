import { type Ipv4Network, ipv4Network, ipv4Number } from '../domain/ipv4-network.ts'
import type { LinuxNetworkConfig } from './network-config.ts'

type LanConfig = LinuxNetworkConfig['lans'][string]

const poolMistakes = (at: string, { address, dhcp }: LanConfig): string[] => {
  if (!dhcp) return []
  const { first, last } = ipv4Network(address.ipv4)
  const own = ipv4Number(address.ipv4.split('/')[0] ?? '')
  const [from, to] = [ipv4Number(dhcp.from), ipv4Number(dhcp.to)]
  const isInside = (one: number): boolean => one > first && one < last
  return [
    ...(['from', 'to'] as const)
      .filter((end) => !isInside(ipv4Number(dhcp[end])))
      .map((end) => `${at}.dhcp.${end}: "${dhcp[end]}": is not an address of ${address.ipv4} that a client can have`),
    ...(from > to ? [`${at}.dhcp.to: "${dhcp.to}": comes before from, ${dhcp.from}`] : []),
    ...(own >= from && own <= to ? [`${at}.dhcp: leases ${address.ipv4.split('/')[0]}, the controller's own`] : []),
  ]
}

const overlap = (a: Ipv4Network, b: Ipv4Network): boolean => a.first <= b.last && b.first <= a.last

/** Each network and each VLAN is one thing. */
const sharedNetworks = (lans: LinuxNetworkConfig['lans']): string[] => {
  const all = Object.entries(lans)
  return all.flatMap(([name, { address, vlan }], index) =>
    all
      .slice(0, index)
      .flatMap(([other, before]) => [
        ...(overlap(ipv4Network(address.ipv4), ipv4Network(before.address.ipv4))
          ? [`network.lans.${name}.address.ipv4: "${address.ipv4}": overlaps that of ${other}`]
          : []),
        ...(vlan && before.vlan && vlan.parent === before.vlan.parent && vlan.id === before.vlan.id
          ? [`network.lans.${name}.vlan: ${vlan.id} on ${vlan.parent}: is ${other} already`]
          : []),
      ]),
  )
}

/** What is wrong with the train's own networks beside what the schema says. */
export const lanMistakes = ({ lans, classes, resolvers, links }: LinuxNetworkConfig): string[] => {
  const ingress = Object.values(classes).flatMap((one) => one.ingress)
  const outside = Object.values(links).flatMap((link) => [link.interface, ...(link.tunnel ?? [])])
  return [
    ...Object.entries(lans).flatMap(([name, lan]) => [
      ...(ingress.includes(name) ? [] : [`network.lans: "${name}": no class comes in by it`]),
      ...poolMistakes(`network.lans.${name}`, lan),
      ...(lan.vlan && (outside.includes(lan.vlan.parent) || Object.hasOwn(lans, lan.vlan.parent))
        ? [`network.lans.${name}.vlan.parent: "${lan.vlan.parent}": is a link or a network itself`]
        : []),
    ]),
    ...sharedNetworks(lans),
    ...(resolvers.length === 0 && Object.values(lans).some(({ dhcp }) => dhcp !== undefined)
      ? ['network.resolvers: none: who is served addresses asks for names too']
      : []),
  ]
}
