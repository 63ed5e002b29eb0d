import { normalize } from 'node:path'
import { TWIN_ORDER_KEY } from '../domain/transmit-order.ts'
import { emergencyMistakes } from './emergency-mistakes.ts'
import { networkMistakes } from './network-mistakes.ts'
import type { TrainParts } from './readable-parts.ts'
import type { DeviceClass, TrainConfig } from './train-config.ts'

const refersTo = (config: TrainParts, path: string, device: string, classes: readonly DeviceClass[]): string[] => {
  const found = Object.hasOwn(config.devices, device) ? config.devices[device] : undefined
  const wanted = classes.join(' or ')
  if (!found) return [`${path}: "${device}": no such device; devices of class ${wanted}: ${namesOf(config, classes)}`]
  if (!classes.includes(found.class)) return [`${path}: "${device}": is a ${found.class}, must be a ${wanted}`]
  return []
}

const namesOf = (config: TrainParts, classes: readonly DeviceClass[]): string =>
  Object.entries(config.devices)
    .filter(([, device]) => classes.includes(device.class))
    .map(([name]) => name)
    .join(', ') || 'none'

/** A self-pointing antenna is told a longitude, and only such antennas can be shared. */
const selfPointingMistakes = (
  config: TrainParts,
  name: string,
  terminal: TrainConfig['terminals'][string],
): string[] => {
  const { pointer, service, secondModem, secondPointer, rfSwitch } = terminal
  const at = `terminals.${name}`
  const isSelf = config.devices[pointer]?.class === 'self-pointing'
  if (!isSelf) {
    const why = 'only terminals whose pointer is of class self-pointing have one'
    return Object.entries({ secondModem, secondPointer, rfSwitch }).flatMap(([part, device]) =>
      device === undefined ? [] : [`${at}.${part}: "${device}": ${why}`],
    )
  }
  return [
    ...(service.kind === 'geostationary'
      ? []
      : [`${at}.service.kind: "${service.kind}": a self-pointing antenna is told a geostationary satellite`]),
    ...(secondModem === undefined ? [] : refersTo(config, `${at}.secondModem`, secondModem, ['modem'])),
    ...(secondPointer === undefined ? [] : refersTo(config, `${at}.secondPointer`, secondPointer, ['self-pointing'])),
    ...rfSwitchMistakes(config, at, terminal),
  ]
}

const PAIRS = [
  ['rxPolarization', 'txPolarization'],
  ['huntFrequencyMhz', 'huntBandwidthMhz'],
  ['rxLocalOscillatorMhz', 'txLocalOscillatorMhz'],
  ['transmitFrequencyMhz', 'transmitBandwidthMhz'],
] as const

/** P, H, B and T have two arguments each; who is not told by us what to find must not seem to be. */
const carrierMistakes = (
  config: TrainParts,
  at: string,
  { pointer, service }: TrainConfig['terminals'][string],
): string[] => {
  if (service.kind !== 'geostationary' || service.carrier === undefined) return []
  const { carrier } = service
  const driver = config.devices[pointer]?.driver
  return [
    ...(driver === 'openamip-assisted'
      ? []
      : [`${at}.service.carrier: only an antenna of driver openamip-assisted is told it; else the modem names it`]),
    ...PAIRS.flatMap(([one, other]) =>
      (carrier[one] === undefined) === (carrier[other] === undefined)
        ? []
        : [`${at}.service.carrier: give both of ${one} and ${other}, or neither`],
    ),
  ]
}

/** A changeover switch has two branches and one common port: it chooses between two antennas or between two modems. */
const rfSwitchMistakes = (
  config: TrainParts,
  at: string,
  { rfSwitch, secondModem, secondPointer }: TrainConfig['terminals'][string],
): string[] => {
  if (rfSwitch === undefined) return []
  const isOneOfTwo = (secondModem === undefined) !== (secondPointer === undefined)
  return [
    ...refersTo(config, `${at}.rfSwitch`, rfSwitch, ['rf-switch']),
    ...(isOneOfTwo ? [] : [`${at}.rfSwitch: "${rfSwitch}": give one of secondModem and secondPointer with it`]),
  ]
}

