import type { VirtualDevice, Wire } from '../device.ts'
import { DishMount, type DishOptions, dishLimits } from './dish-mount.ts'

const MAX_LINE_BYTES = 200
const LATENCY_MS = { min: 2, max: 15 }
/** Hamlib's numbers: bad argument, not there. */
const EINVAL = -1
const ENIMPL = -4

interface Answer {
  /** Lines as `rotctld` gives them in the short and in the long form. */
  short: readonly string[]
  long: readonly string[]
  result: number
}

const done: Answer = { short: [], long: [], result: 0 }
const failed = (result: number): Answer => ({ short: [], long: [], result })

const range = (): Answer => {
  const { azimuth, elevation } = dishLimits
  const of = [azimuth.minDeg, azimuth.maxDeg, elevation.minDeg, elevation.maxDeg].map((deg) => deg.toFixed(6))
  const names = ['Minimum Azimuth', 'Maximum Azimuth', 'Minimum Elevation', 'Maximum Elevation']
  const long = ['rotctld Protocol Ver: 1', 'Rotor Model: 2', ...names.map((name, index) => `${name}: ${of[index]}`)]
  return {
    short: ['1', '2', ...['min_az', 'max_az', 'min_el', 'max_el'].map((name, index) => `${name}=${of[index]}`), 'done'],
    long: [...long, 'South Zero: 0', 'done'],
    result: 0,
  }
}

type Command = (mount: DishMount, args: readonly string[]) => Answer

const getPosition: Command = ({ azimuth, elevation }) => {
  const [azimuthText, elevationText] = [azimuth.encoderDeg.toFixed(6), elevation.encoderDeg.toFixed(6)]
  const long = [`Azimuth: ${azimuthText}`, `Elevation: ${elevationText}`]
  return { short: [azimuthText, elevationText], long, result: 0 }
}

const setPosition: Command = (mount, [first, second]) => {
  const [azimuthDeg, elevationDeg] = [Number(first ?? Number.NaN), Number(second ?? Number.NaN)]
  const { azimuth, elevation } = dishLimits
  const isIn = azimuthDeg >= azimuth.minDeg && azimuthDeg <= azimuth.maxDeg
  if (!isIn || !(elevationDeg >= elevation.minDeg && elevationDeg <= elevation.maxDeg)) return failed(EINVAL)
  mount.azimuth.goTo(azimuthDeg)
  mount.elevation.goTo(elevationDeg)
  return done
}

const stop: Command = (mount) => {
  mount.halt()
  return done
}

const park: Command = (mount) => {
  mount.azimuth.goTo(0)
  mount.elevation.goTo(0)
  return done
}

const DIRECTIONS: Readonly<Record<string, readonly [axis: 'azimuth' | 'elevation', sense: 1 | -1]>> = {
  '2': ['elevation', 1],
  '4': ['elevation', -1],
  '8': ['azimuth', -1],
  '16': ['azimuth', 1],
}

const move: Command = (mount, [direction = '', speed = '-1']) => {
  const found = DIRECTIONS[direction]
  const percent = Number(speed) < 0 ? 100 : Math.min(100, Number(speed))
  if (!found || Number.isNaN(percent)) return failed(EINVAL)
  const [axis, sense] = found
  mount[axis].run((sense * dishLimits[axis].maxDegPerS * percent) / 100)
  return done
}

const info: Command = () => ({ short: ['twin dish'], long: ['Info: twin dish'], result: 0 })

/** By letter, with the long name of each. */
const commands: Readonly<Record<string, readonly [name: string, run: Command]>> = {
  p: ['get_pos', getPosition],
  P: ['set_pos', setPosition],
  S: ['stop', stop],
  K: ['park', park],
  M: ['move', move],
  R: ['reset', () => done],
  _: ['get_info', info],
}
const longNames = new Map(Object.values(commands).map(([name, run]) => [name, run] as const))
longNames.set('dump_state', range)

const parse = (text: string): { name: string; run: Command; args: string[] } | undefined => {
  const [word = '', ...args] = text.trim().split(/\s+/)
  const named = word.startsWith('\\') ? word.slice(1) : undefined
  const found = named === undefined ? commands[word[0] ?? ''] : undefined
  if (found) return { name: found[0], run: found[1], args: word.length > 1 ? [word.slice(1), ...args] : args }
  const run = named === undefined ? undefined : longNames.get(named)
  return run && { name: named ?? '', run, args }
}

const textOf = (isLong: boolean, asked: { name: string; args: string[] }, { short, long, result }: Answer): string => {
  if (isLong) return [`${[`${asked.name}:`, ...asked.args].join(' ')}`, ...long, `RPRT ${result}`, ''].join('\n')
  const lines = short.length > 0 && result === 0 ? short : [`RPRT ${result}`]
  return [...lines, ''].join('\n')
}

/** A mount behind Hamlib's rotator protocol, as `rotctld` in front of it would speak: for benches, never for a train. */
export const virtualRotctldDish = (options: DishOptions): VirtualDevice => {
  const { random, name } = options
  const mount = new DishMount(options)
  const delays = random.fork(`${name} answers`)
  let wire: Wire | undefined
  let line = ''

  const say = (text: string): void => {
    const holdMs = LATENCY_MS.min + (LATENCY_MS.max - LATENCY_MS.min) * delays.next()
    wire?.send(Buffer.from(text, 'latin1'), holdMs)
  }
  const obey = (text: string): void => {
    const isLong = text.startsWith('+')
    const asked = parse(isLong ? text.slice(1) : text)
    if (!asked) say(`RPRT ${ENIMPL}\n`)
    else say(textOf(isLong, asked, asked.run(mount, asked.args)))
  }

  return {
    name,
    serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
    start: (to) => {
      wire = to
      mount.advance()
    },
    receive: (bytes) => {
      mount.advance()
      for (const byte of bytes) {
        const isEnd = byte === 0x0d || byte === 0x0a
        if (isEnd && line.trim() !== '') obey(line.trim())
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
