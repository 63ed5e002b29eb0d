import test from 'ava'
import { selfPointingDrivers } from '../../drivers/self-pointing/index.ts'
import type {
  SelfPointingAntenna,
  SelfPointingDescriptor,
  SelfPointingReport,
} from '../../drivers/self-pointing/self-pointing.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { LineEnding } from '../../hardware/twin/devices/openamip-words.ts'
import {
  type VirtualSelfAntenna,
  type VirtualSelfAntennaOptions,
  virtualSelfAntenna,
} from '../../hardware/twin/devices/selfant.ts'
import { fakeWorld } from '../fakes/world.ts'
import { isInItsIndex, lineSession } from './line-session.ts'
import type { MemoryLinkOptions } from './memory-link.ts'

/** The virtual device of each driver; a driver without one fails the first test. */
const virtualAntennas: Readonly<Record<string, (options: VirtualSelfAntennaOptions) => VirtualSelfAntenna>> = {
  openamip: virtualSelfAntenna,
  'openamip-ms': (options) => virtualSelfAntenna({ ...options, hasMsIntervals: true }),
  'openamip-assisted': virtualSelfAntenna,
}

interface Given extends Partial<MemoryLinkOptions> {
  lineEnding?: LineEnding
  seed?: number
}

const KAZSAT_3 = { satelliteLongitudeDeg: 58.5, rxPolarization: 'H', txPolarization: 'V' } as const

const setUp = (descriptor: SelfPointingDescriptor, given: Given = {}) => {
  const { seed = 7, lineEnding, ...line } = given
  const clock = new SimClock()
  const random = seededRandom(seed)
  const sky = { horizonDeg: 0 }
  const device = (virtualAntennas[descriptor.name] as (options: VirtualSelfAntennaOptions) => VirtualSelfAntenna)({
    name: 'selfant',
    world: fakeWorld({ clock, surroundings: () => ({ kind: 'open', horizonDeg: () => sky.horizonDeg }) }),
    clock,
    random,
    faultAgeMs: () => undefined,
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
    terminal: { setBoresight: () => undefined },
    ...(lineEnding && { lineEnding }),
  })
  const { session: antenna, ...rest } = lineSession<SelfPointingReport, SelfPointingAntenna>({
    device,
    clock,
    random,
    ...line,
    open: descriptor.open,
  })
  return { clock, sky, antenna, device, ...rest }
}

/** An antenna that was told its satellite and has found it. */
const onTarget = async (...given: Parameters<typeof setUp>) => {
  const up = setUp(...given)
  up.antenna.target(KAZSAT_3)
  up.antenna.tellModem({ isLocked: false, isTransmitAllowed: false })
  await up.clock.runFor(40_000)
  return up
}