/** A latching switch has two coils, a fail-safe one has one; one tell-tale alone cannot tell a broken wire. */
const coilMistakes = (config: TrainParts): string[] =>
  Object.entries(config.devices).flatMap(([name, device]) => {
    if (device.class !== 'rf-switch') return []
    const { to1, at1, at2 } = device.lines
    const isLatching = device.driver === 'coax-latching'
    return [
      ...(isLatching === (to1 !== undefined)
        ? []
        : [`devices.${name}.lines.to1: driver ${device.driver} ${isLatching ? 'needs it' : 'has no such coil'}`]),
      ...((at1 === undefined) === (at2 === undefined)
        ? []
        : [`devices.${name}.lines: give both of at1 and at2, or neither`]),
    ]
  })

/** A dish has one beam, and a self-pointing antenna keeps its own. */
const beamMistakes = (
  config: TrainParts,
  name: string,
  { pointer, beams }: TrainConfig['terminals'][string],
): string[] => {
  const found = config.devices[pointer]
  return beams === 1 || !found || found.class === 'antenna'
    ? []
    : [`terminals.${name}.beams: ${beams}: only terminals whose pointer is of class antenna have two`]
}

/** An array has nothing to lay down, and a self-pointing antenna lays itself down or not at all. */
const stowMistakes = (
  config: TrainParts,
  name: string,
  { pointer, stow }: TrainConfig['terminals'][string],
): string[] => {
  const found = config.devices[pointer]
  return stow === undefined || !found || found.class === 'rotator'
    ? []
    : [`terminals.${name}.stow: only terminals whose pointer is of class rotator are stowed`]
}

const terminalMistakes = (config: TrainParts): string[] =>
  Object.entries(config.terminals).flatMap(([name, terminal]) => [
    ...refersTo(config, `terminals.${name}.modem`, terminal.modem, ['modem']),
    ...refersTo(config, `terminals.${name}.pointer`, terminal.pointer, ['antenna', 'rotator', 'self-pointing']),
    ...selfPointingMistakes(config, name, terminal),
    ...beamMistakes(config, name, terminal),
    ...carrierMistakes(config, `terminals.${name}`, terminal),
    ...stowMistakes(config, name, terminal),
  ])

const linkMistakes = (config: TrainParts): string[] =>
  Object.entries(config.links).flatMap(([name, link]) => {
    if ('cellular' in link) return refersTo(config, `links.${name}.cellular`, link.cellular, ['cellular'])
    if ('starlink' in link) return refersTo(config, `links.${name}.starlink`, link.starlink, ['starlink'])
    if ('ethernet' in link) return []
    const known = Object.keys(config.terminals)
    return known.includes(link.terminal)
      ? []
      : [`links.${name}.terminal: "${link.terminal}": no such terminal; terminals: ${known.join(', ') || 'none'}`]
  })

const trafficMistakes = (config: TrainParts): string[] =>
  Object.entries(config.traffic).flatMap(([trafficClass, asked]) => {
    const { links, pin, rateFloorKbps, rateCeilingKbps, budgetGb } = asked
    const at = `traffic.${trafficClass}`
    const unknown = links.filter((link) => !Object.hasOwn(config.links, link))
    const isOver = rateFloorKbps !== undefined && rateCeilingKbps !== undefined && rateFloorKbps > rateCeilingKbps
    return [
      ...unknown.map((link) => `${at}: "${link}": no such link; links: ${Object.keys(config.links).join(', ')}`),
      ...(new Set(links).size === links.length ? [] : [`${at}: names a link twice`]),
      ...(pin === undefined || links.includes(pin)
        ? []
        : [`${at}.pin: "${pin}": is not in the list of the class; links: ${links.join(', ')}`]),
      ...(trafficClass === 'emergency' && budgetGb !== undefined
        ? [`${at}.budgetGb: ${budgetGb}: no budget may hold an emergency back`]
        : []),
      ...(isOver ? [`${at}.rateFloorKbps: ${rateFloorKbps}: is over rateCeilingKbps, ${rateCeilingKbps}`] : []),
    ]
  })

/** Two devices on one line read each other's bytes. */
const sharedPorts = (config: TrainParts): string[] => {
  const owners = new Map<string, string>()
  const mistakes: string[] = []
  for (const [name, device] of Object.entries(config.devices)) {
    if (!('port' in device)) continue
    const owner = owners.get(device.port)
    if (owner) mistakes.push(`devices.${name}.port: "${device.port}": is the port of ${owner} already`)
    owners.set(device.port, name)
  }
  return [...mistakes, ...consolePortMistakes(config, owners)]
}

