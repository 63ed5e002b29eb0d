import type { ShorePlan } from '../../hal/shore-router.ts'
import type { Tunnel, TwoWays } from '../../hal/tunnel.ts'
import type { HubConfig } from '../config/hub-config.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { classNumbers, DOUBLE, doubleNumbers, LINK_MASK, linkNumbers, ownedNumbers } from '../domain/network-numbers.ts'
import { trafficClasses } from '../domain/traffic-class.ts'
import { doubleMtuBytes, tunnelMtuBytes } from '../domain/tunnel-mtu.ts'

const DOUBLE_TABLE = `${ownedNumbers.nftTable}-double`

interface LinkEnd {
  interface?: string | undefined
  address: { peer: string }
}

/** How what the double tunnel sends is copied to its other link. */
const twoWaysOf = (
  double: { interface: string; links: readonly [string, string] },
  ends: Record<string, LinkEnd>,
): TwoWays => {
  const way = (name: string) => ({ interface: ends[name]?.interface ?? '', peer: ends[name]?.address.peer ?? '' })
  const { mark, mask } = doubleNumbers
  const [one, other] = double.links
  return { interface: double.interface, mark, mask, ways: [way(one), way(other)], nftTable: DOUBLE_TABLE }
}

/** Of the train's double tunnel; `undefined` when it has none. */
export const trainTwoWaysOf = ({ tunnels, links }: LinuxNetworkConfig): TwoWays | undefined => {
  if (!tunnels?.double) return undefined
  const ends = Object.entries(tunnels.links).map(([name, { address }]) => [
    name,
    { interface: links[name]?.tunnel, address },
  ])
  return twoWaysOf(tunnels.double, Object.fromEntries(ends))
}

/** Of the hub's end of it. */
export const hubTwoWaysOf = ({ double, tunnels }: HubConfig): TwoWays | undefined =>
  double && twoWaysOf(double, tunnels)

/** Inside the links' tunnels, from and to addresses of its own. */
const trainDoubleOf = ({ tunnels }: LinuxNetworkConfig, mtuBytes: number): Tunnel[] => {
  if (!tunnels?.double) return []
  const { interface: name, privateKeyFile, address, hubPublicKey, port } = tunnels.double
  const { mark: fwmark } = doubleNumbers
  const endpoint = `${address.peer}:${port}`
  const peer = { publicKey: hubPublicKey, endpoint, allowed: ['0.0.0.0/0', '::/0'], keepaliveS: KEEPALIVE_S }
  return [{ interface: name, privateKeyFile, fwmark, mtuBytes: doubleMtuBytes(mtuBytes), address, peer }]
}

/** Providers forget who sent a datagram after half a minute of silence. */
const KEEPALIVE_S = 20

/** The train's ends of its tunnels: what each sends outside has its link's mark, and so its link's address and gateway for good. */
export const trainTunnelsOf = ({ links }: Pick<TrainConfig, 'links'>, network: LinuxNetworkConfig): Tunnel[] => {
  const { tunnels, links: kernelLinks } = network
  if (!tunnels) return []
  const mtuBytes = tunnelMtuBytes(Object.values(tunnels.links).map(({ outerMtuBytes }) => outerMtuBytes))
  const ofLinks = Object.keys(links).flatMap((name, index): Tunnel[] => {
    const own = tunnels.links[name]
    const interfaceName = kernelLinks[name]?.tunnel
    if (!own || interfaceName === undefined) return []
    const { privateKeyFile, address, hubPublicKey, endpoint } = own
    const allowed = ['0.0.0.0/0', '::/0']
    const peer = { publicKey: hubPublicKey, endpoint, allowed, keepaliveS: KEEPALIVE_S }
    return [{ interface: interfaceName, privateKeyFile, fwmark: linkNumbers(index + 1).mark, mtuBytes, address, peer }]
  })
  return [...ofLinks, ...trainDoubleOf(network, mtuBytes)]
}

/** The hub's ends: only what is the train's comes in, and the train's address outside is learnt from what comes. */
export const hubTunnelsOf = ({ tunnels, double, classes, mtuBytes }: HubConfig): Tunnel[] => {
  const networks = Object.values(classes).flatMap((one) => one.networks)
  const end = (
    one: HubConfig['tunnels'][string],
    of: Pick<Tunnel, 'fwmark' | 'mtuBytes'>,
    allowed: string[],
  ): Tunnel => {
    const { interface: name, privateKeyFile, listenPort, address, trainPublicKey: publicKey } = one
    const peer = { publicKey, allowed: [`${address.peer}/32`, ...allowed, ...networks], keepaliveS: 0 }
    return { interface: name, privateKeyFile, listenPort, address, peer, ...of }
  }
  const ofLinks = Object.entries(tunnels).map(([name, one]) =>
    end(one, { fwmark: 0, mtuBytes }, double?.links.includes(name) ? [`${double.address.peer}/32`] : []),
  )
  const fwmark = doubleNumbers.mark
  return double ? [...ofLinks, end(double, { fwmark, mtuBytes: doubleMtuBytes(mtuBytes) }, [])] : ofLinks
}

/** A flow that came by two links goes back by them; what its tunnel sends goes inside those of the links. */
const shoreDoubleOf = ({ double, tunnels }: HubConfig) => {
  if (!double) return undefined
  const interfaces = double.links.flatMap((name) => tunnels[name]?.interface ?? [])
  const { mark, table, priority } = doubleNumbers
  return {
    link: { name: DOUBLE, interface: double.interface, spares: interfaces },
    outer: { mark, table, priority, own: double.address.own, interfaces },
  }
}

/** In each tunnel the train's own end is heard, and inside those of two links what their tunnel sends. */
const heardByHub = ({ tunnels, double, announcing, probing, emergencies }: HubConfig): ShorePlan['heard'] => {
  const ports = [announcing.port, probing.port, ...(emergencies ? [emergencies.port] : [])]
  const ofLinks = Object.values(tunnels).map((one) => ({ interface: one.interface, from: one.address.peer, ports }))
  if (!double) return ofLinks
  const { interface: own, address, listenPort, links } = double
  const inside = links.flatMap((name) => {
    const tunnel = tunnels[name]
    return tunnel ? [{ interface: tunnel.interface, from: address.peer, ports: [listenPort] }] : []
  })
  return [...ofLinks, ...inside, { interface: own, from: address.peer, ports: [announcing.port] }]
}

/** The hub's routing; links are numbered in the order of its own file, and tables lie as those of a train's links. */
export const shorePlanOf = (config: HubConfig): ShorePlan => {
  const { uplink, mtuBytes, tunnels, classes } = config
  const double = shoreDoubleOf(config)
  const ofLinks = Object.entries(tunnels).map(([name, one]) => ({ name, interface: one.interface }))
  return {
    uplink,
    mtuBytes,
    linkMask: LINK_MASK,
    outer: double?.outer,
    links: [...ofLinks, ...(double ? [double.link] : [])].map((link, index) => {
      const { mark, table, priority } = linkNumbers(index + 1)
      return { ...link, mark, table, priority }
    }),
    classes: trafficClasses.flatMap((name) => {
      const found = classes[name]
      if (!found) return []
      const { networks, rateFloorKbps: floorKbps = 0, rateCeilingKbps: ceilingKbps } = found
      return [{ name, networks, floorKbps, ceilingKbps, mark: classNumbers(name).mark }]
    }),
    heard: heardByHub(config),
    owned: ownedNumbers,
  }
}
