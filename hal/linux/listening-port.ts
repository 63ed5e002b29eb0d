import type { Clock } from '../clock.ts'
import type { OpenPort, Port } from '../port.ts'
import type { ListenTcp, TcpClient, TcpServer } from '../tcp-server.ts'
import { guardedPort, type RawLineEvents } from './guarded-port.ts'

/** Where the far end connects to us. */
export interface ListeningPortOptions {
  /** An address of this machine. */
  host: string
  port: number
  device: string
  listen: ListenTcp
  clock: Clock
}

/** One device is at the other end, and one more may knock: when the first has been silent for long, the line begins anew. */
const MAX_CLIENTS = 2
/** A device whose machine was unplugged leaves its connection behind, half open; ours speak every 5 s. Chosen. */
const SILENT_MS = 15_000
const MAX_UNREAD_BYTES = 65_536

/** The connection of a line, and when something last came on it. */
interface Held {
  client: TcpClient
  heardAtMs: number
}

/** A server's only client as a line; what is written before one is there is lost, as on a cable that leads nowhere. */
class ListeningLine {
  readonly #clock: Clock
  #server: TcpServer | undefined
  #held: Held | undefined
  #events: RawLineEvents | undefined
  #onBytes: (bytes: Uint8Array) => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async open({ host, port, device, listen }: ListeningPortOptions): Promise<Port> {
    const settings = { host, port, maxClients: MAX_CLIENTS, maxUnreadBytes: MAX_UNREAD_BYTES }
    this.#server = await listen(settings, (client) => this.#take(client))
    return guardedPort(device, (events) => {
      this.#events = events
      return {
        write: (bytes, done) => {
          this.#held?.client.send(bytes)
          done()
        },
        resume: (onBytes) => {
          this.#onBytes = onBytes
        },
        close: () => this.#end(),
      }
    })
  }

  #take(client: TcpClient): void {
    const nowMs = this.#clock.nowMs()
    if (this.#held) {
      client.close()
      if (nowMs - this.#held.heardAtMs >= SILENT_MS) this.#end()
      return
    }
    const held: Held = { client, heardAtMs: nowMs }
    this.#held = held
    client.onData((bytes) => {
      held.heardAtMs = this.#clock.nowMs()
      this.#onBytes(bytes)
    })
    client.onClose(() => this.#end())
  }

  /** The port is free again before anyone is told. */
  #end(): void {
    const server = this.#server
    this.#server = undefined
    server?.close().then(
      () => this.#events?.closed(),
      (cause: Error) => this.#events?.closed(cause),
    )
  }
}

/**
 * Opens a line by listening for the device at its other end: open from then on until that device leaves, when it is to be opened
 * anew. A second device is hung up on. Rejects as `ListenTcp` does.
 */
export const openListeningPort =
  (options: ListeningPortOptions): OpenPort =>
  () =>
    new ListeningLine(options.clock).open(options)
