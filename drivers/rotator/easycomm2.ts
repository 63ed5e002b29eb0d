import { lineFramer } from '../framing/line-framer.ts'
import { decodeLine, encodeSetPoint, stopCommand } from './easycomm3-codec.ts'
import type { RotatorDescriptor } from './rotator.ts'
import type { SetPointEvents, SetPointFramer, SetPointProtocol } from './set-point-protocol.ts'
import { openSetPointRotator } from './set-point-session.ts'

const MAX_LINE_BYTES = 80

/** Azimuth and elevation may come in one line or in two. */
const framer = ({ onPosition, onDiscard }: SetPointEvents): SetPointFramer => {
  let azimuthDeg: number | undefined
  let elevationDeg: number | undefined
  const takeLine = (line: string): void => {
    const { replies, discardedBytes } = decodeLine(line)
    if (discardedBytes > 0) onDiscard(discardedBytes)
    for (const reply of replies) {
      if (reply.kind === 'azimuth') azimuthDeg = reply.deg
      if (reply.kind === 'elevation') elevationDeg = reply.deg
    }
    if (azimuthDeg === undefined || elevationDeg === undefined) return
    const position = { azimuthDeg, elevationDeg }
    azimuthDeg = undefined
    elevationDeg = undefined
    onPosition(position)
  }
  const lines = lineFramer({ maxBytes: MAX_LINE_BYTES, onLine: takeLine, onDiscard })
  return {
    push: lines.push,
    reset: () => {
      lines.reset()
      azimuthDeg = undefined
      elevationDeg = undefined
    },
  }
}

const protocol: SetPointProtocol = {
  greeting: new Uint8Array(),
  query: Buffer.from('AZ EL\n'),
  stop: Buffer.from(stopCommand),
  setPoint: (position) => Buffer.from(encodeSetPoint(position)),
  framer,
}

/** EasyComm II: set-points in tenths of a degree, no velocities and no registers. */
export const easycomm2: RotatorDescriptor = {
  name: 'easycomm2',
  manual: 'EasyComm standard I, II and III (Hamlib rotators/easycomm/easycomm.txt)',
  maturity: 'twin',
  serial: { baudRate: 19200, dataBits: 8, parity: 'none', stopBits: 1 },
  limits: { azimuthDeg: [0, 450], elevationDeg: [0, 90], resolutionDeg: 0.1 },
  motion: { azimuthDegPerS: 12, elevationDegPerS: 8, azimuthDegPerS2: 8, elevationDegPerS2: 8 },
  sayable: { azimuthDeg: [-360, 720], elevationDeg: [-5, 180] },
  timing: { replyTimeoutMs: 200, statusEveryMs: 200, retries: 3, silentAfterMs: 2000 },
  takesRates: false,
  tellsFaults: false,
  open: (with_) => openSetPointRotator({ ...with_, protocol, descriptor: easycomm2 }),
}
