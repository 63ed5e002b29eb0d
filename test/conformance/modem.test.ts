import test from 'ava'
import { modemDrivers } from '../../drivers/modem/index.ts'
import type { AntennaReport, ModemReport, SatelliteModem, SatelliteModemDescriptor } from '../../drivers/modem/modem.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { type VirtualModem, type VirtualModemOptions, virtualModem } from '../../hardware/twin/devices/modem.ts'
import type { LineEnding } from '../../hardware/twin/devices/openamip-words.ts'
import type { Reception, Terminal } from '../../hardware/twin/terminal.ts'
import { fakeWorld } from '../fakes/world.ts'
import { isInItsIndex, lineSession } from './line-session.ts'
import type { MemoryLinkOptions } from './memory-link.ts'

/** The virtual device of each driver; a driver without one fails the first test. */
const virtualModems: Readonly<Record<string, (options: VirtualModemOptions) => VirtualModem>> = {
  openamip: virtualModem,
  'openamip-ms': (options) => virtualModem({ ...options, hasMsIntervals: true }),
}

interface Given extends Partial<MemoryLinkOptions> {
  service?: Terminal['service']
  lineEnding?: LineEnding
  networkAssigns?: () => readonly number[]
  statusEveryMs?: number
  seed?: number
}

const wellPlaced: AntennaReport = {
  isFunctional: true,
  mayTransmit: true,
  position: {
    latDeg: 51.112,
    lonDeg: 71.533,
    heightM: 350,
    headingTrueDeg: 180,
    speedMps: 0,
    pitchDeg: 0,
    rollDeg: 0,
  },
}

const carrier: Reception = { isReceiving: true, carrierToNoiseDb: 9, noradId: 44057, errorDeg: 0.1, isBlocked: false }
const noCarrier: Reception = { isReceiving: false, carrierToNoiseDb: -10, errorDeg: 40, isBlocked: true }

const setUp = (descriptor: SatelliteModemDescriptor, given: Given = {}) => {
  const {
    service = { kind: 'constellation' },
    seed = 7,
    statusEveryMs = 500,
    lineEnding,
    networkAssigns,
    ...line
  } = given
  const clock = new SimClock()
  const random = seededRandom(seed)
  const radio = { reception: carrier, jump: (): void => {} }
  const makeDevice = virtualModems[descriptor.name] as (options: VirtualModemOptions) => VirtualModem
  const device = makeDevice({
    name: 'modem',
    world: fakeWorld({ clock }),
    clock,
    random,
    faultAgeMs: () => undefined,
    rates: { fixHz: 5, motionHz: 100, statusEveryMs },
    terminal: {
      name: 'array',
      service,
      setBoresight: () => {},
      setMuted: () => {},
      onJump: (handler) => {
        radio.jump = handler
      },
      reception: () => radio.reception,
    },
    ...(lineEnding ? { lineEnding } : {}),
    ...(networkAssigns ? { networkAssigns } : {}),
  })
  const { session: modem, ...rest } = lineSession<ModemReport, SatelliteModem>({
    device,
    clock,
    random,
    ...line,
    open: descriptor.open,
  })
  return { clock, radio, modem, device, ...rest }
}

/** A modem that has booted, found its carrier and says so. */
const locked = async (...given: Parameters<typeof setUp>) => {
  const up = setUp(...given)
  up.modem.tell(wellPlaced)
  await up.clock.runFor(20_000)
  return up
}

