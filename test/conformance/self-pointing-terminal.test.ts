import test from 'ava'
import { openamip } from '../../drivers/modem/openamip.ts'
import { openamipAntenna, openamipAntennaAssisted } from '../../drivers/self-pointing/openamip.ts'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { mediatedModem } from '../../firmware/services/interlock/mediated-modem.ts'
import { startTracking } from '../../firmware/services/tracking.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { virtualModem } from '../../hardware/twin/devices/modem.ts'
import { virtualSelfAntenna } from '../../hardware/twin/devices/selfant.ts'
import { fakePermit, listen } from '../fakes/drivers.ts'
import { guard, guardedKu, KAZSAT_3_DEG, kuTerminal, standingTrain } from '../fakes/ku-desk.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink } from './memory-link.ts'

type Pointing = 'self' | 'assisted'

const service = { kind: 'geostationary', longitudeDeg: KAZSAT_3_DEG } as const

/** A virtual antenna and a virtual modem, each at the end of a line of bytes. */
const virtualGroup = (clock: SimClock, pointing: Pointing) => {
  const random = seededRandom(5)
  const context = {
    clock,
    random,
    world: fakeWorld({ clock }),
    faultAgeMs: () => undefined,
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
  }
  const terminal = kuTerminal({ ...context, name: 'ku', clearSkyCnDb: 11, satellitesInSky: () => [] })
  const antennaDevice = virtualSelfAntenna({ ...context, name: 'selfant', terminal })
  const modemDevice = virtualModem({
    ...context,
    name: 'modem',
    terminal:
      pointing === 'self'
        ? terminal
        : { ...terminal, name: 'ku', service: { kind: 'constellation' }, reception: () => terminal.reception() },
  })
  const antennaLine = deviceOnMemoryLink({ device: antennaDevice, clock, random })
  const modemLine = deviceOnMemoryLink({ device: modemDevice, clock, random })
  return { antennaLine, modemLine, antennaDevice, modemDevice, terminal }
}

/** Tracking and interlock on a bus, over such a group. */
const setUp = (pointing: Pointing = 'self') => {
  const clock = new SimClock()
  const bus = memoryBus()
  const group = virtualGroup(clock, pointing)
  const driver = pointing === 'self' ? openamipAntenna : openamipAntennaAssisted
  const modem = mediatedModem({
    name: 'ku',
    clock,
    modems: { modem: openamip.open({ link: group.modemLine.link, clock }) },
    antennas: { selfant: driver.open({ link: group.antennaLine.link, clock }) },
    ...(pointing === 'assisted' && { target: { satelliteLongitudeDeg: service.longitudeDeg } }),
    tell: () => undefined,
  })
  const heard = {
    transmit: listen(bus, 'transmit'),
    pointing: listen(bus, 'pointing'),
    antennas: listen(bus, 'antennas'),
  }
  guard({ clock, bus }, { permit: fakePermit(clock).permit, terminals: [guardedKu(modem, pointing)] })
  startTracking({
    clock,
    bus,
    terminals: [{ name: 'ku', pointing, maskDeg: 10, service }],
    devices: {},
    aimHz: 20,
    powerHz: 5,
  })
  standingTrain({ clock, bus })
  return { clock, heard, ...group }
}

for (const pointing of ['self', 'assisted'] as const) {
  test(`a terminal that is pointed ${pointing} transmits by the antenna's own word, and no figure says that we aimed it`, async (t) => {
    const { clock, heard, modemDevice, antennaDevice } = setUp(pointing)
    await clock.runFor(90_000)
    t.is(antennaDevice.longitudeDeg(), service.longitudeDeg)
    const { conditions = [], isPermitted } = heard.transmit.at(-1)?.terminals['ku'] ?? {}
    t.deepEqual(
      conditions.filter(({ isMet }) => !isMet),
      [],
    )
    t.true(isPermitted)
    t.true(modemDevice.isTransmitting())
    t.is(
      conditions.find(({ name }) => name === 'pointing error + 2σ')?.value,
      'not measured: the antenna points itself',
    )
    const told = heard.pointing.at(-1)?.terminals['ku']
    t.like(told, { state: 'forecast', pointing })
    t.is(told?.errorDeg, undefined)
    t.like(heard.antennas.at(-1)?.terminals['ku'], { pointing, antenna: 'selfant', modem: 'modem' })
  })
}

test('an antenna that falls silent mutes its terminal after three intervals', async (t) => {
  const { clock, heard, modemDevice, antennaLine } = setUp()
  await clock.runFor(90_000)
  t.true(modemDevice.isTransmitting())
  antennaLine.silence()
  await clock.runFor(3_200)
  t.false(modemDevice.isTransmitting())
  t.is(heard.transmit.at(-1)?.terminals['ku']?.isPermitted, false)
  t.is(heard.antennas.at(-1)?.terminals['ku']?.antennas['selfant']?.isAlive, false)
})
