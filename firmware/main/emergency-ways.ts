import { openDatagramSocket } from '../../hal/linux/datagram-socket.ts'
import { readKeyFile } from '../../hal/linux/tunnels/key-file.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { ShoreWays } from '../services/links/emergency-desk.ts'
import { OUTSIDE_TUNNELS } from '../services/links/shore-talk.ts'
import { closeAll } from '../services/service.ts'
import { switchMac } from '../services/switch-mac.ts'

/** Of ADDRESS:PORT, as the configuration has checked it. */
export const addressOf = (text: string): { host: string; port: number } => {
  const [host = '', port = ''] = text.split(':')
  return { host, port: Number(port) }
}

/** By link: where a socket sends from, and where to. */
const endsOf = ({ network, emergency: { shore } }: Pick<TrainConfig, 'network' | 'emergency'>) => {
  const tunnels = network.kind === 'linux' ? Object.entries(network.tunnels?.links ?? {}) : []
  const inside = tunnels.map(([name, { address }]) => ({
    name,
    own: address.own,
    shore: { host: address.peer, port: shore?.port ?? 0 },
  }))
  const outside = shore?.address === undefined ? [] : [shore.address]
  return [
    ...inside,
    ...outside.map((address) => ({ name: OUTSIDE_TUNNELS, own: '0.0.0.0', shore: addressOf(address) })),
  ]
}

/**
 * Opens a socket in each tunnel of the train, and one outside them where its file names an address there; `undefined` where no shore is
 * to be told. The tunnels must be there. Rejects with TerminalError `network-failed` for its key, or `port-failed`.
 */
export const openEmergencyWays = async (
  config: Pick<TrainConfig, 'network' | 'emergency'>,
): Promise<ShoreWays | undefined> => {
  const { shore } = config.emergency
  if (!shore) return undefined
  const mac = switchMac(await readKeyFile(shore.keyFile))
  const doors: Record<string, ShoreWays['doors'][string]> = {}
  try {
    for (const { name, own, shore: at } of endsOf(config))
      doors[name] = { socket: await openDatagramSocket({ host: own, port: 0 }), shore: at }
    return { mac, doors }
  } catch (error) {
    await closeAll(Object.values(doors).map(({ socket }) => socket))
    throw error
  }
}
