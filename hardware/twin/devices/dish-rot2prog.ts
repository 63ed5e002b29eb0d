import type { Wire } from '../device.ts'
import { DishMount, type DishOptions, rot2progLimits, type VirtualDish } from './dish-mount.ts'

const COMMAND_BYTES = 13
const START = 0x57
const END = 0x20
const code = { stop: 0x0f, status: 0x1f, set: 0x2f } as const
/** As the controller is set up: tenths of a degree. */
const STEPS_PER_DEG = 10
const LATENCY_MS = { min: 20, max: 60 }

/** Four digits, each a byte of 0 to 9, of an angle with a full turn added. */
const digits = (deg: number): number[] =>
  [...String(Math.round((deg + 360) * 10)).padStart(4, '0')].map((digit) => digit.charCodeAt(0) - 48)

/** Reads four ASCII digits; NaN when one is none. */
const angle = (bytes: readonly number[], at: number): number => {
  const text = String.fromCharCode(...bytes.slice(at, at + 4))
  return /^\d{4}$/.test(text) ? Number(text) / STEPS_PER_DEG - 360 : Number.NaN
}

/** A mount under SPID's Rot2Prog: 600 baud, thirteen bytes a command, twelve a reply, a set-point is not answered. */
export const virtualRot2progDish = (options: DishOptions): VirtualDish => {
  const { random, name } = options
  const mount = new DishMount({ limits: rot2progLimits, ...options })
  const delays = random.fork(`${name} answers`)
  let wire: Wire | undefined
  let held: number[] = []

  const answer = (): void => {
    const azimuth = digits(mount.azimuth.encoderDeg)
    const elevation = digits(mount.elevation.encoderDeg)
    const holdMs = LATENCY_MS.min + (LATENCY_MS.max - LATENCY_MS.min) * delays.next()
    wire?.send(Uint8Array.of(START, ...azimuth, STEPS_PER_DEG, ...elevation, STEPS_PER_DEG, END), holdMs)
  }
  const place = (bytes: readonly number[]): void => {
    const [azimuthDeg, elevationDeg] = [angle(bytes, 1), angle(bytes, 6)]
    if (Number.isNaN(azimuthDeg) || Number.isNaN(elevationDeg)) return
    mount.azimuth.goTo(azimuthDeg)
    mount.elevation.goTo(elevationDeg)
  }
  const obey = (bytes: readonly number[]): void => {
    const asked = bytes[11]
    if (asked === code.set) place(bytes)
    if (asked === code.stop) mount.halt()
    if (asked === code.stop || asked === code.status) answer()
  }
  /** A command begins with W and ends with a blank; whatever else comes is dropped byte by byte. */
  const take = (byte: number): void => {
    held.push(byte)
    while (held.length > 0 && held[0] !== START) held.shift()
    if (held.length < COMMAND_BYTES) return
    if (held[COMMAND_BYTES - 1] === END) {
      obey(held)
      held = []
    } else held.shift()
  }

  return {
    name,
    mount,
    serial: { baudRate: 600, dataBits: 8, parity: 'none', stopBits: 1 },
    start: (to) => {
      wire = to
      mount.advance()
    },
    receive: (bytes) => {
      mount.advance()
      for (const byte of bytes) take(byte)
      mount.keepMoving()
    },
    stop: () => {
      held = []
      wire = undefined
      mount.powerOff()
    },
  }
}