for (const descriptor of Object.values(modemDrivers)) {
  const { name, timing } = descriptor
  const lostAfterMs = timing.lostAfterIntervals * timing.lockReportEveryS * 1000

  isInItsIndex(modemDrivers, descriptor, (one) => setUp(one).device)

  for (const lineEnding of ['\n', '\r\n', '\r'] as const) {
    test(`${name}: lines may end with ${JSON.stringify(lineEnding)}`, async (t) => {
      const { last, modem } = await locked(descriptor, { lineEnding })
      t.like(last(), { isAlive: true, isLocked: true, isTransmitAllowed: true })
      t.is(modem.counters().rxDiscardedBytes, 0)
    })
  }

  test(`${name}: modems of every version lock, whatever arguments they add`, async (t) => {
    for (let seed = 0; seed < 8; seed++) {
      const { last, modem } = await locked(descriptor, { seed, service: { kind: 'geo', longitudeDeg: 58.5 } })
      t.like(last(), { isAlive: true, isLocked: true, target: { satelliteLongitudeDeg: 58.5 } })
      t.is(modem.counters().rxDiscardedBytes, 0)
    }
  })

  test(`${name}: the carrier to noise ratio and the identity are reported`, async (t) => {
    const { last } = await locked(descriptor)
    t.true(Math.abs((last()?.carrierToNoiseDb ?? 0) - 9) < 2)
    t.truthy(last()?.identity)
  })

  test(`${name}: C/N comes at the rate that was asked for, whichever argument the modem reads it from`, async (t) => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { clock, modem } = setUp(descriptor, { seed })
      let told = 0
      let lastAtMs: number | undefined
      modem.onReport(({ carrierToNoiseAtMs }) => {
        if (carrierToNoiseAtMs !== lastAtMs) told++
        lastAtMs = carrierToNoiseAtMs
      })
      modem.tell(wellPlaced)
      await clock.runFor(20_000)
      told = 0
      await clock.runFor(5_000)
      t.true(told > 85 && told <= 101, `seed ${seed}: ${told}`)
    }
  })

  test(`${name}: a modem of a geostationary service names its satellite once the antenna knows where it is`, async (t) => {
    const up = setUp(descriptor, { service: { kind: 'geo', longitudeDeg: -15 } })
    up.modem.tell({ isFunctional: true, mayTransmit: true })
    await up.clock.runFor(20_000)
    t.is(up.last()?.target, undefined)
    up.modem.tell(wellPlaced)
    await up.clock.runFor(10_000)
    t.deepEqual(up.last()?.target, {
      satelliteLongitudeDeg: -15,
      maxLatitudeDeg: 0.5,
      skewDeg: 0,
      rxPolarization: 'H',
      txPolarization: 'V',
      huntFrequencyMhz: 1250.5,
      huntBandwidthMhz: 36,
      rxLocalOscillatorMhz: 9750,
      txLocalOscillatorMhz: 12800,
    })
  })

  test(`${name}: status and position are sent at the rates that the modem asks for`, async (t) => {
    const { clock, heard } = await locked(descriptor)
    const from = heard.length
    await clock.runFor(10_000)
    const sent = heard.slice(from)
    t.is(sent.filter((line) => line.startsWith('s ')).length, 10)
    t.is(sent.filter((line) => line.startsWith('w 1 51.112')).length, 2)
  })

  test(`${name}: a withdrawn permission is sent at once, and the modem stops transmitting`, async (t) => {
    const { clock, modem, device, heard } = await locked(descriptor)
    t.true(device.isTransmitting())
    modem.tell({ ...wellPlaced, mayTransmit: false })
    await clock.runFor(10)
    t.is(heard.at(-1), 's 1 0')
    t.false(device.isTransmitting())
  })

  test(`${name}: a lost carrier is reported within a second`, async (t) => {
    const { clock, radio, last } = await locked(descriptor)
    radio.reception = noCarrier
    await clock.runFor(1_000)
    t.like(last(), { isAlive: true, isLocked: false, isTransmitAllowed: false })
  })

  test(`${name}: a handover is found again within 1.5 s, a new carrier within 5 s`, async (t) => {
    const { clock, radio, last, reports } = await locked(descriptor)
    const before = reports.length
    radio.reception = { ...carrier, noradId: 44058 }
    await clock.runFor(1_500)
    t.true(reports.slice(before).some(({ isLocked }) => !isLocked))
    t.true(last()?.isLocked)
    radio.reception = noCarrier
    await clock.runFor(10_000)
    radio.reception = carrier
    await clock.runFor(1_400)
    t.false(last()?.isLocked)
    await clock.runFor(3_600)
    t.true(last()?.isLocked)
  })

  test(`${name}: one that looks once a second sees a beam that jumped within 250 ms, and its lock is back as soon as ever`, async (t) => {
    const { clock, radio, device } = await locked(descriptor, { statusEveryMs: 2_000 })
    for (let noradId = 1; noradId < 20; noradId++) {
      radio.reception = { ...carrier, noradId }
      radio.jump()
      await clock.runFor(251)
      t.false(device.isLocked())
      await clock.runFor(800)
      t.true(device.isLocked())
      await clock.runFor(537)
    }
  })

  test(`${name}: a silent modem is lost after three intervals, neither locked nor allowed to transmit`, async (t) => {
    const { clock, modem, memory, last, reports } = await locked(descriptor)
    memory.silence()
    await clock.runFor(lostAfterMs - 1_500)
    t.true(last()?.isAlive)
    await clock.runFor(2_000)
    t.like(last(), { isAlive: false, isLocked: false, isTransmitAllowed: false })
    t.is(modem.counters().timeouts, 1)
    const count = reports.length
    await clock.runFor(10 * lostAfterMs)
    t.is(reports.length, count)
    memory.silence(false)
    await clock.runFor(10_000)
    t.like(last(), { isAlive: true, isLocked: true })
  })

  test(`${name}: a modem that restarts is asked for its reports again`, async (t) => {
    const { clock, device, last, powerCycle, reports } = await locked(descriptor)
    powerCycle()
    t.false(device.isTransmitting())
    const before = reports.length
    await clock.runFor(10_000)
    t.true(reports.slice(before).some(({ isLocked }) => !isLocked))
    t.true(last()?.isLocked)
  })

  test(`${name}: an unplugged line is a lost modem at once, and a plugged one works as before`, async (t) => {
    const { clock, memory, last, device, modem } = await locked(descriptor)
    memory.unplug()
    t.like(last(), { isAlive: false, isLocked: false, isTransmitAllowed: false })
    await clock.runFor(5_000)
    t.false(device.isTransmitting())
    memory.replug()
    await clock.runFor(10_000)
    t.like(last(), { isAlive: true, isLocked: true })
    t.true(device.isTransmitting())
    t.is(modem.counters().reconnects, 1)
  })

  test(`${name}: the network's choice of satellite is reported, and given back`, async (t) => {
    const { clock, reports } = await locked(descriptor, { networkAssigns: () => [44060, 44061] })
    await clock.runFor(30 * 60_000)
    const assigned = reports.map(({ assignedNoradId }) => assignedNoradId)
    t.true(assigned.includes(44060) || assigned.includes(44061))
    const first = assigned.findIndex((noradId) => noradId !== undefined)
    t.true(assigned.slice(first).includes(undefined))
  })

  test(`${name}: single bytes are as good as whole lines`, async (t) => {
    const { last, modem } = await locked(descriptor, { fragment: () => true })
    t.true(last()?.isLocked)
    t.is(modem.counters().rxDiscardedBytes, 0)
  })

  test(`${name}: noise is counted, and the modem stays in reach`, async (t) => {
    const noise = seededRandom(3)
    const { clock, modem, last } = await locked(descriptor, {
      corrupt: (bytes) => bytes.map((byte) => (noise.next() < 0.05 ? Math.floor(256 * noise.next()) : byte)),
    })
    await clock.runFor(120_000)
    t.true(last()?.isAlive)
    const { rxDiscardedBytes, rxFrames } = modem.counters()
    t.true(rxDiscardedBytes > 0 && rxFrames > 50)
  })

  test(`${name}: after closing nothing is sent`, async (t) => {
    const { clock, modem, heard, last } = await locked(descriptor)
    await modem.close()
    t.false(last()?.isAlive)
    await clock.runFor(100)
    const count = heard.length
    modem.tell({ ...wellPlaced, mayTransmit: false })
    await clock.runFor(20_000)
    t.is(heard.length, count)
  })
}
