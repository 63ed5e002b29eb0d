import test from 'ava'
import type { MountPosition, Rotator } from '../../../drivers/rotator/rotator.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { listen, someCounters } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { startTracking } from '../tracking.ts'
import { dishPointer } from './pointers.ts'

const AIM_MS = 50
const limits = {
  azimuthDeg: [0, 450],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 12, elevationDegPerS: 8 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
} as const

/** A mount that turns 8° a second, and says where it is five times a second. */
const slowMount = (clock: SimClock) => {
  let at: MountPosition = { azimuthDeg: 100, elevationDeg: 45 }
  let target = at
  const towards = (from: number, to: number): number => from + Math.max(-0.4, Math.min(0.4, to - from))
  clock.every(AIM_MS, () => {
    at = {
      azimuthDeg: towards(at.azimuthDeg, target.azimuthDeg),
      elevationDeg: towards(at.elevationDeg, target.elevationDeg),
    }
  })
  const rotator: Rotator = {
    point: async (position) => {
      target = position
    },
    stop: async () => {
      target = at
    },
    onStatus: (handler) =>
      void clock.every(200, () => handler({ atMs: clock.nowMs(), position: at, motion: 'moving', faults: [] })),
    counters: () => someCounters,
    close: async () => undefined,
  }
  return { rotator, now: () => at }
}

/** Tracking with one dish on a train that heads for 80°, and an interlock that mutes what it is asked to. */
const setUp = ({ isMuting = true } = {}) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const mount = slowMount(clock)
  const setup = { clock, mounting: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, statusEveryMs: 200 }
  const service = { kind: 'geostationary', longitudeDeg: 71.5 } as const
  const terminal = { name: 'geo', maskDeg: 10, beamWidthDeg: 3, pointingLimitDeg: 2.5, service }
  const pointer = dishPointer(mount.rotator, limits, setup)
  startTracking({ clock, bus, terminals: [{ ...terminal, pointer }], devices: {}, aimHz: 1_000 / AIM_MS, powerHz: 5 })
  const held = new Map<string, string>()
  const released: string[] = []
  bus.handle('hand.hold', ({ terminal: name, by }) => {
    if (isMuting) held.set(name, by)
    return { ok: true, reply: {} }
  })
  bus.handle('hand.mute', () => ({ ok: true, reply: {} }))
  bus.handle('hand.release', ({ terminal: name }) => {
    held.delete(name)
    released.push(name)
    return { ok: true, reply: {} }
  })
  const train = { speedMps: 0.1, isLockedOut: false, keeps: true }
  const permissions = listen(bus, 'permission')
  const step = async (): Promise<void> => {
    const atMs = monotonicMs(clock.nowMs())
    const power = {
      isSupplyFailing: false,
      isTampered: false,
      isLockedOut: train.isLockedOut,
      isEmergencyPressed: false,
    }
    bus.publish('power', { atMs, ...power })
    const hands = held.size > 0 ? { hands: Object.fromEntries(held) } : {}
    bus.publish('transmit', { atMs, isLineRenewed: false, isLockedOut: false, mode: 'normal', terminals: {}, ...hands })
    bus.publish('navigation', {
      atMs,
      mode: 'fixed',
      utcMs: Date.UTC(2026, 4, 31, 15) + atMs,
      position: { latDeg: 51.1, lonDeg: 71.5, heightM: 350 },
      speedMps: train.speedMps,
      attitude: {
        headingTrueDeg: 80,
        turnRateDegPerS: 0,
        pitchDeg: 0,
        rollDeg: 0,
        headingSigmaDeg: 0.2,
        tiltSigmaDeg: 0.2,
      },
    })
    if (train.keeps && atMs % 1_000 === 0) void bus.request('point.keep', { terminal: 'geo', by: 'daulet' })
    await clock.runFor(200)
  }
  const stand = async (seconds: number): Promise<void> => {
    for (let done = 0; done < 5 * seconds; done++) await step()
  }
  const point = (more: object = {}) =>
    bus.request('point.set', {
      terminal: 'geo',
      by: 'daulet',
      azimuthTrueDeg: 300,
      elevationDeg: 20,
      forMs: 60_000,
      ...more,
    })
  const given = () => permissions.at(-1)?.terminals['geo']
  return { bus, mount, train, stand, point, given, released }
}

test('a dish that is aimed by hand moves there, is never on target for that, and goes back to its satellite after', async (t) => {
  const { bus, mount, stand, point, given, released } = setUp()
  await stand(20)
  t.true(given()?.isOnTarget)
  const following = mount.now()
  t.true((await point()).ok)
  await stand(1)
  t.false(given()?.isOnTarget)
  await stand(25)
  // True 300° on a train that heads for 80°.
  t.true(Math.abs(mount.now().azimuthDeg - 220) < 1 && Math.abs(mount.now().elevationDeg - 20) < 1)
  t.false(given()?.isOnTarget)
  const shown = await bus.request('point.show', {})
  t.true(shown.ok && (shown.reply.terminals['geo']?.errorDeg ?? 9) < 1)
  await bus.request('point.end', { terminal: 'geo', by: 'daulet' })
  t.deepEqual(released, ['geo'])
  await stand(0.2)
  t.false(given()?.isOnTarget, 'it is still where it was aimed')
  await stand(25)
  t.true(given()?.isOnTarget)
  t.true(Math.abs(mount.now().azimuthDeg - following.azimuthDeg) < 1)
})

test('without the interlock that says so it does not move, and the aim ends', async (t) => {
  const { bus, mount, stand, point } = setUp({ isMuting: false })
  await stand(20)
  const before = mount.now()
  t.true((await point()).ok)
  await stand(5)
  t.true(Math.abs(mount.now().azimuthDeg - before.azimuthDeg) < 0.5)
  t.like(await bus.request('point.show', {}), { reply: { terminals: {} } })
})

test('a train that begins to move, a lockout and a console that is gone end it, and the first two refuse it', async (t) => {
  for (const change of [{ speedMps: 1 }, { isLockedOut: true }, { keeps: false }]) {
    const { bus, train, stand, point, released } = setUp()
    await stand(20)
    t.true((await point()).ok)
    await stand(10)
    t.like(await bus.request('point.show', {}), { reply: { terminals: { geo: { by: 'daulet' } } } })
    Object.assign(train, change)
    await stand(6)
    t.like(await bus.request('point.show', {}), { reply: { terminals: {} } }, JSON.stringify(change))
    t.deepEqual(released, ['geo'])
    if (!('keeps' in change)) t.like(await point(), { ok: false, reason: 'refused' })
  }
})

test('below its limits, for another while one aims, and for a terminal that is none it is refused', async (t) => {
  const { stand, point } = setUp()
  await stand(20)
  t.like(await point({ elevationDeg: -3 }), { ok: false, reason: 'refused' })
  t.like(await point({ terminal: 'mast' }), { ok: false, reason: 'refused' })
  t.true((await point()).ok)
  t.like(await point({ by: 'aigerim' }), { ok: false, reason: 'refused' })
})
