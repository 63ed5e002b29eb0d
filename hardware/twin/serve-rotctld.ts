import type { ListenTcp, TcpServer } from '../../hal/tcp-server.ts'
import type { DishMount } from './devices/dish-mount.ts'
import { rotctldEar } from './devices/rotctld-ear.ts'

/** Chosen: a tracking program, a person's `rotctl`, and room for one more of each. */
const MAX_CLIENTS = 4
const MAX_UNREAD_BYTES = 65_536

/** Where a mount is served to Hamlib's clients. */
export interface ServeRotctldOptions {
  mount: DishMount
  port: number
  /** `listenTcp` of `hal/linux`. */
  listen: ListenTcp
}

/**
 * Serves a virtual mount as Hamlib's `rotctld` would, to this machine only: a bench's door, which no train has. Several clients
 * may aim; the last to speak wins. Rejects with TerminalError as `ListenTcp` does.
 */
export const serveRotctld = ({ mount, port, listen }: ServeRotctldOptions): Promise<TcpServer> =>
  listen({ host: '127.0.0.1', port, maxClients: MAX_CLIENTS, maxUnreadBytes: MAX_UNREAD_BYTES }, (client) => {
    const ear = rotctldEar(mount, (text) => client.send(text))
    client.onData((bytes) => ear.hear(bytes))
    client.onClose(() => undefined)
  })
