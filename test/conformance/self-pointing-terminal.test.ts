import test from 'ava'
import { openamip } from '../../drivers/modem/openamip.ts'
import { openamipAntenna, openamipAntennaAssisted } from '../../drivers/self-pointing/openamip.ts'
import { memoryBus } from '../../firmware/bus/memory-bus.ts'
import { mediatedModem } from '../../firmware/services/interlock/mediated-modem.ts'
import { isOnTarget } from '../../firmware/services/interlock/self-pointing-group.ts'
import { startInterlock } from '../../firmware/services/interlock.ts'
import { startTracking } from '../../firmware/services/tracking.ts'
import { memoryAppendLog } from '../../hal/append-log.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { virtualModem } from '../../hardware/twin/devices/modem.ts'
import { virtualSelfAntenna } from '../../hardware/twin/devices/selfant.ts'
import { makeTerminal } from '../../hardware/twin/radio.ts'
import { fakePermit, listen } from '../fakes/drivers.ts'
import { licence } from '../fakes/licence.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink } from './memory-link.ts'

const service = { kind: 'geostationary', longitudeDeg: 58.5 } as const
const astana = { latDeg: 51.112, lonDeg: 71.533, heightM: 350 }
const attitude = {
  headingTrueDeg: 180,
  turnRateDegPerS: 0,
  pitchDeg: 0,
  rollDeg: 0,
  headingSigmaDeg: 0.2,
  tiltSigmaDeg: 0.2,
}
/** Tracking and interlock on a bus, a virtual modem and a virtual self-pointing antenna on lines of bytes. */
const setUp = (pointing: 'self' | 'assisted' = 'self') => {
  const clock = new SimClock()
  const bus = memoryBus()
  const random = seededRandom(5)
  const context = {
    clock,
    random,
    world: fakeWorld({ clock }),
    faultAgeMs: () => undefined,
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
  }
  const terminal = makeTerminal({
    ...context,
    name: 'ku',
    service: { kind: 'geo', longitudeDeg: service.longitudeDeg },
    kind: 'dish',
    beamwidthDeg: 2.9,
    clearSkyCnDb: 11,
    satellitesInSky: () => [],
  })
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
  const driver = pointing === 'self' ? openamipAntenna : openamipAntennaAssisted
  const modem = mediatedModem({
    name: 'ku',
    clock,
    modems: { modem: openamip.open({ link: modemLine.link, clock }) },
    antennas: { selfant: driver.open({ link: antennaLine.link, clock }) },
    ...(pointing === 'assisted' && { target: { satelliteLongitudeDeg: service.longitudeDeg } }),
    tell: () => undefined,
  })
  const group = {
    pointing,
    standing: () => modem.standing(),
    onStanding: (handler: () => void) => modem.onStanding(handler),
  }
  const heard = {
    transmit: listen(bus, 'transmit'),
    pointing: listen(bus, 'pointing'),
    antennas: listen(bus, 'antennas'),
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
        pointingLimitDeg: 0.5,
        elevationMaskDeg: 10,
        beamHalfWidthDeg: 1.5,
        shockLimitG: 3,
        territories: [licence],
        zones: [],
        sectors: [],
      },
    ],
    permit: fakePermit(clock).permit,
    aimHz: 20,
    powerHz: 5,
    trainId: 'kz-17',
    orderKeys: {},
    storage: memoryStorage(),
    log: memoryAppendLog(),
    run: 'test',
  })
  startTracking({
    clock,
    bus,
    terminals: [{ name: 'ku', pointing, maskDeg: 10, service }],
    devices: {},
    aimHz: 20,
    powerHz: 5,
  })
  const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }
  clock.every(200, () => {
    const atMs = clock.nowMs()
    const utcMs = Date.UTC(2026, 4, 31, 15) + atMs
    bus.publish('power', { atMs, ...calm })
    bus.publish('navigation', { atMs, utcMs, mode: 'fixed', position: astana, horizontal95M: 6, attitude })
  })
  return { clock, heard, antennaLine, antennaDevice, modemDevice, terminal }
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
