import type { ListenTcp, TcpServer } from '../../../hal/tcp-server.ts'
import type { PacedLine } from './paced-line.ts'

/** Chosen: the one that has the line, and one that is told by hanging up that it is taken. */
const MAX_CLIENTS = 2
const MAX_UNREAD_BYTES = 65_536

/** Where a line is served over TCP. */
export interface ServeTcpOptions {
  line: PacedLine
  port: number
  /** `listenTcp` of `hal/linux`. */
  listen: ListenTcp
}

/**
 * Serves a line over TCP, to this machine only: a device that listens, as antennas do. One client at a time; while the plug is
 * pulled nobody is let in. Rejects with TerminalError as `ListenTcp` does.
 */
export const serveTcp = ({ line, port, listen }: ServeTcpOptions): Promise<TcpServer> =>
  listen({ host: '127.0.0.1', port, maxClients: MAX_CLIENTS, maxUnreadBytes: MAX_UNREAD_BYTES }, (client) => {
    const end = line.attach({ onBytes: (bytes) => client.send(bytes), onUnplugged: () => client.close() })
    if (typeof end === 'string') {
      client.close()
      return
    }
    client.onData((bytes) => end.send(Uint8Array.from(bytes)))
    client.onClose(() => end.detach())
  })
