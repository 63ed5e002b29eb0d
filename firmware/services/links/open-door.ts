import type { DatagramSocket, OpenDatagramSocket } from '../../../hal/datagram-socket.ts'
import { dnsAnswerId, dnsQuestion } from '../../domain/dns-question.ts'
import type { ProbeAnswer } from '../../plan/link-health-state.ts'
import type { ProbeDoor } from './probe-door.ts'

interface OpenDoorDeps {
  /** IPv4 addresses of DNS servers. */
  targets: readonly string[]
  /** The link's own address now; what comes from it goes by the link. */
  ownAddress: () => string | undefined
  open: OpenDatagramSocket
}

const DNS_PORT = 53
/** An answer to our question with IPv4, UDP and Ethernet: 103 bytes from the root, more where a server adds some of its own. */
const ANSWER_BYTES = 160
const IDS = 2 ** 16
/** Of questions whose answers may still come. */
const REMEMBERED = 256

/** The socket at a link's own address, opened anew when that has changed. */
class OwnSocket {
  readonly #deps: OpenDoorDeps
  readonly #onMessage: (bytes: Uint8Array, from: string) => void
  #host: string | undefined
  #socket: Promise<DatagramSocket | undefined> = Promise.resolve(undefined)

  constructor(deps: OpenDoorDeps, onMessage: (bytes: Uint8Array, from: string) => void) {
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
      socket.onMessage((bytes, from) => {
        if (from.port === DNS_PORT) this.#onMessage(bytes, from.host)
      })
      return socket
    } catch {
      // The address has just gone; the next probe looks again.
      this.#host = undefined
      return undefined
    }
  }
}

/** The door of a link in the open: a small question to several DNS servers at once; one that answers is enough. */
export const openDoor = (deps: OpenDoorDeps): ProbeDoor => {
  let onAnswer: (answer: ProbeAnswer) => void = () => {}
  const asked = new Map<number, number>()
  const socket = new OwnSocket(deps, (bytes, from) => {
    const number = deps.targets.includes(from) ? asked.get(dnsAnswerId(bytes) ?? -1) : undefined
    if (number !== undefined) onAnswer({ number, by: 'peer' })
  })
  const send = async (number: number): Promise<void> => {
    asked.delete(number % IDS)
    asked.set(number % IDS, number)
    for (const id of [...asked.keys()].slice(0, -REMEMBERED)) asked.delete(id)
    const own = await socket.get()
    for (const host of deps.targets) own?.send(dnsQuestion(number % IDS), { host, port: DNS_PORT })
  }
  return {
    probeBytes: ANSWER_BYTES * deps.targets.length,
    send: (number) => void send(number),
    onAnswer: (handler) => {
      onAnswer = handler
    },
    onUnheard: () => {},
    close: () => socket.close(),
  }
}
