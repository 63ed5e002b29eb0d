import {
  decodeReply,
  encodeSetPoint,
  positionQuery,
  REPLY_BYTES,
  type Rot2progReply,
  type StepsPerDeg,
  stopCommand,
} from './rot2prog-codec.ts'
import type { RotatorDescriptor } from './rotator.ts'
import type { SetPointEvents, SetPointFramer, SetPointProtocol } from './set-point-protocol.ts'
import { openSetPointRotator } from './set-point-session.ts'

/** Looks for a whole reply; after anything that is none, again one byte further on. */
const framer = (onReply: (reply: Rot2progReply) => void, onDiscard: SetPointEvents['onDiscard']): SetPointFramer => {
  let held: number[] = []
  const take = (): void => {
    const reply = decodeReply(Uint8Array.from(held))
    if (reply) {
      held = []
      onReply(reply)
    } else {
      held.shift()
      onDiscard(1)
    }
  }
  return {
    push: (bytes) => {
      for (const byte of bytes) {
        held.push(byte)
        if (held.length === REPLY_BYTES) take()
      }
    },
    reset: () => {
      if (held.length > 0) onDiscard(held.length)
      held = []
    },
  }
}

/** One controller: its steps are learnt from what it says, and are the finest until then. */
const protocol = (): SetPointProtocol => {
  let stepsPerDeg: StepsPerDeg = { azimuth: 10, elevation: 10 }
  return {
    greeting: new Uint8Array(),
    query: positionQuery,
    stop: stopCommand,
    setPoint: (position) => encodeSetPoint(position, stepsPerDeg),
    framer: ({ onPosition, onDiscard }) =>
      framer((reply) => {
        stepsPerDeg = reply.stepsPerDeg
        onPosition(reply.position)
      }, onDiscard),
  }
}

/** SPID Rot2Prog: 13 bytes at 600 baud, 217 ms a command and 200 ms a reply; nothing is faster on that line. */
export const rot2prog: RotatorDescriptor = {
  name: 'rot2prog',
  manual: 'SPID Elektronik, Rot1Prog and Rot2Prog protocol',
  maturity: 'twin',
  serial: { baudRate: 600, dataBits: 8, parity: 'none', stopBits: 1 },
  limits: { azimuthDeg: [0, 450], elevationDeg: [0, 180], resolutionDeg: 0.1 },
  // RAS at 24 V: a turn in 60 s.
  motion: { azimuthDegPerS: 6, elevationDegPerS: 6, azimuthDegPerS2: 6, elevationDegPerS2: 6 },
  sayable: { azimuthDeg: [-360, 639], elevationDeg: [-21, 201] },
  timing: { replyTimeoutMs: 600, statusEveryMs: 700, retries: 3, silentAfterMs: 5000 },
  takesRates: false,
  tellsFaults: false,
  open: (with_) => openSetPointRotator({ ...with_, protocol: protocol(), descriptor: rot2prog }),
}
