/** One peer as the kernel or wireguard-go has it. */
interface SeenPeer {
  publicKey: string
  /** Absent: not known yet. */
  endpoint?: string
  allowed: readonly string[]
  /** Seconds of 1970; 0: there was none. */
  lastHandshakeS: number
  keepaliveS: number
}

/** A WireGuard interface as `wg show INTERFACE dump` tells it. */
export interface SeenTunnel {
  /** base64, a secret; absent: none is set. */
  privateKey?: string
  listenPort: number
  /** 0: none. */
  fwmark: number
  peers: readonly SeenPeer[]
}

const numberOf = (text: string | undefined): number => (text === undefined || text === 'off' ? 0 : Number(text))

const peerOf = (line: string): SeenPeer => {
  const [publicKey = '', , endpoint, allowed = '(none)', handshake, , , keepalive] = line.split('\t')
  return {
    publicKey,
    ...(endpoint !== undefined && endpoint !== '(none)' && { endpoint }),
    allowed: allowed === '(none)' ? [] : allowed.split(','),
    lastHandshakeS: numberOf(handshake),
    keepaliveS: numberOf(keepalive),
  }
}

/** Reads what `wg show INTERFACE dump` printed (wg(8)); `undefined` when it is no such thing. */
export const readWgDump = (text: string): SeenTunnel | undefined => {
  const [first = '', ...others] = text.split('\n').filter((line) => line !== '')
  const fields = first.split('\t')
  if (fields.length !== 4 || others.some((line) => line.split('\t').length !== 8)) return undefined
  const [privateKey = '', , listenPort, fwmark] = fields
  return {
    ...(privateKey !== '(none)' && { privateKey }),
    listenPort: numberOf(listenPort),
    fwmark: numberOf(fwmark),
    peers: others.map(peerOf),
  }
}
