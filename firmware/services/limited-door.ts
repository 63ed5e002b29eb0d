import type { Clock } from '../../hal/clock.ts'
import type { DatagramAddress, DatagramSocket } from '../../hal/datagram-socket.ts'

/** Bytes of strangers cost one look at their MAC each; more a second by one door are not looked at. Chosen: a hundredth of a core. */
export const FAILED_A_SECOND = 2_000

/** What came by a service's doors and was no message for it. */
export interface DoorCounters {
  /** No message of ours, or a meaningless one. */
  garbled: number
  /** Without the key. */
  forged: number
  /** More than one door takes in a second, and not acted upon. */
  tooMany: number
}

interface LimitedDoor<Message extends object> {
  socket: DatagramSocket
  clock: Clock
  decode: (bytes: Uint8Array) => Message | 'garbled' | 'forged'
  /** Genuine messages that are taken of it in a second. */
  aSecond: number
  counters: DoorCounters
}

/** Hears genuine messages by one door; what strangers send there is counted apart, and neither takes the place of what comes by other doors. */
export const hearBy = <Message extends object>(
  { socket, clock, decode, aSecond, counters }: LimitedDoor<Message>,
  onMessage: (message: Message, from: DatagramAddress) => void,
): void => {
  let sinceMs = clock.nowMs()
  let failed = 0
  let genuine = 0
  socket.onMessage((bytes, from) => {
    const nowMs = clock.nowMs()
    if (nowMs - sinceMs >= 1_000) {
      sinceMs = nowMs
      failed = 0
      genuine = 0
    }
    const message = failed < FAILED_A_SECOND ? decode(bytes) : undefined
    if (typeof message === 'string') {
      failed++
      counters[message]++
    } else if (!message || ++genuine > aSecond) counters.tooMany++
    else onMessage(message, from)
  })
}
