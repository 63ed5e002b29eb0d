import { dnsAnswerId, dnsQuestion } from '../../domain/dns-question.ts'
import type { ProbeAnswer } from '../../plan/link-health-state.ts'
import { OwnSocket, type OwnSocketDeps } from './own-socket.ts'
import type { ProbeDoor } from './probe-door.ts'

interface OpenDoorDeps extends OwnSocketDeps {
  /** IPv4 addresses of DNS servers. */
  targets: readonly string[]
}

const DNS_PORT = 53
/** An answer to our question with IPv4, UDP and Ethernet: 103 bytes from the root, more where a server adds some of its own. */
const ANSWER_BYTES = 160
const IDS = 2 ** 16
/** Of questions whose answers may still come. */
const REMEMBERED = 256

/** The door of a link in the open: a small question to several DNS servers at once; one that answers is enough. */
export const openDoor = (deps: OpenDoorDeps): ProbeDoor => {
  let onAnswer: (answer: ProbeAnswer) => void = () => {}
  const asked = new Map<number, number>()
  const socket = new OwnSocket(deps, (bytes, from) => {
    const isAnswer = from.port === DNS_PORT && deps.targets.includes(from.host)
    const number = isAnswer ? asked.get(dnsAnswerId(bytes) ?? -1) : undefined
    if (number !== undefined) onAnswer({ number, by: 'peer' })
  })
  const send = async (number: number): Promise<void> => {
    asked.delete(number % IDS)
    asked.set(number % IDS, number)
    for (const id of [...asked.keys()].slice(0, -REMEMBERED)) asked.delete(id)
    const own = await socket.get()
    for (const host of deps.targets) void own?.send(dnsQuestion(number % IDS), { host, port: DNS_PORT })
  }
  return {
    cost: { probeBytes: ANSWER_BYTES * deps.targets.length, knockBytes: 0 },
    send: (number) => void send(number),
    onAnswer: (handler) => {
      onAnswer = handler
    },
    onUnheard: () => {},
    close: () => socket.close(),
  }
}
