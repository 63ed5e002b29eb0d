import type { DishMount } from './dish-mount.ts'

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

type Command = (mount: DishMount, args: readonly string[]) => Answer

const range: Command = ({ limits: { azimuth, elevation } }) => {
  const of = [azimuth.minDeg, azimuth.maxDeg, elevation.minDeg, elevation.maxDeg].map((deg) => deg.toFixed(6))
  const names = ['Minimum Azimuth', 'Maximum Azimuth', 'Minimum Elevation', 'Maximum Elevation']
  const long = ['rotctld Protocol Ver: 1', 'Rotor Model: 2', ...names.map((name, index) => `${name}: ${of[index]}`)]
  return {
    short: ['1', '2', ...['min_az', 'max_az', 'min_el', 'max_el'].map((name, index) => `${name}=${of[index]}`), 'done'],
    long: [...long, 'South Zero: 0', 'done'],
    result: 0,
  }
}

const getPosition: Command = ({ azimuth, elevation }) => {
  const [azimuthText, elevationText] = [azimuth.encoderDeg.toFixed(6), elevation.encoderDeg.toFixed(6)]
  const long = [`Azimuth: ${azimuthText}`, `Elevation: ${elevationText}`]
  return { short: [azimuthText, elevationText], long, result: 0 }
}

const setPosition: Command = (mount, [first, second]) => {
  const [azimuthDeg, elevationDeg] = [Number(first ?? Number.NaN), Number(second ?? Number.NaN)]
  const { azimuth, elevation } = mount.limits
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
  mount[axis].run((sense * mount.limits[axis].maxDegPerS * percent) / 100)
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

/** What `rotctld` in front of the mount says to one line; the mount obeys it. Manual: rotctld(1), Hamlib 4.5. */
export const answerRotctld = (mount: DishMount, line: string): string => {
  const isLong = line.startsWith('+')
  const asked = parse(isLong ? line.slice(1) : line)
  return asked ? textOf(isLong, asked, asked.run(mount, asked.args)) : `RPRT ${ENIMPL}\n`
}
