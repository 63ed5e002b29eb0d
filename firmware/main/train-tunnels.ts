import type { Clock } from '../../hal/clock.ts'
import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import { openLinuxTunnels } from '../../hal/linux/tunnels/linux-tunnels.ts'
import { wallUtcMs } from '../../hal/linux/wall-clock.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { TrafficClass } from '../domain/traffic-class.ts'
import { Announcer, type AnnouncingDoor } from '../services/links/announcer.ts'
import { closeAll } from '../services/service.ts'
import { switchMac } from '../services/switch-mac.ts'
import { trainTunnelsOf } from './tunnel-plan.ts'

/** The train's tunnels, and the hub told of switches. */
export interface TrainTunnels {
  /** Never waits. */
  announce(trafficClass: string, link: string | undefined): void
  /** What a link can carry from the shore, kbit/s, where the hub shapes it; a link without a tunnel tells nobody. */
  tellCapacity(link: string, kbps: number | undefined): void
  /** The tunnels stay. */
  close(): Promise<void>
}

/** Told once for each announcement that the hub never answered. */
export type OnUnanswered = (trafficClass: TrafficClass, link: string) => void

interface TunnelOptions {
  train: Pick<TrainConfig, 'links'>
  network: LinuxNetworkConfig
  clock: Clock
  onUnanswered: OnUnanswered
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
  const tunnels = await openLinuxTunnels(trainTunnelsOf(train, network), clock)
  const doors: Record<string, AnnouncingDoor> = {}
  try {
    for (const [name, { address }] of Object.entries(wanted.links)) {
      const socket = await openDatagramSocket({ host: address.own, port: 0 })
      doors[name] = { socket, hub: { host: address.peer, port: wanted.announcing.port } }
    }
  } catch (error) {
    await closeAll([tunnels, ...Object.values(doors).map(({ socket }) => socket)])
    throw error
  }
  const announcer = new Announcer({ clock, mac, doors, run: wallUtcMs(), onUnanswered })
  return {
    announce: (trafficClass, link) => announcer.announce(trafficClass, link),
    tellCapacity: (link, kbps) => announcer.tellCapacity(link, kbps),
    close: () => closeAll([tunnels, announcer]),
  }
}
