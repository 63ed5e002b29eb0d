import test from 'ava'
import type { BeamLocation } from '../../drivers/antenna/antenna.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { listen } from '../../test/fakes/drivers.ts'
import {
  astana,
  attitude,
  calmInterlock,
  elements,
  MASK_DEG,
  START_UTC_MS,
  trackingDesk as setUp,
} from '../../test/fakes/tracking-desk.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { skyDirection } from '../domain/frames.ts'
import { lookAtGeostationary, lookAtSatellite } from '../domain/look-angle.ts'
import type { RenewedElements } from './tracking/tracked-terminal.ts'
import { startTracking } from './tracking.ts'

const satelliteOf = (noradId: number | undefined) => elements.satellites.find((one) => one.noradId === noradId)

const isNear = (a: number | undefined, b: number | undefined, within: number): boolean =>
  a !== undefined && b !== undefined && Math.abs(a - b) < within

test('a terminal aims its beam, in the train’s own frame, at a satellite above the mask', async (t) => {
  const { clock, stand, modem, aims, pointed, given, utcNowMs } = setUp()
  modem({})
  await stand(3)
  const satellite = satelliteOf(pointed()?.noradId)
  const look = satellite && lookAtSatellite(satellite, utcNowMs(), astana)
  const inSky = skyDirection(aims.at(-1) ?? { azimuthDeg: 0, elevationDeg: 0 }, attitude)
  t.true((look?.elevationDeg ?? 0) > MASK_DEG)
  t.true(isNear(inSky.azimuthDeg, look?.azimuthDeg, 0.5) && isNear(inSky.elevationDeg, look?.elevationDeg, 0.5))
  t.like(given(), { isOnTarget: true, isStowed: false })
  t.true((given()?.errorDeg ?? 9) < 0.2)
  await clock.runFor(0)
})

test('permission is given anew at the aim rate', async (t) => {
  const { stand, permissions } = setUp()
  await stand(2)
  t.is(permissions.length, 40)
  t.is(permissions.at(-1)?.atMs, 2_000)
})

for (const [what, happens] of [
  ['a lock that comes', ({ modem }) => modem({ isLocked: true })],
  [
    'a permit line that has rested',
    ({ bus, clock }) => {
      const line = { isLineRenewed: true, isLockedOut: false, mode: 'normal', terminals: {} } as const
      bus.publish('transmit', { atMs: clock.nowMs(), ...line })
    },
  ],
] as const satisfies readonly (readonly [string, (desk: ReturnType<typeof setUp>) => void])[])
  test(`at two aims a second ${what} is answered with a permission within 50 ms all the same`, async (t) => {
    const desk = setUp(undefined, undefined, { aimHz: 2 })
    desk.modem({ isLocked: false })
    await desk.stand(3)
    await desk.clock.runFor(200)
    const before = desk.permissions.length
    happens(desk)
    await desk.clock.runFor(50)
    t.deepEqual(
      desk.permissions.slice(before).map(({ atMs }) => atMs),
      [3_250],
    )
  })

test('at two aims a second a handover is on target, and permitted, 50 ms after it', async (t) => {
  const { stand, modem, permissions, pointing } = setUp(undefined, undefined, { aimHz: 2 })
  modem({})
  await stand(420)
  const followed = pointing.map(({ atMs, terminals }) => ({ atMs, noradId: terminals['array']?.noradId }))
  const handovers = followed.filter(({ noradId }, index) => index > 0 && noradId !== followed[index - 1]?.noradId)
  t.true(handovers.length > 1)
  for (const { atMs } of handovers)
    t.true((permissions.find((one) => one.atMs === atMs + 50)?.terminals['array']?.errorDeg ?? 9) < 1)
})

test('before a position is known nothing is aimed and nothing permitted', async (t) => {
  const { wait, aims, given, pointed } = setUp()
  await wait(2_000)
  t.deepEqual(aims, [])
  t.like(given(), { isOnTarget: false })
  t.is(pointed()?.reason, 'no position')
})

test('permission is withdrawn, and the pointer holds, one and a half seconds after the last position', async (t) => {
  const { stand, wait, given, holds } = setUp()
  await stand(2)
  const before = holds()
  await wait(1_300)
  t.like(given(), { isOnTarget: true })
  await wait(200)
  t.like(given(), { isOnTarget: false })
  t.is(holds() - before, 1)
})

for (const [what, isLockedOut, reason] of [
  ['while somebody works on the roof', true, 'lockout'],
  ['while the power board is silent', 'unknown', 'lockout unknown'],
] as const) {
  test(`${what} the pointer holds and nothing is permitted; after it both go on`, async (t) => {
    const { stand, aims, given, pointed, holds } = setUp()
    await stand(2)
    const before = holds()
    await stand(1, isLockedOut)
    const aimed = aims.length
    await stand(3, isLockedOut)
    t.deepEqual([holds() - before, aims.length - aimed, pointed()?.reason], [1, 0, reason])
    t.false(given()?.isOnTarget)
    await stand(1)
    t.true(given()?.isOnTarget && aims.length > aimed)
  })
}