for (const descriptor of Object.values(selfPointingDrivers)) {
  const { name, timing } = descriptor
  const lostAfterMs = timing.lostAfterIntervals * timing.statusEveryS * 1000

  isInItsIndex(selfPointingDrivers, descriptor, (one) => setUp(one).device)

  for (const lineEnding of ['\n', '\r\n', '\r'] as const) {
    test(`${name}: lines may end with ${JSON.stringify(lineEnding)}`, async (t) => {
      const { last, antenna } = await onTarget(descriptor, { lineEnding })
      t.like(last(), { isAlive: true, isFunctional: true, mayTransmit: true })
      t.is(antenna.counters().rxDiscardedBytes, 0)
    })
  }

  test(`${name}: antennas of every version find their satellite, however many arguments they send`, async (t) => {
    const told = new Set<number>()
    for (let seed = 0; seed < 12; seed++) {
      const { last, antenna } = await onTarget(descriptor, { seed })
      t.like(last(), { isFunctional: true, mayTransmit: true, identity: 'twin self-pointing 1.0' })
      t.true(Math.abs((last()?.position?.latDeg ?? 0) - 51.112) < 0.001)
      t.is(antenna.counters().rxDiscardedBytes, 0)
      told.add(Object.keys(last()?.position ?? {}).length)
    }
    t.true(told.size >= 3, 'the seeds gave too few versions')
  })

  test(`${name}: it is told its satellite once it works and knows its place, and not again`, async (t) => {
    const { heard, device } = await onTarget(descriptor)
    t.is(device.longitudeDeg(), 58.5)
    t.deepEqual(
      heard.filter((line) => /^[SPF]/.test(line)),
      ['S 58.50 0.00 0.00', 'P H V', 'F'],
    )
  })

  test(`${name}: one that never knows its place is told all the same after 10 s`, async (t) => {
    const up = setUp(descriptor)
    up.sky.horizonDeg = 90
    up.antenna.target(KAZSAT_3)
    await up.clock.runFor(10_000)
    t.is(up.device.longitudeDeg(), undefined)
    await up.clock.runFor(6_000)
    t.is(up.device.longitudeDeg(), 58.5)
    t.like(up.last(), { isFunctional: true, mayTransmit: false })
    t.is(up.last()?.position, undefined)
  })

  test(`${name}: lock and C/N are told at the rates that the antenna asks for`, async (t) => {
    const { clock, heard, antenna } = await onTarget(descriptor)
    antenna.tellModem({ isLocked: true, isTransmitAllowed: true, carrierToNoiseDb: 9.1 })
    await clock.runFor(10)
    t.true(heard.slice(-2).includes('L 1 1'))
    const from = heard.length
    await clock.runFor(10_000)
    const sent = heard.slice(from)
    t.is(sent.filter((line) => line === 'L 1 1').length, 2)
    t.is(sent.filter((line) => line === 'C 9.1').length, 10)
  })

  test(`${name}: what comes to stand before the beam withdraws transmission within a second`, async (t) => {
    const { clock, sky, last } = await onTarget(descriptor)
    sky.horizonDeg = 60
    await clock.runFor(1_000)
    t.like(last(), { isAlive: true, isFunctional: true, mayTransmit: false })
    sky.horizonDeg = 0
    await clock.runFor(20_000)
    t.true(last()?.mayTransmit)
  })

  test(`${name}: a silent antenna is lost after three intervals, neither working nor allowed to transmit`, async (t) => {
    const { clock, antenna, memory, last, reports } = await onTarget(descriptor)
    memory.silence()
    await clock.runFor(lostAfterMs - timing.statusEveryS * 1000 - 100)
    t.true(last()?.isAlive)
    await clock.runFor(2_000)
    t.like(last(), { isAlive: false, isFunctional: false, mayTransmit: false })
    t.is(last()?.position, undefined)
    t.is(antenna.counters().timeouts, 1)
    const count = reports.length
    await clock.runFor(10 * lostAfterMs)
    t.is(reports.length, count)
    memory.silence(false)
    await clock.runFor(10_000)
    t.like(last(), { isAlive: true, mayTransmit: true })
  })

  test(`${name}: an antenna that hears nothing of its modem for three intervals lets it transmit no more`, async (t) => {
    const { clock, antenna, reports, device } = await onTarget(descriptor)
    t.true(device.isOnTarget())
    t.true(device.mayTransmit())
    await antenna.close()
    await clock.runFor(20_000)
    t.true(device.isOnTarget())
    t.false(device.mayTransmit())
    t.is(reports.at(-1)?.isAlive, false)
  })

  test(`${name}: one that restarts is told its satellite again`, async (t) => {
    const { clock, device, last, powerCycle } = await onTarget(descriptor)
    powerCycle()
    t.is(device.longitudeDeg(), undefined)
    await clock.runFor(40_000)
    t.is(device.longitudeDeg(), 58.5)
    t.true(last()?.mayTransmit)
  })

  test(`${name}: an unplugged line is a lost antenna at once, and a plugged one works as before`, async (t) => {
    const { clock, memory, last, antenna } = await onTarget(descriptor)
    memory.unplug()
    t.like(last(), { isAlive: false, mayTransmit: false })
    await clock.runFor(5_000)
    memory.replug()
    await clock.runFor(20_000)
    t.like(last(), { isAlive: true, mayTransmit: true })
    t.is(antenna.counters().reconnects, 1)
  })

  test(`${name}: another satellite is another search`, async (t) => {
    const { clock, antenna, device, last } = await onTarget(descriptor)
    antenna.target({ satelliteLongitudeDeg: 70.5 })
    await clock.runFor(2_000)
    t.is(device.longitudeDeg(), 70.5)
    t.false(last()?.mayTransmit)
    await clock.runFor(20_000)
    t.true(last()?.mayTransmit)
  })

  test(`${name}: noise is counted, and the antenna stays in reach`, async (t) => {
    const noise = seededRandom(3)
    const { clock, antenna, last } = await onTarget(descriptor, {
      corrupt: (bytes) => bytes.map((byte) => (noise.next() < 0.05 ? Math.floor(256 * noise.next()) : byte)),
    })
    await clock.runFor(120_000)
    const { rxDiscardedBytes, rxFrames } = antenna.counters()
    t.true(rxDiscardedBytes > 0 && rxFrames > 50)
    t.not(last(), undefined)
  })

  test(`${name}: after closing nothing is sent`, async (t) => {
    const { clock, antenna, heard, last } = await onTarget(descriptor)
    await antenna.close()
    t.false(last()?.isAlive)
    await clock.runFor(100)
    const count = heard.length
    antenna.tellModem({ isLocked: true, isTransmitAllowed: true })
    antenna.target({ satelliteLongitudeDeg: 10 })
    await clock.runFor(20_000)
    t.is(heard.length, count)
  })
}
