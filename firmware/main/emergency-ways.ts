import type { DatagramAddress, DatagramSocket } from '../../hal/datagram-socket.ts'
import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { ipv4AddressOf } from '../../hal/linux/interface-address.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import type { LinuxNetworkConfig } from '../config/network-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { ShoreWays } from '../services/links/emergency-desk.ts'
import { ownSocket } from '../services/links/own-socket.ts'
import { OUTSIDE_TUNNELS } from '../services/links/shore-talk.ts'
import { switchMac } from '../services/switch-mac.ts'

/** Of ADDRESS:PORT, as the configuration has checked it. */
export const addressOf = (text: string): { host: string; port: number } => {
  const [host = '', port = ''] = text.split(':')
  return { host, port: Number(port) }
}

/** A socket at the address that an interface has then; while there is none, what is sent is lost. */
const socketOn = (own: string): DatagramSocket =>
  ownSocket({ ownAddress: () => ipv4AddressOf(own), open: openDatagramSocket })

type Door = ShoreWays['doors'][string]

/** By each link that has a tunnel, inside it. */
const doorsInside = (network: LinuxNetworkConfig, port: number): [string, Door][] =>
  Object.entries(network.tunnels?.links ?? {}).flatMap(([name, { address }]) => {
    const tunnel = network.links[name]?.tunnel
    return tunnel === undefined ? [] : [[name, { socket: socketOn(tunnel), shore: { host: address.peer, port } }]]
  })

/** By each link that has none, from its own address. */
const doorsInTheOpen = (network: LinuxNetworkConfig, shore: DatagramAddress): [string, Door][] =>
  Object.entries(network.links)
    .filter(([name]) => !Object.hasOwn(network.tunnels?.links ?? {}, name))
    .map(([name, { interface: own }]) => [name, { socket: socketOn(own), shore }])

/**
 * The ways to tell the shore: in each tunnel of the train, whenever that is there, and outside them where its file names an address; without a
 * kernel's network by the machine's own route. `undefined` where no shore is to be told. Rejects with TerminalError `network-failed` for its
 * key, or `port-failed`.
 */
export const openEmergencyWays = async ({
  network,
  emergency,
}: Pick<TrainConfig, 'network' | 'emergency'>): Promise<ShoreWays | undefined> => {
  const { shore } = emergency
  if (!shore) return undefined
  const mac = switchMac(await readKeyFile(shore.keyFile))
  const outside = shore.address === undefined ? undefined : addressOf(shore.address)
  if (network.kind === 'linux') {
    const inside = doorsInside(network, shore.port)
    return { mac, doors: Object.fromEntries([...inside, ...(outside ? doorsInTheOpen(network, outside) : [])]) }
  }
  if (!outside) return { mac, doors: {} }
  const socket = await openDatagramSocket({ host: '0.0.0.0', port: 0 })
  return { mac, doors: { [OUTSIDE_TUNNELS]: { socket, shore: outside } } }
}
