import { openamip } from '../../drivers/modem/openamip.ts'
import { steppelinkPower } from '../../drivers/power/board-lines.ts'
import type { RfSwitchDescriptor } from '../../drivers/rf-switch/rf-switch.ts'
import { openamipAntenna } from '../../drivers/self-pointing/openamip.ts'
import type { Bus } from '../../firmware/bus/bus.ts'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { mediatedModem } from '../../firmware/services/interlock/mediated-modem.ts'
import { deskGpio } from '../../hal/desk/in-process.ts'
import { type Random, seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { monotonicMs } from '../../hal/units.ts'
import { virtualModem } from '../../hardware/twin/devices/modem.ts'
import { virtualPowerBoard } from '../../hardware/twin/devices/power.ts'
import { type VirtualRfSwitchOptions, virtualRfSwitches } from '../../hardware/twin/devices/rf-switch.ts'
import { virtualSelfAntenna } from '../../hardware/twin/devices/selfant.ts'
import { joinedLines } from '../../hardware/twin/joined-lines.ts'
import { deviceOnMemoryLink } from '../conformance/memory-link.ts'
import { fakeModem, listen } from './drivers.ts'
import { guard, guardedAlone, guardedKu, KAZSAT_3_DEG, kuTerminal, standingTrain } from './ku-desk.ts'
import { fakeWorld } from './world.ts'

type Names = readonly [string, ...string[]]
/** Two of either, one of the other: the relay leads to the two. */
interface Sharing {
  modems: Names
  antennas: Names
}

const nothing = { isReceiving: false, carrierToNoiseDb: -10, errorDeg: 180, isBlocked: false }

/** What a test breaks, by the names of antennas, modems and faults. */
const brokenSets = () => ({
  /** The sky is hidden from them. */
  hidden: new Set<string>(),
  /** They hear nothing. */
  deaf: new Set<string>(),
  /** They hear their mute and transmit on. */
  stubborn: new Set<string>(),
  faults: new Set<string>(),
})

interface Bench {
  clock: SimClock
  random: Random
  broken: ReturnType<typeof brokenSets>
}

const faultAgeOf =
  ({ broken }: Bench) =>
  (fault: string): number | undefined =>
    broken.faults.has(fault) ? 1 : undefined

const contextOf = (bench: Bench, name: string) => ({
  name,
  clock: bench.clock,
  random: bench.random.fork(name),
  faultAgeMs: faultAgeOf(bench),
  rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
  world: fakeWorld({
    clock: bench.clock,
    surroundings: () => ({ kind: 'open', horizonDeg: () => (bench.broken.hidden.has(name) ? 80 : 0) }),
  }),
})

const selfAntenna = (bench: Bench, name: string) => {
  const { clock, random } = bench
  const context = contextOf(bench, name)
  const terminal = kuTerminal({ ...context, clearSkyCnDb: 11, satellitesInSky: () => [] })
  const device = virtualSelfAntenna({ ...context, terminal })
  const memory = deviceOnMemoryLink({ device, clock, random: random.fork(`line ${name}`) })
  return { name, terminal, memory, driver: openamipAntenna.open({ link: memory.link, clock }) }
}

type Reception = ReturnType<ReturnType<typeof kuTerminal>['reception']>

const modemHearing = (bench: Bench, name: string, heard: () => Reception | undefined) => {
  const { clock, random, broken } = bench
  const device = virtualModem({
    ...contextOf(bench, name),
    terminal: {
      name,
      service: { kind: 'geo', longitudeDeg: KAZSAT_3_DEG },
      setBoresight: () => undefined,
      setMuted: () => undefined,
      reception: () => heard() ?? nothing,
    },
  })
  const memory = deviceOnMemoryLink({
    device,
    clock,
    random: random.fork(`line ${name}`),
    corruptWrite: (bytes) => (broken.deaf.has(name) ? new Uint8Array() : bytes),
  })
  const isTransmitting = (): boolean => device.isTransmitting() || broken.stubborn.has(name)
  return { name, isTransmitting, memory, driver: openamip.open({ link: memory.link, clock }) }
}

type RelayMaker = (options: VirtualRfSwitchOptions) => ReturnType<(typeof virtualRfSwitches)[string]>

/** The power board's permit, a relay in the cable, and what it joins: bytes and levels of the twin. */
const virtualCable = (bench: Bench, driver: RfSwitchDescriptor, { modems: modemNames, antennas: names }: Sharing) => {
  const { clock, random } = bench
  const faultAgeMs = faultAgeOf(bench)
  const board = virtualPowerBoard({ clock, permitHoldMs: steppelinkPower.timing.permitHoldMs, faultAgeMs })
  const isPermitted = (): boolean => board.isPermitted(clock.nowMs())
  const transmitting = (): string[] =>
    isPermitted() ? modems.filter((modem) => modem.isTransmitting()).map(({ name }) => name) : []
  const isRfOn = (): boolean => transmitting().length > 0
  const relayOf = virtualRfSwitches[driver.name] as RelayMaker
  const relay = relayOf({ name: 'rf-switch', clock, random, faultAgeMs, isRfOn })
  const branches = (names.length === 2 ? names : modemNames) as readonly [string, string]
  const antennas = names.map((name) => selfAntenna(bench, name))
  // What a modem hears comes through the contact, whatever anybody decided.
  const joinedBy = (): string | undefined => {
    const contact = relay.contact()
    return contact && branches[contact - 1]
  }
  const heardBy = (modem: string): Reception | undefined => {
    const branch = joinedBy()
    if (modemNames.length === 2) return branch === modem ? antennas[0]?.terminal.reception() : undefined
    return antennas.find(({ name }) => name === branch)?.terminal.reception()
  }
  const modems = modemNames.map((name) => modemHearing(bench, name, () => heardBy(name)))
  const gpio = deskGpio(joinedLines([board, relay]), clock)
  return { relay, branches, antennas, modems, gpio, joinedBy, transmitting, isPermitted }
}

type Cable = ReturnType<typeof virtualCable>

const mediatorOf = async (clock: SimClock, driver: RfSwitchDescriptor, { gpio, branches, modems, antennas }: Cable) => {
  const lines = {
    ...(driver.coils === 'latching' && { to1: 'rf-switch-to-1' }),
    to2: 'rf-switch-to-2',
    at1: 'rf-switch-at-1',
    at2: 'rf-switch-at-2',
  }
  return mediatedModem({
    name: 'ku',
    clock,
    modems: Object.fromEntries(modems.map((each) => [each.name, each.driver])),
    antennas: Object.fromEntries(antennas.map((each) => [each.name, each.driver])),
    rfSwitch: { rfSwitch: await driver.open({ gpio, clock, lines }), branches, quietAfterMs: 100 },
    tell: () => undefined,
  })
}

const permission = { isOnTarget: false, isBlocked: false, isStowed: false, isPointerWell: true }
const south = { beam: { azimuthDeg: 20, elevationDeg: 29 } }

/** Tracking's permissions: `ku` points itself, its neighbour is aimed well. */
const keepPermitting = (clock: SimClock, bus: Bus): void => {
  const terminals = {
    ku: { ...permission, ...south },
    neighbour: { ...permission, ...south, isOnTarget: true, errorDeg: 0.1, sigmaDeg: 0.1 },
  }
  clock.every(50, () => bus.publish('permission', { atMs: clock.nowMs(), terminals }))
}

/** Another terminal, whose modem always has its lock. */
const neighbour = (clock: SimClock) => {
  const { modem, say } = fakeModem()
  const well = { isAlive: true, isLocked: true, isTransmitAllowed: true }
  clock.every(1_000, () => say({ atMs: monotonicMs(clock.nowMs()), ...well }))
  return guardedAlone('neighbour', modem)
}

/** An interlock with its mediator over a cable with a relay in it, beside another terminal where it is to have one. */
export const switchedRig = async (driver: RfSwitchDescriptor, sharing: Sharing, { hasNeighbour = false } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const broken = brokenSets()
  const cable = virtualCable({ clock, random: seededRandom(7), broken }, driver, sharing)
  const modem = await mediatorOf(clock, driver, cable)
  const terminals = [guardedKu(modem), ...(hasNeighbour ? [neighbour(clock)] : [])]
  guard({ clock, bus }, { permit: await steppelinkPower.openPermit({ gpio: cable.gpio }), terminals })
  standingTrain({ clock, bus })
  keepPermitting(clock, bus)
  const heard = { transmit: listen(bus, 'transmit'), antennas: listen(bus, 'antennas') }
  const conditions = () => heard.transmit.at(-1)?.terminals['ku']?.conditions
  return {
    clock,
    ...broken,
    ...cable,
    heard,
    standing: () => modem.standing(),
    modem: (name: string) => cable.modems.find((each) => each.name === name),
    antenna: (name: string) => cable.antennas.find((each) => each.name === name),
    condition: () => conditions()?.find(({ name }) => name === 'RF switch'),
  }
}
