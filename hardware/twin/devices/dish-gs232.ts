import type { Wire } from '../device.ts'
import { DishMount, type DishOptions, gs232Limits, type VirtualDish } from './dish-mount.ts'

const MAX_LINE_BYTES = 40
const LATENCY_MS = { min: 40, max: 90 }

const three = (deg: number): string => String(Math.round(deg)).padStart(3, '0')

/** How each model says where it stands. */
const said = {
  A: (azimuthDeg: number, elevationDeg: number) => `+0${three(azimuthDeg)}+0${three(elevationDeg)}`,
  B: (azimuthDeg: number, elevationDeg: number) => `AZ=${three(azimuthDeg)}  EL=${three(elevationDeg)}`,
} as const

type Command = (mount: DishMount, text: string) => boolean

const run =
  (axis: 'azimuth' | 'elevation', sense: 1 | -1): Command =>
  (mount) => {
    mount[axis].run(sense * mount.limits[axis].maxDegPerS)
    return true
  }

/** Whole degrees; a place outside the mount is refused. */
const place: Command = (mount, text) => {
  const found = /^[WM](\d{3})(?: (\d{3}))?$/.exec(text)
  const [azimuthDeg, elevationDeg] = [Number(found?.[1]), found?.[2] === undefined ? undefined : Number(found[2])]
  if (!found || azimuthDeg > mount.limits.azimuth.maxDeg) return false
  if (elevationDeg !== undefined && elevationDeg > mount.limits.elevation.maxDeg) return false
  mount.azimuth.goTo(azimuthDeg)
  if (elevationDeg !== undefined) mount.elevation.goTo(elevationDeg)
  return true
}

const commands: Readonly<Record<string, Command>> = {
  W: place,
  M: place,
  R: run('azimuth', 1),
  L: run('azimuth', -1),
  U: run('elevation', 1),
  D: run('elevation', -1),
  S: (mount) => {
    mount.halt()
    return true
  },
  A: (mount) => {
    mount.azimuth.halt()
    return true
  },
  E: (mount) => {
    mount.elevation.halt()
    return true
  },
}

/** A mount under Yaesu's GS-232A or B: lines that end with CR, whole degrees, no velocities. */
export const virtualGs232Dish =
  (model: 'A' | 'B') =>
  (options: DishOptions): VirtualDish => {
    const { random, name } = options
    const mount = new DishMount({ limits: gs232Limits, ...options })
    const delays = random.fork(`${name} answers`)
    let wire: Wire | undefined
    let line = ''

    const answer = (text: string): void => {
      const holdMs = LATENCY_MS.min + (LATENCY_MS.max - LATENCY_MS.min) * delays.next()
      wire?.send(Buffer.from(`${text}\r\n`, 'latin1'), holdMs)
    }
    const obey = (text: string): void => {
      const position = said[model](mount.azimuth.encoderDeg, mount.elevation.encoderDeg)
      if (text === 'C2') answer(position)
      else if (text === 'C') answer(position.replace(/[+ ]+(?:EL=|0)\d{3}$/, ''))
      else if (!commands[text[0] ?? '']?.(mount, text)) answer('?>')
    }

    return {
      name,
      mount,
      serial: { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 },
      start: (to) => {
        wire = to
        mount.advance()
      },
      receive: (bytes) => {
        mount.advance()
        for (const byte of bytes) {
          const isEnd = byte === 0x0d || byte === 0x0a
          if (isEnd && line !== '') obey(line.toUpperCase())
          line = isEnd ? '' : (line + String.fromCharCode(byte)).slice(0, MAX_LINE_BYTES)
        }
        mount.keepMoving()
      },
      stop: () => {
        line = ''
        wire = undefined
        mount.powerOff()
      },
    }
  }
