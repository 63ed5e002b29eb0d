import test from 'ava'
import type { GnssFix, GnssInterference, GnssReport } from '../../../drivers/gnss/gnss.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { listen } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { distanceM, move } from '../../domain/geodesy.ts'
import { votingReceivers } from './receivers.ts'

const astana = { latDeg: 51.1, lonDeg: 71.5, heightM: 350 }

const setUp = () => {
  const clock = new SimClock()
  const bus = memoryBus()
  const heard: GnssReport[] = []
  const vote = votingReceivers({
    clock,
    bus,
    receivers: [{ name: 'roof' }, { name: 'spare', leverArmM: [-20, 0, 0], baselineYawDeg: 90 }],
    hear: (report) => heard.push(report),
    onChoice: () => undefined,
  })
  /** A fix `offM` north of the station, at rest. */
  const fix = (offM = 0): GnssFix => ({
    kind: 'fix',
    atMs: clock.nowMs(),
    mode: '3d',
    ...move(astana, 0, offM),
    speedMps: 0,
    horizontalSigmaM: 2,
    satellitesUsed: 11,
  })
  /** For some seconds each says what it does, once a second. */
  const pass = async (
    seconds: number,
    says: Partial<Record<'roof' | 'spare' | 'array' | 'antenna', number>>,
  ): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      for (const name of ['roof', 'spare'] as const) if (says[name] !== undefined) vote.onReport(name, fix(says[name]))
      if (says.array !== undefined) {
        const { latDeg, lonDeg } = move(astana, 0, says.array)
        const atMs = clock.nowMs()
        bus.publish('locations', { atMs, terminals: { array: { atMs, latDeg, lonDeg, horizontalSigmaM: 6 } } })
      }
      if (says.antenna !== undefined) {
        const { latDeg, lonDeg } = move(astana, 0, says.antenna)
        const atMs = clock.nowMs()
        const front = { isAlive: true, isFunctional: true, mayTransmit: true, position: { atMs, latDeg, lonDeg } }
        bus.publish('antennas', { atMs, terminals: { ku: { pointing: 'self', antennas: { front } } } })
      }
      await clock.runFor(1_000)
    }
  }
  const positions = () => heard.filter((report): report is GnssFix => report.kind === 'fix')
  return {
    ...{ clock, vote, pass, fix, heard, positions },
    receivers: listen(bus, 'receivers'),
    skies: listen(bus, 'sky'),
    events: listen(bus, 'navigation.event'),
  }
}

test('the first receiver of the configuration is heard, and both are told of', async (t) => {
  const { pass, positions, receivers } = setUp()
  await pass(5, { roof: 0, spare: 1 })
  t.is(positions().length, 5)
  const last = receivers.at(-1)
  t.is(last?.chosen, 'roof')
  t.like(last?.receivers['roof'], { priority: 0, state: 'fix', agreement: 'agrees', satellitesUsed: 11, offsetM: 0 })
  t.like(last?.receivers['spare'], { priority: 1, state: 'fix', agreement: 'agrees' })
  t.is(last?.jamming, 'unknown')
})

test('when it says that it has no fix, the next is heard within the epoch', async (t) => {
  const { clock, vote, pass, fix, heard, events } = setUp()
  await pass(5, { roof: 0, spare: 0 })
  vote.onReport('roof', { kind: 'no-fix', atMs: clock.nowMs(), reason: 'receiver-says-no' })
  const before = heard.length
  vote.onReport('spare', fix())
  t.is(heard.length, before + 1)
  await clock.runFor(1)
  t.deepEqual(
    events.map(({ text }) => text),
    ['listens to spare: roof has no fix'],
  )
})

test('antennas across the coach tell the heading of the body by their baseline, and no pitch of it', (t) => {
  const { clock, vote, heard } = setUp()
  const attitude = {
    kind: 'attitude',
    atMs: clock.nowMs(),
    headingTrueDeg: 30,
    headingSigmaDeg: 0.2,
    pitchDeg: 4,
  } as const
  vote.onReport('spare', attitude)
  vote.onReport('roof', attitude)
  const { pitchDeg: _, ...level } = attitude
  t.deepEqual(heard, [{ ...level, headingTrueDeg: 300 }, attitude])
})

test('a silent receiver, from which nothing at all comes, is passed over after 2.5 s', async (t) => {
  const { pass, receivers } = setUp()
  await pass(5, { roof: 0, spare: 0 })
  await pass(4, { spare: 0 })
  t.is(receivers.at(-1)?.chosen, 'spare')
  t.is(receivers.at(-1)?.receivers['roof']?.state, 'silent')
})

test('the array’s own location settles a quarrel of two receivers, and the quarrel is a sign of spoofing', async (t) => {
  const { pass, receivers, events } = setUp()
  await pass(5, { roof: 0, spare: 0, array: 3 })
  await pass(10, { roof: 400, spare: 0, array: 3 })
  const last = receivers.at(-1)
  t.is(last?.chosen, 'spare')
  t.is(last?.receivers['roof']?.agreement, 'disagrees')
  t.is(last?.receivers['roof']?.spoofing, 'critical')
  t.is(last?.spoofing, 'warning')
  t.regex(last?.reasons.join() ?? '', /roof disagrees by (39|40)\d m/)
  t.true(events.some(({ text }) => text === 'spoofing is warning'))
})

