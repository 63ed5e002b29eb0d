import type { DatagramAddress, DatagramSocket } from '../../../hal/datagram-socket.ts'
import { decodeProbe, encodeProbe } from '../../domain/probe-message.ts'
import type { SwitchMac } from '../../domain/switch-message.ts'
import type { Asked } from '../../plan/link-health.ts'
import type { ProbeAnswer } from '../../plan/link-health-state.ts'
import type { ProbeTerms } from '../../plan/probe-pace.ts'

/** By which a link's probes go out, and what comes back. */
export interface ProbeDoor {
  /** What one probe, or its answer, costs at the most: bytes outside, with all headers. */
  cost: Pick<ProbeTerms, 'probeBytes' | 'knockBytes'>
  /** Never waits, never fails: what cannot be sent is not answered. */
  send(number: number, asks: Asked): void
  onAnswer(handler: (answer: ProbeAnswer) => void): void
  /** The other end has heard nothing for so long. */
  onUnheard(handler: (silentMs: number) => void): void
  close(): Promise<void>
}

/**
 * 36 bytes in UDP, IPv4, WireGuard's 32 and its padding, UDP, IPv4 and Ethernet. The 60 bytes of a SYN come to the same, and it is given up
 * before the kernel sends it anew.
 */
const COST = { probeBytes: 138, knockBytes: 138 } as const

interface TunnelDoorDeps {
  socket: DatagramSocket
  hub: DatagramAddress
  mac: SwitchMac
  /** Whether the hub's kernel answers inside the tunnel; it needs no program there. */
  askKernel: () => Promise<boolean>
}

/** The door of a link with a tunnel: to the hub's program, and in doubt to its kernel. */
export const tunnelDoor = ({ socket, hub, mac, askKernel }: TunnelDoorDeps): ProbeDoor => {
  let onAnswer: (answer: ProbeAnswer) => void = () => {}
  let onUnheard: (silentMs: number) => void = () => {}
  socket.onMessage((bytes) => {
    const message = decodeProbe(bytes, mac)
    if (typeof message === 'string' || message.kind === 'probe') return
    if (message.kind === 'unheard') onUnheard(message.silentMs)
    else onAnswer({ number: message.number, by: 'peer', far: message })
  })
  return {
    cost: COST,
    send: (number, asks) => {
      if (asks !== 'kernel') void socket.send(encodeProbe({ kind: 'probe', number }, mac), hub)
      if (asks !== 'program') void askKernel().then((isThere) => isThere && onAnswer({ number, by: 'kernel' }))
    },
    onAnswer: (handler) => {
      onAnswer = handler
    },
    onUnheard: (handler) => {
      onUnheard = handler
    },
    close: () => socket.close(),
  }
}
