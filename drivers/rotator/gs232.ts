import { lineFramer } from '../framing/line-framer.ts'
import { decodeReply, encodeSetPoint, positionQuery, stopCommand } from './gs232-codec.ts'
import type { RotatorDescriptor } from './rotator.ts'
import type { SetPointProtocol } from './set-point-protocol.ts'
import { openSetPointRotator } from './set-point-session.ts'

const MAX_LINE_BYTES = 40

const protocol: SetPointProtocol = {
  greeting: new Uint8Array(),
  query: Buffer.from(positionQuery),
  stop: Buffer.from(stopCommand),
  setPoint: (position) => Buffer.from(encodeSetPoint(position)),
  framer: ({ onPosition, onRefusal, onDiscard }) =>
    lineFramer({
      maxBytes: MAX_LINE_BYTES,
      onLine: (line) => {
        const reply = decodeReply(line)
        if (reply?.kind === 'position') onPosition(reply.position)
        else if (reply) onRefusal()
        else onDiscard(line.length)
      },
      onDiscard,
    }),
}

const descriptor = (name: string, manual: string): RotatorDescriptor => ({
  name,
  manual,
  maturity: 'twin',
  serial: { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 },
  limits: { azimuthDeg: [0, 450], elevationDeg: [0, 180], resolutionDeg: 1 },
  // G-5500: a turn in 58 s, half a turn of elevation in 67 s.
  motion: { azimuthDegPerS: 6, elevationDegPerS: 2.6, azimuthDegPerS2: 6, elevationDegPerS2: 6 },
  timing: { replyTimeoutMs: 400, statusEveryMs: 400, retries: 3, silentAfterMs: 3000, settleAfterWriteMs: 50 },
  takesRates: false,
  tellsFaults: false,
  open: (with_) => openSetPointRotator({ ...with_, protocol, descriptor: descriptor(name, manual) }),
})

/** Yaesu's computer control interface, replies `+0aaa+0eee`. */
export const gs232a: RotatorDescriptor = descriptor('gs232a', 'Yaesu GS-232A computer control interface')

/** The later one, replies `AZ=aaa EL=eee`. */
export const gs232b: RotatorDescriptor = descriptor('gs232b', 'Yaesu GS-232B computer control interface')