test('a pointer holds three seconds after the last word of the interlock, which alone knows of a lockout, until it speaks again', async (t) => {
  const { clock, bus, stand, silenceInterlock, aims, given, pointed, holds } = setUp()
  await stand(2)
  const before = holds()
  silenceInterlock()
  await stand(2)
  t.is(holds() - before, 0)
  await stand(1.2)
  const aimed = aims.length
  await stand(3)
  t.deepEqual([holds() - before, aims.length - aimed, pointed()?.reason], [1, 0, 'lockout unknown'])
  t.false(given()?.isOnTarget)
  calmInterlock({ clock, bus })
  await stand(1)
  t.true(given()?.isOnTarget && aims.length > aimed)
})

test('a pointer that does not take its hold is asked again each second, and that is told once', async (t) => {
  const { stand, refuse, holds, events } = setUp()
  await stand(2)
  refuse(true)
  const before = holds()
  await stand(4, true)
  t.is(holds() - before, 4)
  t.is(events.filter(({ text }) => text === 'the pointer does not hold').length, 1)
  refuse(false)
  await stand(3, true)
  t.is(holds() - before, 5)
})

test('a pointer that is not read is neither on target nor well, though it takes its aims', async (t) => {
  const { stand, lose, refuse, given } = setUp()
  await stand(1)
  t.like(given(), { isOnTarget: true, isPointerWell: true })
  refuse(true)
  await stand(1)
  lose(true)
  refuse(false)
  await stand(1)
  t.like(given(), { isOnTarget: false, isPointerWell: false })
  lose(false)
  await stand(1)
  t.like(given(), { isOnTarget: true, isPointerWell: true })
})

test('elements older than 14 days are not followed, and that is said', async (t) => {
  const { clock, stand, given, pointed, events } = setUp(undefined, 14.1 * 86_400_000)
  await stand(2)
  t.is(pointed()?.noradId, undefined)
  t.false(given()?.isOnTarget)
  t.is(events.filter(({ text }) => text.includes('their elements are too old')).length, 1)
  await clock.runFor(0)
})

test('permission is withdrawn while the pointer refuses its aim, which is told once', async (t) => {
  const { stand, refuse, given, events } = setUp()
  await stand(2)
  refuse(true)
  await stand(1)
  t.false(given()?.isOnTarget)
  t.is(events.filter(({ text }) => text === 'the pointer does not take its aim').length, 1)
  t.deepEqual(events.at(-1)?.reasons, ['interlocked'])
  refuse(false)
  await stand(1)
  t.true(given()?.isOnTarget)
})

test('a handover changes the satellite, each time to one above the mask, and tells why', async (t) => {
  const { stand, modem, pointing, events, utcNowMs } = setUp()
  modem({})
  const followed = new Set<number>()
  for (let done = 0; done < 10; done++) {
    await stand(60)
    const noradId = pointing.at(-1)?.terminals['array']?.noradId
    if (noradId !== undefined) followed.add(noradId)
    const satellite = satelliteOf(noradId)
    t.true(satellite && (lookAtSatellite(satellite, utcNowMs(), astana)?.elevationDeg ?? 0) > MASK_DEG)
  }
  t.true(followed.size >= 2)
  const handovers = events.filter(({ text }) => text.startsWith('follows'))
  t.true(handovers.length >= 2 && handovers.every(({ reasons }) => reasons.length > 0))
})

test('a satellite that the network assigned wins over our own choice', async (t) => {
  const { stand, modem, pointed, utcNowMs } = setUp()
  modem({})
  await stand(2)
  const ours = pointed()?.noradId
  const other = elements.satellites.find(
    (one) => one.noradId !== ours && (lookAtSatellite(one, utcNowMs(), astana)?.elevationDeg ?? 0) > MASK_DEG + 5,
  )
  modem({ assignedNoradId: other?.noradId })
  await stand(2)
  t.not(ours, undefined)
  t.is(pointed()?.noradId, other?.noradId)
})

test('a geostationary satellite that the modem asks for comes before the constellation', async (t) => {
  const { stand, modem, pointed, events } = setUp()
  modem({})
  await stand(2)
  modem({ targetLongitudeDeg: 75 })
  await stand(2)
  const look = lookAtGeostationary(75, astana)
  t.is(pointed()?.noradId, undefined)
  t.true(isNear(pointed()?.azimuthTrueDeg, look.azimuthDeg, 0.01))
  t.is(events.filter(({ text }) => text.includes('asks for the satellite at 75.0°E')).length, 1)
})

test('a satellite below the mask is not aimed at, and the reason is published', async (t) => {
  const { stand, aims, pointed, given } = setUp({ kind: 'geostationary', longitudeDeg: 140 })
  await stand(2)
  t.deepEqual(aims, [])
  t.is(pointed()?.state, 'holding')
  t.is(pointed()?.reason, 'below mask')
  t.false(given()?.isOnTarget)
})

