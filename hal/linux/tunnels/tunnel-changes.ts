import type { Tunnel } from '../../tunnel.ts'
import type { SeenTunnel } from './wg-dump.ts'

/** The interface of a tunnel as `ip` tells it. */
export interface SeenInterface {
  isUp: boolean
  mtuBytes: number
  /** `OWN peer PEER`, one each. */
  addresses: readonly string[]
}

const sorted = (list: readonly string[]): string => [...list].sort().join(',')

const peerArgs = ({ peer }: Tunnel, seen: SeenTunnel): string[] => {
  const known = seen.peers.find(({ publicKey }) => publicKey === peer.publicKey)
  const others = seen.peers.filter(({ publicKey }) => publicKey !== peer.publicKey)
  const changes = [
    // The other end may have been heard at another address since: only a peer that has one keeps it.
    ...(peer.endpoint !== undefined && known?.endpoint !== peer.endpoint ? ['endpoint', peer.endpoint] : []),
    ...(known?.keepaliveS === peer.keepaliveS ? [] : ['persistent-keepalive', String(peer.keepaliveS)]),
    ...(known && sorted(known.allowed) === sorted(peer.allowed) ? [] : ['allowed-ips', peer.allowed.join(',')]),
  ]
  return [
    ...others.flatMap(({ publicKey }) => ['peer', publicKey, 'remove']),
    ...(known && changes.length === 0 ? [] : ['peer', peer.publicKey, ...changes]),
  ]
}

/** What `wg set INTERFACE` must be given so that a tunnel is as it is wanted; nothing when it is. The key itself is never among it. */
export const wgArgs = (wanted: Tunnel, privateKey: string, seen: SeenTunnel): string[] => [
  ...(seen.privateKey === privateKey ? [] : ['private-key', wanted.privateKeyFile]),
  ...(wanted.listenPort === undefined || wanted.listenPort === seen.listenPort
    ? []
    : ['listen-port', String(wanted.listenPort)]),
  ...(wanted.fwmark === seen.fwmark ? [] : ['fwmark', String(wanted.fwmark)]),
  ...peerArgs(wanted, seen),
]

/** Lines for `ip -batch` so that an interface is as it is wanted; nothing when it is. */
export const ipLines = ({ interface: dev, mtuBytes, address }: Tunnel, seen: SeenInterface): string[] => {
  const wanted = `${address.own} peer ${address.peer}`
  return [
    ...(seen.mtuBytes === mtuBytes ? [] : [`link set dev ${dev} mtu ${mtuBytes}`]),
    ...(seen.addresses.includes(wanted) ? [] : [`addr add ${wanted} dev ${dev}`]),
    ...seen.addresses.filter((one) => one !== wanted).map((one) => `addr del ${one} dev ${dev}`),
    ...(seen.isUp ? [] : [`link set dev ${dev} up`]),
  ]
}
