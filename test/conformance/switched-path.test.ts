import test from 'ava'
import { openamip } from '../../drivers/modem/openamip.ts'
import { steppelinkPower } from '../../drivers/power/board-lines.ts'
import { rfSwitchDrivers } from '../../drivers/rf-switch/index.ts'
import type { RfSwitchDescriptor } from '../../drivers/rf-switch/rf-switch.ts'
import { openamipAntenna } from '../../drivers/self-pointing/openamip.ts'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { mediatedModem } from '../../firmware/services/interlock/mediated-modem.ts'
import { isOnTarget } from '../../firmware/services/interlock/self-pointing-group.ts'
import { startInterlock } from '../../firmware/services/interlock.ts'
import { memoryAppendLog } from '../../hal/append-log.ts'
import { deskGpio } from '../../hal/desk/in-process.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { virtualModem } from '../../hardware/twin/devices/modem.ts'
import { virtualPowerBoard } from '../../hardware/twin/devices/power.ts'
import { type VirtualRfSwitchOptions, virtualRfSwitches } from '../../hardware/twin/devices/rf-switch.ts'
import { virtualSelfAntenna } from '../../hardware/twin/devices/selfant.ts'
import { joinedLines } from '../../hardware/twin/joined-lines.ts'
import { makeTerminal } from '../../hardware/twin/radio.ts'
import { listen } from '../fakes/drivers.ts'
import { licence } from '../fakes/licence.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink } from './memory-link.ts'

const KAZSAT_3_DEG = 58.5
const astana = { latDeg: 51.112, lonDeg: 71.533, heightM: 350 }
const level = { turnRateDegPerS: 0, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 0.2, tiltSigmaDeg: 0.2 }
const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }
const nothing = { isReceiving: false, carrierToNoiseDb: -10, errorDeg: 180, isBlocked: false }

type Names = readonly [string, ...string[]]

