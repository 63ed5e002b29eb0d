import test from 'ava'
import type { ModemReport } from '../../drivers/modem/modem.ts'
import { openamip } from '../../drivers/modem/openamip.ts'
import { openamipAntenna } from '../../drivers/self-pointing/openamip.ts'
import { mediatedModem } from '../../firmware/services/interlock/mediated-modem.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { virtualModem } from '../../hardware/twin/devices/modem.ts'
import { virtualSelfAntenna } from '../../hardware/twin/devices/selfant.ts'
import { makeTerminal } from '../../hardware/twin/radio.ts'
import type { Terminal } from '../../hardware/twin/terminal.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink } from './memory-link.ts'

const KAZSAT_3_DEG = 58.5

const wellPlaced = {
  isFunctional: true,
  mayTransmit: true,
  position: { latDeg: 51.112, lonDeg: 71.533, heightM: 350, headingTrueDeg: 180, speedMps: 0, pitchDeg: 0, rollDeg: 0 },
}

/** Virtual modems and antennas with bytes on every line, our drivers at the other ends, and a mediator between them. */
const setUp = (names: { modems: readonly string[]; antennas: readonly string[] }) => {
  const clock = new SimClock()
  const random = seededRandom(11)
  const hidden = new Map<string, boolean>()
  const events: { text: string; reasons?: readonly string[] }[] = []
  const contextOf = (name: string) => ({
    name,
    clock,
    random: random.fork(name),
    faultAgeMs: () => undefined,
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
    world: fakeWorld({
      clock,
      surroundings: () => ({ kind: 'open', horizonDeg: () => (hidden.get(name) ? 80 : 0) }),
    }),
  })
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
    return { name, terminal, device, memory, driver: openamipAntenna.open({ link: memory.link, clock }) }
  })
  // The cable from the antenna that has the modem: what it receives is what the modem hears.
  const heardThrough = (): Terminal | undefined =>
    antennas.find(({ name }) => name === mediator.standing().antenna)?.terminal
  const modems = names.modems.map((name) => {
    const device = virtualModem({
      ...contextOf(name),
      terminal: {
        name,
        service: { kind: 'geo', longitudeDeg: KAZSAT_3_DEG },
        setBoresight: () => undefined,
        setMuted: () => undefined,
        reception: () =>
          (mediator.standing().modem === name ? heardThrough()?.reception() : undefined) ?? {
            isReceiving: false,
            carrierToNoiseDb: -10,
            errorDeg: 180,
            isBlocked: false,
          },
      },
    })
    const memory = deviceOnMemoryLink({ device, clock, random: random.fork(`line ${name}`) })
    return { name, device, memory, driver: openamip.open({ link: memory.link, clock }) }
  })
  const byName = <T>(parts: readonly { name: string; driver: T }[]): Record<string, T> =>
    Object.fromEntries(parts.map(({ name, driver }) => [name, driver]))
  const mediator = mediatedModem({
    name: 'ku',
    clock,
    modems: byName(modems),
    antennas: byName(antennas),
    tell: (event) => void events.push(event),
  })
  const reports: ModemReport[] = []
  mediator.onReport((report) => reports.push(report))
  mediator.tell(wellPlaced)
  const part = <T extends { name: string }>(parts: readonly T[], name: string): T =>
    parts.find((each) => each.name === name) as T
  return {
    clock,
    hidden,
    events,
    mediator,
    last: () => reports.at(-1),
    modem: (name: string) => part(modems, name),
    antenna: (name: string) => part(antennas, name),
    transmitting: () => modems.filter(({ device }) => device.isTransmitting()).map(({ name }) => name),
  }
}

const twoAntennas = { modems: ['modem'], antennas: ['front', 'rear'] }

test('one modem and one antenna find their satellite with this firmware between them, and the modem transmits', async (t) => {
  const up = setUp({ modems: ['modem'], antennas: ['front'] })
  await up.clock.runFor(60_000)
  t.is(up.antenna('front').device.longitudeDeg(), KAZSAT_3_DEG)
  t.like(up.last(), { isAlive: true, isLocked: true, isTransmitAllowed: true })
  t.deepEqual(up.transmitting(), ['modem'])
  t.true(up.antenna('front').terminal.reception().errorDeg < 1)
})

test('both antennas look at what the modem asked for, so that the other is on it before it is needed', async (t) => {
  const up = setUp(twoAntennas)
  await up.clock.runFor(60_000)
  for (const name of twoAntennas.antennas) {
    t.is(up.antenna(name).device.longitudeDeg(), KAZSAT_3_DEG)
    t.true(up.antenna(name).device.isOnTarget())
  }
})

test('an antenna that is hidden gives the modem to the other within a second, and nothing transmits in between', async (t) => {
  const up = setUp(twoAntennas)
  await up.clock.runFor(60_000)
  const [had, other] = up.mediator.standing().antenna === 'front' ? ['front', 'rear'] : ['rear', 'front']
  up.hidden.set(had as string, true)
  await up.clock.runFor(1_600)
  t.is(up.mediator.standing().antenna, other)
  t.deepEqual(up.transmitting(), [])
  t.regex(up.events.at(-1)?.reasons?.[0] ?? '', /is on the satellite already/)
  await up.clock.runFor(10_000)
  t.deepEqual(up.transmitting(), ['modem'])
  t.true(up.antenna(other as string).terminal.reception().isReceiving)
})

test('while both are hidden the modem is muted, and comes back by itself', async (t) => {
  const up = setUp(twoAntennas)
  await up.clock.runFor(60_000)
  for (const name of twoAntennas.antennas) up.hidden.set(name, true)
  await up.clock.runFor(1_500)
  t.deepEqual(up.transmitting(), [])
  for (const name of twoAntennas.antennas) up.hidden.set(name, false)
  await up.clock.runFor(20_000)
  t.deepEqual(up.transmitting(), ['modem'])
})

test('a silent antenna is lost after three intervals, mutes its modem and gives it to the other', async (t) => {
  const up = setUp(twoAntennas)
  await up.clock.runFor(60_000)
  const had = up.mediator.standing().antenna as string
  up.antenna(had).memory.silence()
  await up.clock.runFor(3_300)
  t.not(up.mediator.standing().antenna, had)
  await up.clock.runFor(10_000)
  t.deepEqual(up.transmitting(), ['modem'])
})

test('the only antenna falls silent: its modem is muted after three intervals', async (t) => {
  const up = setUp({ modems: ['modem'], antennas: ['front'] })
  await up.clock.runFor(60_000)
  up.antenna('front').memory.silence()
  await up.clock.runFor(3_300)
  t.deepEqual(up.transmitting(), [])
})

test('without the permission of the interlock nothing transmits, however well the antenna is', async (t) => {
  const up = setUp(twoAntennas)
  await up.clock.runFor(60_000)
  up.mediator.tell({ ...wellPlaced, mayTransmit: false })
  await up.clock.runFor(20)
  t.deepEqual(up.transmitting(), [])
})

test('a silent modem leaves its antenna to the other modem, and only one of them ever transmits', async (t) => {
  const up = setUp({ modems: ['first', 'second'], antennas: ['dish'] })
  await up.clock.runFor(60_000)
  const had = up.mediator.standing().modem as string
  t.deepEqual(up.transmitting(), [had])
  up.modem(had).memory.unplug()
  let most = 0
  for (let step = 0; step < 300; step++) {
    await up.clock.runFor(100)
    most = Math.max(most, up.transmitting().length)
  }
  t.deepEqual(up.transmitting(), [had === 'first' ? 'second' : 'first'])
  t.is(most, 1)
})
