import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { ipv4AddressOf } from '../../hal/linux/interface-address.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { ShoreWays } from '../services/links/emergency-desk.ts'
import { ownSocket } from '../services/links/own-socket.ts'
import { OUTSIDE_TUNNELS } from '../services/links/shore-talk.ts'
import { closeAll } from '../services/service.ts'
import { switchMac } from '../services/switch-mac.ts'

/** Of ADDRESS:PORT, as the configuration has checked it. */
export const addressOf = (text: string): { host: string; port: number } => {
  const [host = '', port = ''] = text.split(':')
  return { host, port: Number(port) }
}

/** The names of links of a kernel's network that have no tunnel, and by which interface each goes. */
const openLinks = ({ network }: Pick<TrainConfig, 'network'>): [string, string][] =>
  network.kind === 'linux'
    ? Object.entries(network.links)
        .filter(([name]) => !Object.hasOwn(network.tunnels?.links ?? {}, name))
        .map(([name, { interface: own }]) => [name, own])
    : []

type Door = ShoreWays['doors'][string]

/** Outside the tunnels: by each link that has none, from its own address; without a kernel's network by the machine's own route. */
const doorsOutside = async (config: Pick<TrainConfig, 'network'>, address: string): Promise<[string, Door][]> => {
  const shore = addressOf(address)
  if (config.network.kind !== 'linux')
    return [[OUTSIDE_TUNNELS, { socket: await openDatagramSocket({ host: '0.0.0.0', port: 0 }), shore }]]
  return openLinks(config).map(([name, own]) => [
    name,
    { socket: ownSocket({ ownAddress: () => ipv4AddressOf(own), open: openDatagramSocket }), shore },
  ])
}

/**
 * Opens a socket in each tunnel of the train, and outside them where its file names an address there; `undefined` where no shore is to be
 * told. The tunnels must be there. Rejects with TerminalError `network-failed` for its key, or `port-failed`.
 */
export const openEmergencyWays = async (
  config: Pick<TrainConfig, 'network' | 'emergency'>,
): Promise<ShoreWays | undefined> => {
  const { network, emergency } = config
  const { shore } = emergency
  if (!shore) return undefined
  const mac = switchMac(await readKeyFile(shore.keyFile))
  const doors: Record<string, Door> = {}
  try {
    for (const [name, { address }] of Object.entries((network.kind === 'linux' && network.tunnels?.links) || {})) {
      const socket = await openDatagramSocket({ host: address.own, port: 0 })
      doors[name] = { socket, shore: { host: address.peer, port: shore.port } }
    }
    const outside = shore.address === undefined ? [] : await doorsOutside(config, shore.address)
    return { mac, doors: { ...doors, ...Object.fromEntries(outside) } }
  } catch (error) {
    await closeAll(Object.values(doors).map(({ socket }) => socket))
    throw error
  }
}