/** An interlock with its mediator, the power board's permit, a relay in the cable, and all of them bytes and levels of the twin. */
const setUp = async (driver: RfSwitchDescriptor, names: { modems: Names; antennas: Names }) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const random = seededRandom(7)
  const hidden = new Set<string>()
  const deaf = new Set<string>()
  const faults = new Set<string>()
  const faultAgeMs = (fault: string): number | undefined => (faults.has(fault) ? 1 : undefined)
  const contextOf = (name: string) => ({
    name,
    clock,
    random: random.fork(name),
    faultAgeMs,
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
    world: fakeWorld({
      clock,
      surroundings: () => ({ kind: 'open', horizonDeg: () => (hidden.has(name) ? 80 : 0) }),
    }),
  })
  const board = virtualPowerBoard({ clock, permitHoldMs: steppelinkPower.timing.permitHoldMs, faultAgeMs })
  const transmitting = (): string[] =>
    board.isPermitted(clock.nowMs())
      ? modems.filter(({ device }) => device.isTransmitting()).map(({ name }) => name)
      : []
  const relay = (
    virtualRfSwitches[driver.name] as (
      options: VirtualRfSwitchOptions,
    ) => ReturnType<(typeof virtualRfSwitches)[string]>
  )({
    name: 'rf-switch',
    clock,
    random,
    faultAgeMs,
    isRfOn: () => transmitting().length > 0,
  })
  const branches = (names.antennas.length === 2 ? names.antennas : names.modems) as readonly [string, string]
  const antennas = names.antennas.map((name) => {
    const terminal = makeTerminal({
      ...contextOf(name),
      service: { kind: 'geo', longitudeDeg: KAZSAT_3_DEG },
      kind: 'dish',
      beamwidthDeg: 2.9,
      clearSkyCnDb: 11,
      satellitesInSky: () => [],
    })
    const device = virtualSelfAntenna({ ...contextOf(name), terminal })
    const memory = deviceOnMemoryLink({ device, clock, random: random.fork(`line ${name}`) })
    return { name, terminal, memory, driver: openamipAntenna.open({ link: memory.link, clock }) }
  })
  // What a modem hears comes through the contact, whatever anybody decided.
  const joinedBy = (contact: 1 | 2 | undefined): string | undefined => contact && branches[contact - 1]
  const heardBy = (modem: string) => {
    const branch = joinedBy(relay.contact())
    if (names.modems.length === 2) return branch === modem ? antennas[0]?.terminal.reception() : undefined
    return antennas.find(({ name }) => name === branch)?.terminal.reception()
  }
  const modems = names.modems.map((name) => {
    const device = virtualModem({
      ...contextOf(name),
      terminal: {
        name,
        service: { kind: 'geo', longitudeDeg: KAZSAT_3_DEG },
        setBoresight: () => undefined,
        setMuted: () => undefined,
        reception: () => heardBy(name) ?? nothing,
      },
    })
    const memory = deviceOnMemoryLink({
      device,
      clock,
      random: random.fork(`line ${name}`),
      corruptWrite: (bytes) => (deaf.has(name) ? new Uint8Array() : bytes),
    })
    return { name, device, memory, driver: openamip.open({ link: memory.link, clock }) }
  })
  const gpio = deskGpio(joinedLines([board, relay]), clock)
  const lines = {
    ...(driver.coils === 'latching' && { to1: 'rf-switch-to-1' }),
    to2: 'rf-switch-to-2',
    at1: 'rf-switch-at-1',
    at2: 'rf-switch-at-2',
  }
  const events = listen(bus, 'interlock.event')
  const modem = mediatedModem({
    name: 'ku',
    clock,
    modems: Object.fromEntries(modems.map((each) => [each.name, each.driver])),
    antennas: Object.fromEntries(antennas.map((each) => [each.name, each.driver])),
    rfSwitch: { rfSwitch: await driver.open({ gpio, clock, lines }), branches, quietAfterMs: 100 },
    tell: () => undefined,
  })
  const group = {
    pointing: 'self' as const,
    standing: () => modem.standing(),
    onStanding: (handler: () => void) => modem.onStanding(handler),
  }
  startInterlock({
    clock,
    bus,
    terminals: [
      {
        name: 'ku',
        modem,
        modemName: 'modem',
        selfPointing: group,
        isAntennaOnTarget: () => isOnTarget(group),
        rfSwitch: () => modem.standing().rfSwitch,
        pointingLimitDeg: 0.5,
        elevationMaskDeg: 10,
        beamHalfWidthDeg: 1.5,
        shockLimitG: 3,
        territories: [licence],
        zones: [],
        sectors: [],
      },
    ],
    permit: await steppelinkPower.openPermit({ gpio }),
    aimHz: 20,
    powerHz: 5,
    trainId: 'kz-17',
    orderKeys: {},
    storage: memoryStorage(),
    log: memoryAppendLog(),
    run: 'test',
  })
  clock.every(200, () => {
    const atMs = clock.nowMs()
    bus.publish('power', { atMs, ...calm })
    bus.publish('navigation', {
      atMs,
      utcMs: Date.UTC(2026, 4, 31, 15) + atMs,
      mode: 'fixed',
      position: astana,
      horizontal95M: 6,
      attitude: { headingTrueDeg: 180, ...level },
    })
  })
  clock.every(50, () =>
    bus.publish('permission', {
      atMs: clock.nowMs(),
      terminals: {
        ku: {
          isOnTarget: false,
          beam: { azimuthDeg: 20, elevationDeg: 29 },
          isBlocked: false,
          isStowed: false,
          isPointerWell: true,
        },
      },
    }),
  )
  const heard = { transmit: listen(bus, 'transmit'), antennas: listen(bus, 'antennas') }
  return {
    clock,
    hidden,
    deaf,
    faults,
    relay,
    transmitting,
    events,
    heard,
    standing: () => modem.standing(),
    joinedBy: () => joinedBy(relay.contact()),
    modem: (name: string) => modems.find((each) => each.name === name),
    antenna: (name: string) => antennas.find((each) => each.name === name),
    condition: () => heard.transmit.at(-1)?.terminals['ku']?.conditions.find(({ name }) => name === 'RF switch'),
  }
}

