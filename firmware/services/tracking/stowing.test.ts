import test from 'ava'
import type { MountPosition, Rotator } from '../../../drivers/rotator/rotator.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { listen, someCounters } from '../../../test/fakes/drivers.ts'
import type { Bus } from '../../bus/bus.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { startTracking } from '../tracking.ts'
import { dishPointer } from './pointers.ts'

const STATUS_EVERY_MS = 200
const MOUNT_DEG_PER_S = 8
const AIM_MS = 50
const START_UTC_MS = Date.UTC(2026, 4, 31, 15)
const limits = {
  azimuthDeg: [0, 450],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 12, elevationDegPerS: 8 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
} as const
const level = { turnRateDegPerS: 0, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 0.2, tiltSigmaDeg: 0.2 }
const onLine = {
  lineId: 'steppe',
  chainageKm: 90,
  chainageSigmaKm: 0.01,
  offsetM: 0,
  isOffRoute: false,
  direction: 'up',
} as const

/** A mount that goes to its set-point at its rate, and says where it is five times a second. */
const slowMount = (clock: SimClock) => {
  let at: MountPosition = { azimuthDeg: 100, elevationDeg: 45 }
  let target = at
  let [isJammed, stops] = [false, 0]
  const stepDeg = (MOUNT_DEG_PER_S * AIM_MS) / 1000
  const towards = (fromDeg: number, toDeg: number): number =>
    fromDeg + Math.max(-stepDeg, Math.min(stepDeg, toDeg - fromDeg))
  clock.every(AIM_MS, () => {
    if (isJammed) return
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
      stops++
      target = at
    },
    onStatus: (handler) =>
      void clock.every(STATUS_EVERY_MS, () =>
        handler({ atMs: clock.nowMs(), position: at, motion: 'moving', faults: [] }),
      ),
    counters: () => someCounters,
    close: async () => undefined,
  }
  const jam = (jams: boolean): void => {
    isJammed = jams
  }
  return { rotator, jam, elevationDeg: () => at.elevationDeg, stops: () => stops }
}

type Orders = Pick<TopicMessage<'transmit'>, 'isLockedOut' | 'mode' | 'stow'>

/** Tracking with one dish on a mount that takes its time, told of a low bridge. */
const startDish = (clock: SimClock, bus: Bus) => {
  const mount = slowMount(clock)
  const rest = { elevationDeg: 0, toleranceDeg: 1.5, speedDegPerS: 5, withinMs: 20_000 }
  const setup = { clock, mounting: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, statusEveryMs: STATUS_EVERY_MS }
  const pointer = dishPointer(mount.rotator, limits, { ...setup, stow: { rest, airSpeedLimitMps: 40 } })
  startTracking({
    clock,
    bus,
    terminals: [
      {
        name: 'geo',
        pointer,
        maskDeg: 10,
        beamWidthDeg: 3,
        pointingLimitDeg: 2.5,
        service: { kind: 'geostationary', longitudeDeg: 71.5 },
      },
    ],
    devices: {},
    stow: {
      lowClearances: [{ name: 'old bridge', line: 'steppe', fromKm: 100, toKm: 100.2 }],
      windMps: 0,
      shockLimitG: 3,
    },
    aimHz: 1_000 / AIM_MS,
    powerHz: 5,
  })
  return mount
}

/** What is told around tracking, as a test sets it. */
const surroundingsOf = (clock: SimClock, bus: Bus) => {
  const power = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }
  const orders: Orders = { isLockedOut: false, mode: 'normal' }
  const train = { chainageKm: 90, speedMps: 20, shockG: 0, isOffRoute: false }
  const step = async (): Promise<void> => {
    const atMs = monotonicMs(clock.nowMs())
    bus.publish('power', { atMs, ...power })
    bus.publish('transmit', { atMs, isLineRenewed: false, terminals: {}, ...orders })
    const sample = { atMs, accelerationG: [0, 0, -1 - train.shockG] as [number, number, number] }
    bus.publish('motion', { atMs, parts: { floor: { samples: [sample] } } })
    bus.publish('navigation', {
      atMs,
      mode: 'fixed',
      utcMs: START_UTC_MS + atMs,
      position: { latDeg: 51.1, lonDeg: 71.5, heightM: 350 },
      speedMps: train.speedMps,
      attitude: { headingTrueDeg: 80, ...level },
      line: { ...onLine, chainageKm: train.chainageKm, isOffRoute: train.isOffRoute },
    })
    await clock.runFor(200)
    train.chainageKm += (train.speedMps * 0.2) / 1000
  }
  const ride = async (seconds: number): Promise<void> => {
    for (let done = 0; done < 5 * seconds; done++) await step()
  }
  const set = (now: Circumstances): void => {
    Object.assign(train, now.train)
    Object.assign(power, now.power)
    Object.assign(orders, now.orders)
  }
  return { power, orders, train, step, ride, set }
}

const setUp = () => {
  const clock = new SimClock()
  const bus = memoryBus()
  const mount = startDish(clock, bus)
  const forecasts = listen(bus, 'forecast')
  const [permissions, pointings, events] = [
    listen(bus, 'permission'),
    listen(bus, 'pointing'),
    listen(bus, 'tracking.event'),
  ]
  const given = () => permissions.at(-1)?.terminals['geo']
  const pointed = () => pointings.at(-1)?.terminals['geo']
  return { ...mount, ...surroundingsOf(clock, bus), clock, forecasts, given, pointed, events }
}

const UP_S = 15

interface Circumstances {
  train?: { speedMps?: number; shockG?: number }
  power?: { isSupplyFailing?: boolean }
  orders?: Partial<Orders>
}

