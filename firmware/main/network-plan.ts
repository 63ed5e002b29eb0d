import type { DoubleTunnel, NetworkClass, NetworkPlan } from '../../hal/network.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { classNumbers, doubleNumbers, linkNumbers, ownedNumbers } from '../domain/network-numbers.ts'
import { type TrafficClass, trafficClasses } from '../domain/traffic-class.ts'

/** Strangers' devices: they reach the Internet, and nothing of the train's or the shore's. */
const STRANGERS: readonly TrafficClass[] = ['passenger-paid', 'passenger']

type Gpsd = Pick<TrainConfig, 'gpsd'>

const NTP = { protocol: 'udp', port: 123 } as const

/** A service by its name, or a port as the file has it. */
const reachedOf = (text: string, { gpsd }: Partial<Gpsd>): NetworkClass['reaches'] => {
  if (text === 'ntp') return [NTP]
  if (text === 'gpsd') return gpsd ? [{ protocol: 'tcp', port: gpsd.port }] : []
  const [protocol, port] = text.split(':')
  return [{ protocol: protocol === 'tcp' ? 'tcp' : 'udp', port: Number(port) }]
}

const withoutLength = (cidr: string): string => cidr.split('/')[0] ?? cidr

const lansOf = ({ lans }: LinuxNetworkConfig): NetworkPlan['lans'] =>
  Object.entries(lans).map(([name, { address, dhcp }]) => ({
    interface: name,
    address: {
      ipv4: withoutLength(address.ipv4),
      ...(address.ipv6 !== undefined && { ipv6: withoutLength(address.ipv6) }),
    },
    isServed: dhcp !== undefined,
  }))

const doubleOf = ({ tunnels }: LinuxNetworkConfig): DoubleTunnel | undefined => {
  if (!tunnels?.double) return undefined
  const { interface: name, links, address } = tunnels.double
  return { interface: name, links, ...address, ...doubleNumbers }
}

/** What a train's file comes to for the kernel: links are numbered in the order of the file. */
export const networkPlanOf = (
  { links, traffic, gpsd }: Pick<TrainConfig, 'links' | 'traffic'> & Partial<Gpsd>,
  network: LinuxNetworkConfig,
): NetworkPlan => ({
  double: doubleOf(network),
  links: Object.keys(links).flatMap((name, index) => {
    const link = network.links[name]
    return link ? [{ name, ...link, peer: network.tunnels?.links[name]?.address.peer, ...linkNumbers(index + 1) }] : []
  }),
  classes: trafficClasses.flatMap((name) => {
    const own = network.classes[name]
    const terms = traffic[name]
    if (!own || !terms) return []
    const { links: allowed, rateFloorKbps: floorKbps = 0, rateCeilingKbps: ceilingKbps, double: isDouble } = terms
    const reaches = own.reaches.flatMap((text) => reachedOf(text, { gpsd }))
    const shared = { links: allowed, floorKbps, ceilingKbps, isDouble, isInternetOnly: STRANGERS.includes(name) }
    return [{ name, ingress: own.ingress, reaches, ...shared, ...classNumbers(name) }]
  }),
  lans: lansOf(network),
  owned: ownedNumbers,
})