/** A technician at the line of a device, or a link in its place, would leave both without it. */
const consolePortMistakes = (config: TrainParts, devices: ReadonlyMap<string, string>): string[] => {
  const owners = new Map([...devices].map(([port, name]) => [normalize(port), name]))
  const mistakes: string[] = []
  for (const [name, { port }] of Object.entries(config.console?.ports ?? {})) {
    const path = normalize(port.replace(/^pty:/, ''))
    const owner = owners.get(path)
    if (owner) mistakes.push(`console.ports.${name}.port: "${port}": is the port of ${owner} already`)
    owners.set(path, `console.ports.${name}`)
  }
  return mistakes
}

const FIRMATA_MOST_HZ = 100

/** What the kernel drives has a name there and its own rates; a board on a line has a line and gives 100 readings a second at most. */
const motionMistakes = (config: TrainParts): string[] =>
  Object.entries(config.devices).flatMap(([name, device]) => {
    if (device.class !== 'vibration') return []
    const { driver, port, rateHz } = device
    const isOfKernel = driver === 'iio'
    const wanted = isOfKernel ? 'iio:NAME' : 'a device file or tcp:HOST:PORT'
    return [
      ...(isOfKernel === port.startsWith('iio:')
        ? []
        : [`devices.${name}.port: "${port}": driver ${driver} wants ${wanted}`]),
      ...(isOfKernel || rateHz <= FIRMATA_MOST_HZ
        ? []
        : [`devices.${name}.rateHz: ${rateHz}: driver ${driver} takes 1 to ${FIRMATA_MOST_HZ}`]),
    ]
  })

/** A wire is one thing of one device. */
const sharedLines = (config: TrainParts): string[] => {
  const owners = new Map<string, string>()
  const mistakes: string[] = []
  for (const [name, device] of Object.entries(config.devices)) {
    if (device.class !== 'odometer' && device.class !== 'rf-switch') continue
    for (const [channel, line] of Object.entries(device.lines)) {
      if (line === undefined) continue
      const path = `devices.${name}.lines.${channel}`
      const owner = owners.get(line)
      if (owner) mistakes.push(`${path}: "${line}": is ${owner} already`)
      owners.set(line, path)
    }
  }
  return mistakes
}

/** A modem or a pointer obeys one terminal: two would pull it to and fro. */
const sharedParts = (
  config: TrainParts,
  parts: readonly ('modem' | 'secondModem' | 'pointer' | 'secondPointer' | 'rfSwitch')[],
) => {
  const owners = new Map<string, string>()
  const mistakes: string[] = []
  for (const [name, terminal] of Object.entries(config.terminals))
    for (const part of parts) {
      const device = terminal[part]
      if (device === undefined) continue
      const owner = owners.get(device)
      if (owner) mistakes.push(`terminals.${name}.${part}: "${device}": serves terminal ${owner} already`)
      owners.set(device, name)
    }
  return mistakes
}

/** Everybody can sign as the twin's operator: orders of that key are for trains of the twin. */
const orderKeyMistakes = ({ gpio, interlock }: TrainParts): string[] =>
  gpio === undefined || gpio.kind === 'desk'
    ? []
    : Object.entries(interlock?.orderKeys ?? {})
        .filter(([, key]) => key === TWIN_ORDER_KEY)
        .map(([signer, key]) => `interlock.orderKeys.${signer}: "${key}": is the twin's, with which everybody can sign`)

/** What each part allows and the whole does not: names without a thing, one port or one part twice. A line each: path, value, what it may be. */
export const findContradictions = (config: TrainParts): string[] => [
  ...terminalMistakes(config),
  ...linkMistakes(config),
  ...trafficMistakes(config),
  ...orderKeyMistakes(config),
  ...sharedPorts(config),
  ...motionMistakes(config),
  ...sharedLines(config),
  ...coilMistakes(config),
  ...sharedParts(config, ['modem', 'secondModem']),
  ...sharedParts(config, ['pointer', 'secondPointer']),
  ...sharedParts(config, ['rfSwitch']),
  ...networkMistakes(config),
  ...emergencyMistakes(config),
]
