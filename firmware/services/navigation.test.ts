import test from 'ava'
import type { GnssFix } from '../../drivers/gnss/gnss.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { utcMs } from '../../hal/units.ts'
import { fakeReceiver, listen } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { distanceM, move } from '../domain/geodesy.ts'
import { readText } from '../main/linux-machine.ts'
import { readRoute } from '../main/read-route.ts'
import { TimeFloor } from './navigation/time-floor.ts'
import { startNavigation } from './navigation.ts'

const START_UTC_MS = Date.UTC(2026, 4, 31, 15)
const route = await readRoute({ readText }, 'astana-almaty')
const astana = { ...(route.waypoints[0] as { latDeg: number; lonDeg: number }), heightM: 350 }
const SPEED_MPS = 30

const setUp = (with_: { routes?: readonly (typeof route)[]; routeHint?: string } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const receiver = fakeReceiver()
  const service = startNavigation({
    clock,
    bus,
    floor: new TimeFloor({ buildUtcMs: Date.UTC(2026, 0, 1) }),
    receivers: { gnss: receiver },
    ...with_,
  })
  const fixAt = (place: { latDeg: number; lonDeg: number }, more: Partial<GnssFix> = {}): GnssFix => ({
    kind: 'fix',
    atMs: clock.nowMs(),
    utcMs: utcMs(START_UTC_MS + clock.nowMs()),
    mode: '3d',
    latDeg: place.latDeg,
    lonDeg: place.lonDeg,
    heightM: 350,
    speedMps: 0,
    ...more,
  })
  /** Five fixes a second of a train that goes south at 30 m/s. */
  const ride = async (seconds: number): Promise<void> => {
    for (let done = 0; done < seconds * 5; done++) {
      const place = move(astana, 180, (SPEED_MPS * clock.nowMs()) / 1000)
      receiver.say(fixAt(place, { speedMps: SPEED_MPS, courseTrueDeg: 180 }))
      await clock.runFor(200)
    }
  }
  const heard = {
    fixes: listen(bus, 'fix'),
    navigation: listen(bus, 'navigation'),
    events: listen(bus, 'navigation.event'),
  }
  return { clock, receiver, service, fixAt, ride, ...heard }
}

test('an accepted fix is published with its position, speed and course', async (t) => {
  const { ride, fixes, navigation, events } = setUp()
  await ride(2)
  t.is(fixes.length, 10)
  t.true(fixes.every(({ kind }) => kind === 'fix'))
  const last = navigation.at(-1)
  t.true(Math.abs((last?.speedMps ?? 0) - SPEED_MPS) < 0.01)
  t.true(Math.abs((last?.courseTrueDeg ?? 0) - 180) < 0.1)
  t.true(Math.abs((last?.position?.latDeg ?? 0) - astana.latDeg) < 0.001)
  t.deepEqual(
    events.filter(({ subject }) => subject !== 'time').map(({ text, severity }) => [text, severity]),
    [['first fix, 3D', 'info']],
  )
})

test('a fix that jumps is refused: it is published as no fix, told once, and moves nothing', async (t) => {
  const { clock, receiver, fixAt, ride, fixes, navigation, events } = setUp()
  await ride(2)
  for (let count = 0; count < 3; count++) {
    receiver.say(fixAt(move(astana, 90, 50_000 + 9_000 * count)))
    await clock.runFor(200)
  }
  t.deepEqual(
    fixes.slice(-3).map((fix) => fix.kind === 'no-fix' && fix.reason),
    ['refused', 'refused', 'refused'],
  )
  const { mode, position, sinceFixS } = navigation.at(-1) ?? {}
  t.is(mode, 'fixed')
  t.is(sinceFixS, 0.6)
  t.true(distanceM({ ...astana, ...position }, move(astana, 180, (SPEED_MPS * (clock.nowMs() - 200)) / 1000)) < 20)
  t.is(events.filter(({ text }) => text.startsWith('fix refused')).length, 1)
  t.is(events.at(-1)?.severity, 'warning')
})

for (const reason of ['receiver-says-no', 'silent'] as const) {
  test(`no fix (${reason}) never carries a position, not even the last one`, async (t) => {
    const { clock, receiver, ride, fixes } = setUp()
    await ride(1)
    receiver.say({ kind: 'no-fix', atMs: clock.nowMs(), reason })
    await clock.runFor(0)
    t.deepEqual(fixes.at(-1) as unknown, { kind: 'no-fix', atMs: 1_000, reason })
  })
}

test('what a receiver dead-reckons by itself is no fix: the train’s own dead reckoning goes on', async (t) => {
  const { clock, receiver, fixAt, ride, fixes, navigation } = setUp()
  await ride(3)
  for (let count = 0; count < 20; count++) {
    receiver.say({ ...fixAt(move(astana, 90, 300)), quality: 'estimated' })
    await clock.runFor(200)
  }
  t.true(fixes.slice(-20).every((fix) => fix.kind === 'no-fix' && fix.reason === 'not-measured'))
  t.is(navigation.at(-1)?.mode, 'dead-reckoning')
  t.true(
    distanceM({ ...astana, ...navigation.at(-1)?.position }, move(astana, 180, (SPEED_MPS * clock.nowMs()) / 1000)) <
      20,
  )
})