test('with no receiver left the array’s location is heard', async (t) => {
  const { pass, positions, receivers } = setUp()
  await pass(5, { roof: 0, array: 3 })
  const before = positions().length
  await pass(14, { array: 3 })
  t.is(receivers.at(-1)?.chosen, 'array')
  t.true(positions().length - before >= 4)
  t.is(positions().at(-1)?.horizontalSigmaM, 6)
})

test('what a receiver says of jamming is told, holds 12 s, and then nobody knows', async (t) => {
  const { clock, vote, pass, receivers, events } = setUp()
  const says = (jamming: GnssInterference['jamming']): GnssInterference => ({
    kind: 'interference',
    atMs: clock.nowMs(),
    source: 'MON-HW',
    ...(jamming && { jamming }),
  })
  vote.onReport('spare', says('ok'))
  await pass(2, { roof: 0, spare: 0 })
  t.is(receivers.at(-1)?.jamming, 'ok')
  for (let second = 0; second < 6; second++) {
    vote.onReport('spare', says('critical'))
    await pass(1, { roof: 0, spare: 0 })
  }
  t.is(receivers.at(-1)?.jamming, 'critical')
  t.is(receivers.at(-1)?.receivers['roof']?.jamming, 'unknown')
  await pass(40, { roof: 0, spare: 0 })
  t.is(receivers.at(-1)?.jamming, 'unknown')
  t.deepEqual(
    events.map(({ text, reasons }) => [text, ...reasons]),
    [['jamming is critical', 'spare says jamming critical'], ['jamming is unknown']],
  )
})

test('the sky of the one that is heard is published, and a heading from two antennas counts whoever has it', async (t) => {
  const { clock, vote, pass, heard, skies } = setUp()
  await pass(2, { roof: 0, spare: 0 })
  const satellites = [{ system: 'gps' as const, svid: 7, carrierToNoiseDbHz: 40, isUsed: true }]
  vote.onReport('roof', { kind: 'sky', atMs: clock.nowMs(), satellites, hdop: 0.8 })
  vote.onReport('spare', { kind: 'sky', atMs: clock.nowMs(), satellites: [] })
  vote.onReport('spare', { kind: 'attitude', atMs: clock.nowMs(), headingTrueDeg: 90 })
  await clock.runFor(1)
  t.deepEqual(
    skies.map(({ receiver, hdop }) => [receiver, hdop]),
    [['roof', 0.8]],
  )
  t.is(heard.at(-1)?.kind, 'attitude')
})

test('fixes of an antenna far from the point that is navigated are brought there, once the heading is known', async (t) => {
  const { clock, vote, pass, fix, positions } = setUp()
  await pass(6, { spare: 0 })
  t.true(Math.abs((positions().at(-1)?.latDeg ?? 0) - astana.latDeg) < 1e-9)
  vote.onEstimate({ atMs: clock.nowMs(), mode: 'fixed', position: astana, headingTrueDeg: 180 })
  vote.onReport('spare', fix())
  const found = positions().at(-1)
  // The antenna is 20 m behind a nose that points south: the point lies 20 m south of it.
  t.true(Math.abs(distanceM({ ...astana, ...found, heightM: 0 }, move(astana, 180, 20))) < 0.01)
})

test('a self-pointing antenna’s own receiver settles a quarrel of two, and is heard when none is left', async (t) => {
  const { pass, receivers, positions } = setUp()
  await pass(5, { roof: 0, spare: 0, antenna: 12 })
  t.is(receivers.at(-1)?.receivers['front']?.agreement, 'agrees')
  await pass(10, { roof: 400, spare: 0, antenna: 12 })
  t.is(receivers.at(-1)?.chosen, 'spare')
  await pass(16, { antenna: 12 })
  t.is(receivers.at(-1)?.chosen, 'front')
  t.true(Math.abs(distanceM(positions().at(-1) as GnssFix & { heightM: number }, astana) - 12) < 0.5)
})

test('an antenna that is far off is outvoted and changes nothing', async (t) => {
  const { pass, receivers } = setUp()
  await pass(20, { roof: 0, spare: 0, antenna: 90_000 })
  t.is(receivers.at(-1)?.chosen, 'roof')
  t.is(receivers.at(-1)?.receivers['front']?.agreement, 'disagrees')
  t.is(receivers.at(-1)?.receivers['roof']?.agreement, 'agrees')
})

test('an antenna that contradicts the only receiver warns of a spoofer, and proves none', async (t) => {
  const { pass, receivers } = setUp()
  await pass(30, { roof: 0, antenna: 5_000 })
  t.is(receivers.at(-1)?.chosen, 'roof')
  t.is(receivers.at(-1)?.spoofing, 'warning')
})