test('newer elements are followed without a restart, and who is barred by them no longer', async (t) => {
  const barred: { noradId: number; untilUtcMs: number }[] = []
  const reloadElements = async () => ({ array: { elements, barred } })
  const { clock, bus, stand, modem, pointed } = setUp(undefined, 0, { reloadElements })
  modem({})
  await stand(3)
  const before = pointed()?.noradId ?? 0
  barred.push({ noradId: before, untilUtcMs: START_UTC_MS + 3_600_000 })
  const asked = bus.request('elements.reload', {})
  await clock.runFor(10)
  t.like(await asked, { ok: true, reply: { terminals: { array: { barred: 1 } } } })
  await stand(5)
  t.true(pointed()?.noradId !== undefined && pointed()?.noradId !== before)
})

test('elements that cannot be read are refused, and those that are there are followed on', async (t) => {
  const reloadElements = async () => {
    throw new Error('oneweb.tle: holds no element sets')
  }
  const { clock, bus, stand, modem, given, events } = setUp(undefined, 0, { reloadElements })
  modem({})
  await stand(3)
  const asked = bus.request('elements.reload', {})
  await clock.runFor(10)
  t.like(await asked, { ok: false, text: 'oneweb.tle: holds no element sets' })
  await stand(1)
  t.true(given()?.isOnTarget)
  t.like(events.at(-1), { text: 'goes on by the elements that it has', reasons: ['oneweb.tle: holds no element sets'] })
})

test('while elements are being read the old ones are followed, and who asks again is refused', async (t) => {
  const { promise, resolve } = Promise.withResolvers<{ array: RenewedElements }>()
  const { clock, bus, stand, modem, given } = setUp(undefined, 0, { reloadElements: () => promise })
  modem({})
  await stand(3)
  const asked = bus.request('elements.reload', {})
  await stand(2)
  t.true(given()?.isOnTarget)
  const again = bus.request('elements.reload', {})
  await clock.runFor(10)
  t.like(await again, { ok: false, reason: 'refused' })
  resolve({ array: { elements, barred: [] } })
  await clock.runFor(10)
  t.like(await asked, { ok: true })
})

test('a satellite that gave no lock is still left alone after a restart', async (t) => {
  const storage = memoryStorage()
  const first = setUp(undefined, 0, { storage })
  first.modem({ isLocked: false })
  await first.stand(18)
  const kept = JSON.parse(new TextDecoder().decode((await storage.read('satellites-array')) ?? new Uint8Array()))
  t.is(kept.length, 1)
  await first.running.close()
  const second = setUp(undefined, 18_000, { storage })
  second.modem({})
  await second.stand(3)
  t.true(second.pointed()?.noradId !== undefined && second.pointed()?.noradId !== kept[0].noradId)
})

test('what is planned goes out as a forecast, the followed satellite first', async (t) => {
  const { stand, modem, forecasts, pointed, utcNowMs } = setUp()
  modem({})
  await stand(41)
  const forecast = forecasts.at(-1)?.terminals['array']
  const [first] = forecast?.planned ?? []
  t.is(first?.noradId, pointed()?.noradId)
  t.true((first?.capacity ?? 0) > 1)
  t.true(Math.abs((forecast?.planned.at(-1)?.toUtcMs ?? 0) - utcNowMs() - 600_000) < 15_000)
  t.deepEqual(forecast?.outages, [])
})

test('a geostationary satellite below the mask is forecast as an outage', async (t) => {
  const { stand, forecasts } = setUp({ kind: 'geostationary', longitudeDeg: 140 })
  await stand(21)
  t.like(forecasts.at(-1)?.terminals['array'], { planned: [], outages: [{ reason: 'no satellite', chance: 1 }] })
})

test('closing closes the pointers and ends the permissions', async (t) => {
  const { clock, running, stand, permissions, isClosed } = setUp()
  await stand(1)
  await running.close()
  const before = permissions.length
  await clock.runFor(1_000)
  t.is(permissions.length, before)
  t.true(isClosed())
})

test('where a terminal says it is goes out as it says so', async (t) => {
  const clock = new SimClock()
  const bus = memoryBus()
  let say: (location: BeamLocation) => void = () => undefined
  const onLocation = (handler: typeof say): void => {
    say = handler
  }
  const locators = { array: { onLocation } }
  startTracking({ clock, bus, terminals: [], devices: {}, locators, aimHz: 20, powerHz: 5 })
  const heard = listen(bus, 'locations')
  await clock.runFor(2_000)
  t.deepEqual(heard, [])
  const location = { atMs: clock.nowMs(), latDeg: 51.1, lonDeg: 71.5, heightM: 350, horizontalSigmaM: 6.5 }
  say(location)
  await clock.runFor(1)
  t.deepEqual(heard, [{ atMs: location.atMs, terminals: { array: location } }])
})