test('without fixes the train is dead reckoned, ever less sure of place, speed and heading', async (t) => {
  const { clock, receiver, ride, navigation } = setUp()
  await ride(3)
  const before = navigation.at(-1)
  for (let count = 0; count < 20; count++) {
    receiver.say({ kind: 'no-fix', atMs: clock.nowMs(), reason: 'receiver-says-no' })
    await clock.runFor(200)
  }
  const last = navigation.at(-1)
  t.is(last?.mode, 'dead-reckoning')
  t.true(
    distanceM({ ...astana, ...last?.position }, move(astana, 180, (SPEED_MPS * (clock.nowMs() - 200)) / 1000)) < 20,
  )
  for (const doubt of ['horizontal95M', 'horizontalSigmaM', 'speedSigmaMps'] as const)
    t.true((last?.[doubt] ?? 0) > 1.2 * (before?.[doubt] ?? Number.NaN), doubt)
  t.true((last?.attitude?.headingSigmaDeg ?? 0) > (before?.attitude?.headingSigmaDeg ?? Number.NaN))
})

test('a receiver that states sigmas of 0, and each epoch twice, leaves the estimate a number', async (t) => {
  const { clock, receiver, fixAt, navigation } = setUp()
  for (let count = 0; count < 100; count++) {
    const place = move(astana, 0, (0.1 * clock.nowMs()) / 1000)
    const sure = { speedSigmaMps: 0, horizontalSigmaM: 0, verticalSigmaM: 0 }
    receiver.say(fixAt(place, { speedMps: 0.1, courseTrueDeg: 0, ...sure }))
    receiver.say(fixAt(place, { speedMps: 0.11, courseTrueDeg: 0.1, ...sure }))
    receiver.say({ kind: 'attitude', atMs: clock.nowMs(), headingTrueDeg: 0, headingSigmaDeg: 0 })
    await clock.runFor(200)
  }
  const place = move(astana, 0, (0.1 * clock.nowMs()) / 1000)
  t.true(distanceM({ ...astana, ...navigation.at(-1)?.position }, place) < 3)
  t.is(navigation.at(-1)?.mode, 'fixed')
})

test('a heading that antennas turn by insisting is told of, once', async (t) => {
  const { clock, receiver, fixAt, events } = setUp()
  for (let second = 0; second < 40; second++) {
    const headingTrueDeg = second < 5 ? 90 : 270
    receiver.say(fixAt(astana))
    receiver.say({ kind: 'attitude', atMs: clock.nowMs(), headingTrueDeg, headingSigmaDeg: 0.5 })
    await clock.runFor(1_000)
  }
  t.deepEqual(
    events.filter(({ subject }) => subject === 'heading').map(({ text }) => text),
    ['antennas insist: the heading was 180° off and is 270° now'],
  )
})

test('headings of antennas thirty times a second are as sure as those of once a second', async (t) => {
  const sigmaOf = async (everyMs: number): Promise<number | undefined> => {
    const { clock, receiver, fixAt, navigation } = setUp()
    for (let atMs = 0; atMs < 6_000; atMs += 25) {
      if (atMs % 200 === 0) receiver.say(fixAt(astana))
      if (atMs % everyMs === 0)
        receiver.say({ kind: 'attitude', atMs: clock.nowMs(), headingTrueDeg: 90, headingSigmaDeg: 25 })
      await clock.runFor(25)
    }
    return navigation.at(-1)?.attitude?.headingSigmaDeg
  }
  const sigmaDeg = await sigmaOf(1_000)
  t.true((sigmaDeg ?? 0) > 5)
  t.is(await sigmaOf(25), sigmaDeg)
})

test('an estimate that is no number begins anew with the next fix, and is told', async (t) => {
  const { receiver, fixAt, ride, navigation, events } = setUp()
  receiver.say(fixAt(astana, { speedMps: Number.NaN }))
  await ride(3)
  t.is(navigation.at(-1)?.mode, 'fixed')
  t.true(Math.abs((navigation.at(-1)?.speedMps ?? 0) - SPEED_MPS) < 0.1)
  t.is(events.filter(({ text }) => text === 'the estimate was no number and begins anew').length, 1)
})

test('a position that is 5 km unsure is none', async (t) => {
  const { clock, receiver, ride, navigation } = setUp()
  await ride(15)
  for (let count = 0; count < 2_000; count++) {
    receiver.say({ kind: 'no-fix', atMs: clock.nowMs(), reason: 'silent' })
    await clock.runFor(1_000)
  }
  t.is(navigation.at(-1)?.mode, 'unknown')
  t.is(navigation.at(-1)?.position, undefined)
})

test('without a line the heading is unknown until the train has moved', async (t) => {
  const { clock, receiver, fixAt, ride, navigation } = setUp()
  receiver.say(fixAt(astana))
  await clock.runFor(200)
  t.is(navigation.at(-1)?.attitude, undefined)
  await ride(2)
  t.true(Math.abs((navigation.at(-1)?.attitude?.headingTrueDeg ?? 0) - 180) < 1)
})

test('on its line a train at rest has a chainage, a next station and the direction of the line as a first guess', async (t) => {
  const { clock, receiver, fixAt, navigation } = setUp({ routes: [route] })
  receiver.say(fixAt(astana))
  await clock.runFor(0)
  const seen = navigation.at(-1)
  t.true(Math.abs(seen?.chainageKm ?? 99) < 1)
  t.is(seen?.nextStation, route.stations[1]?.name)
  t.true((seen?.attitude?.headingSigmaDeg ?? 0) >= 15)
})

test('far from its line a train has neither chainage nor a guessed heading', async (t) => {
  const { clock, receiver, fixAt, navigation } = setUp({ routes: [route] })
  receiver.say(fixAt(move(astana, 270, 50_000)))
  await clock.runFor(0)
  t.not(navigation.at(-1)?.position, undefined)
  t.is(navigation.at(-1)?.chainageKm, undefined)
  t.is(navigation.at(-1)?.attitude, undefined)
})

test('closing closes the receiver', async (t) => {
  const { receiver, service } = setUp()
  await service.close()
  t.true(receiver.isClosed)
})
