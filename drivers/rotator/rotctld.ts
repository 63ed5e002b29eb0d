import { wrap360Deg } from '../../hal/units.ts'
import { lineFramer } from '../framing/line-framer.ts'
import type { RotatorDescriptor } from './rotator.ts'
import {
  decodeLine,
  encodeSetPoint,
  positionQuery,
  type RotctldRange,
  rangeQuery,
  stopCommand,
} from './rotctld-codec.ts'
import type { SetPointEvents, SetPointFramer, SetPointProtocol } from './set-point-protocol.ts'
import { openSetPointRotator } from './set-point-session.ts'

const MAX_LINE_BYTES = 200

type Range = { azimuthDeg: [number, number]; elevationDeg: [number, number] }

/** Azimuth and elevation come in two lines; what the mount can do is noted in `range`. */
const framer = ({ onPosition, onRefusal, onDiscard }: SetPointEvents, range: Range): SetPointFramer => {
  let azimuthDeg: number | undefined
  const takeLine = (line: string): void => {
    const said = decodeLine(line)
    if (!said) onDiscard(line.length)
    else if (said.kind === 'limit') range[said.axis][said.end === 'min' ? 0 : 1] = said.deg
    else if (said.kind === 'result' && said.code < 0) onRefusal()
    else if (said.kind === 'position' && said.axis === 'azimuthDeg') azimuthDeg = wrap360Deg(said.deg)
    else if (said.kind === 'position' && azimuthDeg !== undefined) {
      const position = { azimuthDeg, elevationDeg: said.deg }
      azimuthDeg = undefined
      onPosition(position)
    }
  }
  const lines = lineFramer({ maxBytes: MAX_LINE_BYTES, onLine: takeLine, onDiscard })
  return {
    push: lines.push,
    reset: () => {
      lines.reset()
      azimuthDeg = undefined
    },
  }
}

const protocol = (): SetPointProtocol => {
  const range: Range = { azimuthDeg: [0, 360], elevationDeg: [0, 90] }
  return {
    greeting: Buffer.from(rangeQuery),
    query: Buffer.from(positionQuery),
    stop: Buffer.from(stopCommand),
    setPoint: (position) => Buffer.from(encodeSetPoint(position, range satisfies RotctldRange)),
    framer: (events) => framer(events, range),
  }
}

/** Hamlib's rotator daemon on TCP, port 4533 as a rule (`port: tcp:HOST:4533`): whatever rotator it drives. */
export const rotctld: RotatorDescriptor = {
  name: 'rotctld',
  manual: 'Hamlib 4.5, rotctld(1)',
  maturity: 'emulator',
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  limits: { azimuthDeg: [0, 360], elevationDeg: [0, 90], resolutionDeg: 0.1 },
  // Of whatever it drives nothing is known.
  motion: { azimuthDegPerS: 6, elevationDegPerS: 3, azimuthDegPerS2: 6, elevationDegPerS2: 6 },
  sayable: { azimuthDeg: [0, 360], elevationDeg: [0, 180] },
  timing: { replyTimeoutMs: 500, statusEveryMs: 200, retries: 3, silentAfterMs: 3000 },
  takesRates: false,
  tellsFaults: false,
  open: (with_) => openSetPointRotator({ ...with_, protocol: protocol(), descriptor: rotctld }),
}
