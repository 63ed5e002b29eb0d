import { beamControllerDrivers } from '../../drivers/antenna/index.ts'
import { cellularDrivers } from '../../drivers/cellular/index.ts'
import { gnssDrivers } from '../../drivers/gnss/index.ts'
import { modemDrivers } from '../../drivers/modem/index.ts'
import { odometerDrivers } from '../../drivers/odometer/index.ts'
import { powerDrivers } from '../../drivers/power/index.ts'
import { rfSwitchDrivers } from '../../drivers/rf-switch/index.ts'
import { rotatorDrivers } from '../../drivers/rotator/index.ts'
import { selfPointingDrivers } from '../../drivers/self-pointing/index.ts'
import { starlinkDrivers } from '../../drivers/starlink/index.ts'
import { kernelSensorDrivers, motionBoardDrivers } from '../../drivers/vibration/index.ts'
import { boards } from '../../hardware/boards/index.ts'
import type { TrainParts } from '../config/readable-parts.ts'
import type { DeviceClass } from '../config/train-config.ts'
import { UsageError } from '../usage-error.ts'
import { readText } from './linux-machine.ts'
import { abilityMistakes } from './mount-limits.ts'
import { readRoute, routeNames } from './read-route.ts'
import { territoryNames } from './read-territory.ts'

const driversOf: Readonly<Record<DeviceClass, Readonly<Record<string, unknown>>>> = {
  gnss: gnssDrivers,
  vibration: { ...motionBoardDrivers, ...kernelSensorDrivers },
  modem: modemDrivers,
  antenna: beamControllerDrivers,
  rotator: rotatorDrivers,
  'self-pointing': selfPointingDrivers,
  cellular: cellularDrivers,
  starlink: starlinkDrivers,
  power: powerDrivers,
  odometer: odometerDrivers,
  'rf-switch': rfSwitchDrivers,
}

/** Says which names there are, when this is none of them. */
const unless = (known: readonly string[], { name, at, what }: { name: string; at: string; what: string }): string[] =>
  known.includes(name)
    ? []
    : [
        `${at}: "${name}": no such ${what}; ${what.endsWith('y') ? `${what.slice(0, -1)}ies` : `${what}s`}: ${known.join(', ')}`,
      ]

const driverMistakes = ({ devices }: TrainParts): string[] =>
  Object.entries(devices).flatMap(([device, { class: deviceClass, driver }]) =>
    unless(Object.keys(driversOf[deviceClass]), { name: driver, at: `devices.${device}.driver`, what: 'driver' }),
  )

const lineMistakes = ({ devices, board = '' }: TrainParts): string[] => {
  const known = Object.hasOwn(boards, board) ? Object.keys(boards[board]?.lines ?? {}) : undefined
  return Object.entries(devices).flatMap(([device, fitted]) =>
    (fitted.class !== 'odometer' && fitted.class !== 'rf-switch') || known === undefined
      ? []
      : Object.entries(fitted.lines).flatMap(([channel, line]) =>
          line === undefined || known.includes(line)
            ? []
            : [
                `devices.${device}.lines.${channel}: "${line}": no such line of board ${board}; lines: ${known.join(', ')}`,
              ],
        ),
  )
}

const territoryMistakes = ({ terminals }: TrainParts, known: readonly string[]): string[] =>
  Object.entries(terminals).flatMap(([terminal, { territories }]) =>
    territories.flatMap((name) => unless(known, { name, at: `terminals.${terminal}.territories`, what: 'territory' })),
  )

const beamMistakes = ({ devices, terminals }: TrainParts): string[] =>
  Object.entries(terminals).flatMap(([terminal, { pointer, beams }]) => {
    const device = devices[pointer]
    if (device?.class !== 'antenna' || !Object.hasOwn(beamControllerDrivers, device.driver)) return []
    const known = beamControllerDrivers[device.driver]?.limits.beams ?? 1
    return beams <= known ? [] : [`terminals.${terminal}.beams: ${beams}: driver ${device.driver} knows ${known}`]
  })

const outside = (
  deg: number | undefined,
  [min, max]: readonly [number, number],
  at: string,
  driver: string,
): string[] =>
  deg === undefined || (deg >= min && deg <= max)
    ? []
    : [`${at}: ${deg}: driver ${driver} goes from ${min}° to ${max}°`]

/** A mount lies somewhere it can go. */
const restMistakes = ({ devices, terminals }: TrainParts): string[] =>
  Object.entries(terminals).flatMap(([terminal, { pointer, stow }]) => {
    const device = devices[pointer]
    const limits = device?.class === 'rotator' ? rotatorDrivers[device.driver]?.limits : undefined
    if (!limits || device?.class !== 'rotator' || !stow) return []
    const { driver, ability } = device
    const at = `terminals.${terminal}.stow`
    return [
      ...outside(stow.azimuthDeg, ability?.azimuthDeg ?? limits.azimuthDeg, `${at}.azimuthDeg`, driver),
      ...outside(stow.elevationDeg, ability?.elevationDeg ?? limits.elevationDeg, `${at}.elevationDeg`, driver),
    ]
  })

const mountMistakes = ({ devices }: TrainParts): string[] =>
  Object.entries(devices).flatMap(([name, device]) => {
    const mount = device.class === 'rotator' ? rotatorDrivers[device.driver] : undefined
    return device.class === 'rotator' && mount ? abilityMistakes(name, device, mount) : []
  })

/** A stretch beyond the end of its line would guard nothing. */
const clearanceMistakes = async ({ stow }: TrainParts, lines: readonly string[]): Promise<string[]> => {
  const mistakes: string[] = []
  for (const [index, { line, toKm }] of (stow?.lowClearances ?? []).entries()) {
    const at = `stow.lowClearances.${index}`
    mistakes.push(...unless(lines, { name: line, at: `${at}.line`, what: 'line' }))
    if (!lines.includes(line)) continue
    const { lengthKm } = await readRoute({ readText }, line)
    if (toKm > lengthKm) mistakes.push(`${at}.toKm: ${toKm}: line ${line} ends at kilometre ${lengthKm.toFixed(1)}`)
  }
  return mistakes
}

/** Every name of a driver, board, line or territory that there is not; `unread` devices may be any. A line each: path, value, what there is. */
export const nameMistakes = async (parts: TrainParts, unread: readonly string[] = []): Promise<string[]> => {
  const { board, route, devices } = parts
  const lines = await routeNames()
  const hasPower = Object.values(devices).some((device) => device.class === 'power')
  return [
    ...(board === undefined ? [] : unless(Object.keys(boards), { name: board, at: 'board', what: 'board' })),
    ...(route === undefined ? [] : unless(lines, { name: route, at: 'route', what: 'line' })),
    ...territoryMistakes(parts, await territoryNames()),
    ...driverMistakes(parts),
    ...lineMistakes(parts),
    ...beamMistakes(parts),
    ...mountMistakes(parts),
    ...restMistakes(parts),
    ...(await clearanceMistakes(parts, lines)),
    ...(hasPower || unread.length > 0 || Object.keys(parts.terminals).length === 0
      ? []
      : ['devices: one of class power is missing: without its permit line nothing may transmit']),
  ]
}

/** Throws UsageError when `source`, which the configuration was read from, names what is not there. */
export const checkNames = async (config: TrainParts, source: string): Promise<void> => {
  const mistakes = await nameMistakes(config)
  if (mistakes.length > 0) throw new UsageError(`${source}: ${mistakes.join('; ')}`)
}
