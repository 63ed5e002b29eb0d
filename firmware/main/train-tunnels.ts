import type { Clock } from '../../hal/clock.ts'
import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { ipv4AddressOf } from '../../hal/linux/interface-address.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import { checkLinuxTunnels, type OnTunnelTrouble, openEachLinuxTunnel } from '../../hal/linux/tunnels/linux-tunnels.ts'
import { wallUtcMs } from '../../hal/linux/wall-clock.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { DOUBLE } from '../domain/network-numbers.ts'
import { type TrafficClass, trafficClasses } from '../domain/traffic-class.ts'
import { Announcer, type AnnouncingDoor } from '../services/links/announcer.ts'
import { DoubleKeeper } from '../services/links/double-keeper.ts'
import { ownSocket } from '../services/links/own-socket.ts'
import { closeAll } from '../services/service.ts'
import { switchMac } from '../services/switch-mac.ts'
import { trainTunnelsOf, trainTwoWaysOf } from './tunnel-plan.ts'

/** The door by which the hub is asked whether it hears the double tunnel; no link has such a name. */
const ASKING = 'double?'

/** The train's tunnels, and the hub told of switches. */
export interface TrainTunnels {
  /** Never waits. */
  announce(trafficClass: string, link: string | undefined): void
  /** What a link can carry from the shore, kbit/s, where the hub shapes it; a link without a tunnel tells nobody. */
  tellCapacity(link: string, kbps: number | undefined): void
  /** The tunnels stay. */
  close(): Promise<void>
}

/** What tunnels tell, and what they ask of who opens them. */
export interface TunnelEvents {
  /** Once for each announcement that the hub never answered. */
  onUnanswered: (trafficClass: TrafficClass, link: string) => void
  /** Has the kernel send classes on two links, or on their link alone. */
  carryDouble: (isThrough: boolean) => Promise<void>
  /** Of each change of that, once it is done. */
  onDouble: (isThrough: boolean) => void
  /** Of a tunnel that cannot be made or kept, as it begins and ends. */
  onTrouble: OnTunnelTrouble
}

interface TunnelOptions extends TunnelEvents {
  train: Pick<TrainConfig, 'links' | 'traffic'>
  network: LinuxNetworkConfig
  clock: Clock
}

/** Each opens when its tunnel has its address: one that is not there keeps nobody from telling the hub by another. */
const doorsOf = (
  tunnels: NonNullable<LinuxNetworkConfig['tunnels']>,
  links: LinuxNetworkConfig['links'],
): Record<string, AnnouncingDoor> => {
  const door = (name: string, { own, peer }: { own: string; peer: string }): AnnouncingDoor => {
    const ownAddress = () => (ipv4AddressOf(name) === own ? own : undefined)
    const socket = ownSocket({ ownAddress, open: openDatagramSocket })
    return { socket, hub: { host: peer, port: tunnels.announcing.port } }
  }
  const { double } = tunnels
  const ofLinks = Object.entries(tunnels.links).map(([name, { address }]) => [
    name,
    door(links[name]?.tunnel ?? '', address),
  ])
  return {
    ...Object.fromEntries(ofLinks),
    ...(double && {
      [DOUBLE]: door(double.interface, double.address),
      [ASKING]: door(double.interface, double.address),
    }),
  }
}

/** Rejects with TerminalError `network-failed` when what the tunnels need is missing; changes nothing. */
export const checkTrainTunnels = async ({
  train,
  network,
}: Pick<TunnelOptions, 'train' | 'network'>): Promise<void> => {
  if (!network.tunnels) return
  await readKeyFile(network.tunnels.announcing.keyFile)
  await checkLinuxTunnels(trainTunnelsOf(train, network), trainTwoWaysOf(network) !== undefined)
}

/**
 * Takes over or makes the tunnels that the train's file asks for; `undefined` when it asks for none. The routing of their marks must be there
 * before: what a tunnel sends first decides its outer path. Each is made for itself. Rejects with TerminalError `network-failed` for the key by which the hub is told.
 */
export const openTrainTunnels = async (options: TunnelOptions): Promise<TrainTunnels | undefined> => {
  const { train, network, clock, onUnanswered, onTrouble } = options
  const wanted = network.tunnels
  if (!wanted) return undefined
  const mac = switchMac(await readKeyFile(wanted.announcing.keyFile))
  const double = trainTwoWaysOf(network)
  const tunnels = await openEachLinuxTunnel(trainTunnelsOf(train, network), clock, { double, onTrouble })
  const { [ASKING]: door, ...doors } = doorsOf(wanted, network.links)
  const run = wallUtcMs()
  const announcer = new Announcer({ clock, mac, doors, run, onUnanswered })
  const announce = (trafficClass: string, link: string | undefined): void => announcer.announce(trafficClass, link)
  const tellCapacity = (link: string, kbps: number | undefined): void => announcer.tellCapacity(link, kbps)
  if (!door || !wanted.double) return { announce, tellCapacity, close: () => closeAll([tunnels, announcer]) }
  const { links } = wanted.double
  const classes = trafficClasses.filter((name) => train.traffic[name]?.double)
  const { carryDouble: carryOut, onDouble: onChange } = options
  const keeper = new DoubleKeeper({ clock, mac, door, run, links, classes, carryOut, announce, onChange })
  return {
    announce: (trafficClass, link) => keeper.announce(trafficClass, link),
    tellCapacity,
    close: () => closeAll([tunnels, keeper, announcer]),
  }
}
