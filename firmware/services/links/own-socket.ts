import type { DatagramSocket, OpenDatagramSocket } from '../../../hal/datagram-socket.ts'

type OnMessage = Parameters<DatagramSocket['onMessage']>[0]

export interface OwnSocketDeps {
  /** The link's own address now; what comes from it goes by the link. */
  ownAddress: () => string | undefined
  open: OpenDatagramSocket
}

/** The socket at a link's own address, opened anew when that has changed. */
export class OwnSocket {
  readonly #deps: OwnSocketDeps
  readonly #onMessage: OnMessage
  #host: string | undefined
  #socket: Promise<DatagramSocket | undefined> = Promise.resolve(undefined)

  constructor(deps: OwnSocketDeps, onMessage: OnMessage) {
    this.#deps = deps
    this.#onMessage = onMessage
  }

  get(): Promise<DatagramSocket | undefined> {
    const host = this.#deps.ownAddress()
    if (host === this.#host) return this.#socket
    const before = this.#socket
    this.#host = host
    this.#socket = before
      .then((socket) => socket?.close())
      .then(() => (host === undefined ? undefined : this.#openAt(host)))
    return this.#socket
  }

  async close(): Promise<void> {
    await (await this.#socket)?.close()
  }

  async #openAt(host: string): Promise<DatagramSocket | undefined> {
    try {
      const socket = await this.#deps.open({ host, port: 0 })
      socket.onMessage(this.#onMessage)
      return socket
    } catch {
      // The address has just gone; whoever sends next looks again.
      this.#host = undefined
      return undefined
    }
  }
}

/** The same as a socket like any other: what is sent while the link has no address is lost. */
export const ownSocket = (deps: OwnSocketDeps): DatagramSocket => {
  let onMessage: OnMessage = () => {}
  const own = new OwnSocket(deps, (bytes, from) => onMessage(bytes, from))
  return {
    onMessage: (handler) => {
      onMessage = handler
    },
    send: async (bytes, to) => (await (await own.get())?.send(bytes, to)) ?? false,
    close: () => own.close(),
  }
}