const twoAntennas = { modems: ['modem'], antennas: ['front', 'rear'] } as const
const twoModems = { modems: ['first', 'second'], antennas: ['dish'] } as const

for (const driver of Object.values(rfSwitchDrivers)) {
  test(`${driver.name}: the cable follows the decision, and no contact ever opens under power`, async (t) => {
    const up = await setUp(driver, twoAntennas)
    await up.clock.runFor(60_000)
    t.deepEqual(up.transmitting(), ['modem'])
    for (let change = 0; change < 4; change++) {
      const had = up.standing().antenna as string
      t.is(up.joinedBy(), had)
      up.hidden.add(had)
      await up.clock.runFor(15_000)
      up.hidden.delete(had)
      t.not(up.standing().antenna, had)
      t.is(up.joinedBy(), up.standing().antenna)
      t.deepEqual(up.transmitting(), ['modem'])
      await up.clock.runFor(15_000)
    }
    // One that falls silent is left at once, from the middle of a transmission.
    for (let change = 0; change < 4; change++) {
      const had = up.standing().antenna as string
      up.antenna(had)?.memory.silence()
      await up.clock.runFor(20_000)
      t.is(up.joinedBy(), up.standing().antenna)
      t.not(up.joinedBy(), had)
      t.deepEqual(up.transmitting(), ['modem'])
      up.antenna(had)?.memory.silence(false)
      await up.clock.runFor(30_000)
    }
    t.true(up.relay.moves().all >= 8)
    t.is(up.relay.moves().hot, 0)
    t.like(up.heard.antennas.at(-1)?.terminals['ku']?.rfSwitch, { isThere: true, isProven: true })
  })

  test(`${driver.name}: a modem that does not hear its mute is silenced by the permit line before a contact opens`, async (t) => {
    const up = await setUp(driver, twoAntennas)
    await up.clock.runFor(60_000)
    const had = up.standing().antenna as string
    up.antenna(had)?.memory.silence()
    await up.clock.runFor(1_900)
    up.deaf.add('modem')
    const before = up.relay.moves().all
    await up.clock.runFor(2_000)
    t.not(up.standing().antenna, had)
    t.is(up.relay.moves().all, before + 1)
    t.is(up.relay.moves().hot, 0)
  })

  test(`${driver.name}: one antenna goes from a silent modem to the other`, async (t) => {
    const up = await setUp(driver, twoModems)
    await up.clock.runFor(60_000)
    const had = up.standing().modem as string
    t.deepEqual(up.transmitting(), [had])
    up.modem(had)?.memory.silence()
    await up.clock.runFor(60_000)
    t.not(up.joinedBy(), had)
    t.deepEqual(up.transmitting(), [up.joinedBy()])
    t.is(up.relay.moves().hot, 0)
  })

  test(`${driver.name}: a stuck switch leaves the modem with the antenna that it leads to`, async (t) => {
    const up = await setUp(driver, twoAntennas)
    await up.clock.runFor(60_000)
    const had = up.standing().antenna as string
    up.faults.add('rf-switch-stuck')
    up.hidden.add(had)
    await up.clock.runFor(5_000)
    t.is(up.joinedBy(), had)
    t.deepEqual(up.transmitting(), [])
    up.hidden.delete(had)
    await up.clock.runFor(40_000)
    t.is(up.standing().antenna, had)
    t.deepEqual(up.transmitting(), ['modem'])
  })

  test(`${driver.name}: a switch that proves nothing mutes at once, and permits again when it proves`, async (t) => {
    const up = await setUp(driver, twoAntennas)
    await up.clock.runFor(60_000)
    up.faults.add('rf-switch-blind')
    await up.clock.runFor(300)
    t.deepEqual(up.transmitting(), [])
    t.like(up.condition(), { isMet: false })
    const before = up.relay.moves().all
    await up.clock.runFor(60_000)
    t.true(up.relay.moves().all - before <= 2, 'each branch is tried, and then nothing is worn out')
    up.faults.clear()
    await up.clock.runFor(400_000)
    t.deepEqual(up.transmitting(), ['modem'])
    t.is(up.relay.moves().hot, 0)
  })
}
