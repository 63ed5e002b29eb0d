import type { ShorePlan } from '../../hal/shore-router.ts'
import type { Tunnel } from '../../hal/tunnel.ts'
import type { HubConfig } from '../config/hub-config.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { classNumbers, LINK_MASK, linkNumbers, ownedNumbers } from '../domain/network-numbers.ts'
import { trafficClasses } from '../domain/traffic-class.ts'
import { tunnelMtuBytes } from '../domain/tunnel-mtu.ts'

/** Providers forget who sent a datagram after half a minute of silence. */
const KEEPALIVE_S = 20

/** The train's ends of its tunnels: what each sends outside has its link's mark, and so its link's address and gateway for good. */
export const trainTunnelsOf = (
  { links }: Pick<TrainConfig, 'links'>,
  { tunnels, links: kernelLinks }: LinuxNetworkConfig,
): Tunnel[] => {
  if (!tunnels) return []
  const mtuBytes = tunnelMtuBytes(Object.values(tunnels.links).map(({ outerMtuBytes }) => outerMtuBytes))
  return Object.keys(links).flatMap((name, index) => {
    const own = tunnels.links[name]
    const interfaceName = kernelLinks[name]?.tunnel
    if (!own || interfaceName === undefined) return []
    const { privateKeyFile, address, hubPublicKey, endpoint } = own
    const allowed = ['0.0.0.0/0', '::/0']
    const peer = { publicKey: hubPublicKey, endpoint, allowed, keepaliveS: KEEPALIVE_S }
    return [{ interface: interfaceName, privateKeyFile, fwmark: linkNumbers(index + 1).mark, mtuBytes, address, peer }]
  })
}

/** The hub's ends: only what is the train's comes in, and the train's address outside is learnt from what comes. */
export const hubTunnelsOf = ({ tunnels, classes, mtuBytes }: HubConfig): Tunnel[] => {
  const networks = Object.values(classes).flatMap((one) => one.networks)
  return Object.values(tunnels).map(({ interface: name, privateKeyFile, listenPort, address, trainPublicKey }) => ({
    interface: name,
    privateKeyFile,
    listenPort,
    fwmark: 0,
    mtuBytes,
    address,
    peer: { publicKey: trainPublicKey, allowed: [`${address.peer}/32`, ...networks], keepaliveS: 0 },
  }))
}

/** The hub's routing; links are numbered in the order of its own file, and tables lie as those of a train's links. */
export const shorePlanOf = ({ uplink, mtuBytes, tunnels, classes }: HubConfig): ShorePlan => ({
  uplink,
  mtuBytes,
  linkMask: LINK_MASK,
  links: Object.entries(tunnels).map(([name, { interface: own }], index) => {
    const { mark, table, priority } = linkNumbers(index + 1)
    return { name, interface: own, mark, table, priority }
  }),
  classes: trafficClasses.flatMap((name) => {
    const found = classes[name]
    if (!found) return []
    const { networks, rateFloorKbps: floorKbps = 0, rateCeilingKbps: ceilingKbps } = found
    return [{ name, networks, floorKbps, ceilingKbps, mark: classNumbers(name).mark }]
  }),
  owned: ownedNumbers,
})