/** What begins, what ends it, and for how long it counts after. */
const causes: readonly (readonly [during: Circumstances, after: Circumstances, lingersS: number, reason: RegExp])[] = [
  [{ train: { shockG: 4 } }, { train: { shockG: 0 } }, 33, /a shock of/],
  [{ train: { speedMps: 41 } }, { train: { speedMps: 35 } }, 121, /air at up to 41 m\/s/],
  [{ power: { isSupplyFailing: true } }, { power: { isSupplyFailing: false } }, 11, /the supply is failing/],
  [{ orders: { mode: 'washing' } }, { orders: { mode: 'normal' } }, 1, /washing/],
  [{ orders: { stow: { order: 'A: storm' } } }, { orders: { stow: {} } }, 1, /ordered by A: storm/],
  [{ orders: { stow: { windMps: 25 } } }, { orders: { stow: {} } }, 121, /air at up to 45 m\/s/],
]

for (const [during, after, lingersS, reason] of causes)
  test(`${reason.source}: the mount lies down, its terminal muted by it, and service comes again after`, async (t) => {
    const { ride, step, set, train, given, pointed, elevationDeg } = setUp()
    train.chainageKm = 0
    await ride(UP_S)
    t.like(given(), { isOnTarget: true, isStowed: false, stow: { state: 'in use' } })
    set(during)
    await step()
    t.like(given(), { isOnTarget: false, isStowed: false, stow: { state: 'stowing' } })
    t.regex(given()?.stow?.reasons[0] ?? '', reason)
    await ride(14)
    t.like(given(), { isOnTarget: false, isStowed: true, stow: { state: 'stowed' } })
    t.true(elevationDeg() <= 1.5)
    t.regex(pointed()?.reason ?? '', /^stowed: /)
    set(after)
    await ride(lingersS)
    t.true(given()?.stow?.state !== 'stowed')
    await ride(UP_S)
    t.like(given(), { isOnTarget: true, isStowed: false, stow: { state: 'in use' } })
  })

test('the mount is flat before the train is under a low bridge, and up again behind it', async (t) => {
  const { ride, step, train, elevationDeg, given } = setUp()
  train.chainageKm = 97.5
  await ride(UP_S)
  t.true(given()?.isOnTarget && elevationDeg() > 20)
  let highestUnderDeg = 0
  for (; train.chainageKm < 100.7; await step())
    if (train.chainageKm > 99.6 && train.chainageKm < 100.6) highestUnderDeg = Math.max(highestUnderDeg, elevationDeg())
  t.true(highestUnderDeg <= 1.5, `${highestUnderDeg}°`)
  await ride(UP_S)
  t.like(given(), { isOnTarget: true, stow: { state: 'in use' } })
})

test('a position that strays from the line under a low bridge does not raise the mount there', async (t) => {
  const { ride, step, train, elevationDeg } = setUp()
  Object.assign(train, { chainageKm: 100.1, speedMps: 0 })
  await ride(UP_S)
  train.isOffRoute = true
  for (let done = 0; done < 5 * 60; done++) {
    await step()
    if (elevationDeg() > 1.5) return t.fail(`${elevationDeg()}° after ${done / 5} s`)
  }
  await ride(60 + UP_S)
  t.true(elevationDeg() > 20, 'it is off the line for good')
})

test('an outage under a low bridge is forecast before the mount lies down', async (t) => {
  const { ride, train, forecasts, given } = setUp()
  train.chainageKm = 95
  await ride(21)
  t.is(given()?.stow?.state, 'in use')
  const { atMs = 0, terminals } = forecasts.at(-1) ?? {}
  const [outage, ...others] = terminals?.['geo']?.outages ?? []
  t.like(outage, { reason: 'low clearance old bridge', chance: 1 })
  t.is(others.length, 0)
  // At km 95.4 by 20 m/s: it lies down 1 km before, and rises 400 m behind.
  const inS = (utcMs: number): number => (utcMs - START_UTC_MS - atMs) / 1000
  t.true(Math.abs(inS(outage?.fromUtcMs ?? 0) - 175) < 20, `${inS(outage?.fromUtcMs ?? 0)} s`)
  t.true(Math.abs(inS(outage?.toUtcMs ?? 0) - 260) < 20, `${inS(outage?.toUtcMs ?? 0)} s`)
})

test('a lockout stops a mount that is being laid down, and it goes on after', async (t) => {
  const { ride, power, orders, elevationDeg, given, stops, events } = setUp()
  await ride(UP_S)
  orders.mode = 'depot'
  await ride(2)
  const before = stops()
  power.isLockedOut = true
  await ride(1)
  const heldDeg = elevationDeg()
  t.true(heldDeg > 5)
  await ride(30)
  t.deepEqual([elevationDeg(), stops() - before], [heldDeg, 1])
  t.like(given(), { isOnTarget: false, isStowed: false, stow: { state: 'stowing' } })
  power.isLockedOut = false
  await ride(UP_S)
  t.like(given(), { isStowed: true })
  t.is(events.filter(({ text }) => text === 'is not stowed yet: every axle is stopped').length, 1)
})

test('a mount that jams on its way is not stowed, and that is told', async (t) => {
  const { ride, orders, jam, given, events } = setUp()
  await ride(UP_S)
  orders.mode = 'depot'
  await ride(1)
  jam(true)
  await ride(25)
  t.like(given(), { isStowed: false, stow: { state: 'stowing', isLate: true } })
  t.is(events.filter(({ text }) => text.startsWith('is not stowed after 20 s')).length, 1)
  jam(false)
  await ride(UP_S)
  t.like(given(), { isStowed: true })
})
