import type { Clock } from '../../hal/clock.ts'
import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import { checkLinuxTunnels, openLinuxTunnels } from '../../hal/linux/tunnels/linux-tunnels.ts'
import { wallUtcMs } from '../../hal/linux/wall-clock.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { DOUBLE } from '../domain/network-numbers.ts'
import { type TrafficClass, trafficClasses } from '../domain/traffic-class.ts'
import { Announcer, type AnnouncingDoor } from '../services/links/announcer.ts'
import { DoubleKeeper } from '../services/links/double-keeper.ts'
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
}

interface TunnelOptions extends TunnelEvents {
  train: Pick<TrainConfig, 'links' | 'traffic'>
  network: LinuxNetworkConfig
  clock: Clock
}

type Doors = Record<string, AnnouncingDoor>

const openDoors = async (tunnels: NonNullable<LinuxNetworkConfig['tunnels']>, doors: Doors): Promise<void> => {
  const all = { ...tunnels.links, ...(tunnels.double && { [DOUBLE]: tunnels.double, [ASKING]: tunnels.double }) }
  for (const [name, { address }] of Object.entries(all)) {
    const socket = await openDatagramSocket({ host: address.own, port: 0 })
    doors[name] = { socket, hub: { host: address.peer, port: tunnels.announcing.port } }
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
 * before: what a tunnel sends first decides its outer path. Rejects with TerminalError `network-failed` or `port-failed`.
 */
export const openTrainTunnels = async (options: TunnelOptions): Promise<TrainTunnels | undefined> => {
  const { train, network, clock, onUnanswered } = options
  const wanted = network.tunnels
  if (!wanted) return undefined
  const mac = switchMac(await readKeyFile(wanted.announcing.keyFile))
  const tunnels = await openLinuxTunnels(trainTunnelsOf(train, network), clock, trainTwoWaysOf(network))
  const opened: Doors = {}
  try {
    await openDoors(wanted, opened)
  } catch (error) {
    await closeAll([tunnels, ...Object.values(opened).map(({ socket }) => socket)])
    throw error
  }
  const { [ASKING]: door, ...doors } = opened
  const run = wallUtcMs()
  const announcer = new Announcer({ clock, mac, doors, run, onUnanswered })
  const announce = (trafficClass: string, link: string | undefined): void => announcer.announce(trafficClass, link)
  const tellCapacity = (link: string, kbps: number | undefined): void => announcer.tellCapacity(link, kbps)
  if (!door || !wanted.double) return { announce, tellCapacity, close: () => closeAll([tunnels, announcer]) }
  const { links } = wanted.double
  const classes = trafficClasses.filter((name) => train.traffic[name]?.double)
  const { carryDouble: carryOut, onDouble: onChange } = options
  const double = new DoubleKeeper({ clock, mac, door, run, links, classes, carryOut, announce, onChange })
  return {
    announce: (trafficClass, link) => double.announce(trafficClass, link),
    tellCapacity,
    close: () => closeAll([tunnels, double, announcer]),
  }
}
