import test from 'ava'
import type { MountPosition, Rotator, RotatorStatus } from '../../../drivers/rotator/rotator.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { DishAxis } from '../../../hardware/twin/devices/dish-axis.ts'
import { syntheticTle } from '../../../hardware/twin/world/constellation.ts'
import { listen, someCounters } from '../../../test/fakes/drivers.ts'
import { calmInterlock } from '../../../test/fakes/tracking-desk.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { parseTle } from '../../domain/elements.ts'
import { startTracking } from '../tracking.ts'
import { dishPointer } from './pointers.ts'

const START_UTC_MS = Date.UTC(2026, 4, 31, 15)
const STATUS_EVERY_MS = 200
const limits = {
  azimuthDeg: [0, 450],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 12, elevationDegPerS: 8 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
} as const

/** Two axes that go where they are told, and say where they are. */
const mountOf = (clock: SimClock) => {
  const axis = (maxDeg: number, startDeg: number, maxDegPerS: number): DishAxis =>
    new DishAxis({ minDeg: 0, maxDeg, maxDegPerS, accelerationDegPerS2: 8 }, startDeg, 0)
  const [azimuth, elevation] = [axis(450, 180, 12), axis(90, 30, 8)]
  const asked: MountPosition[] = []
  let onStatus: (status: RotatorStatus) => void = () => undefined
  clock.every(STATUS_EVERY_MS, () => {
    for (const each of [azimuth, elevation]) each.advance(clock.nowMs(), false)
    const position = { azimuthDeg: azimuth.encoderDeg, elevationDeg: elevation.encoderDeg }
    onStatus({ atMs: clock.nowMs(), position, motion: 'moving', faults: [] })
  })
  const rotator: Rotator = {
    point: async (position) => {
      asked.push(position)
      for (const each of [azimuth, elevation]) each.advance(clock.nowMs(), false)
      azimuth.goTo(position.azimuthDeg)
      elevation.goTo(position.elevationDeg)
    },
    stop: async () => undefined,
    onStatus: (handler) => {
      onStatus = handler
    },
    counters: () => someCounters,
    close: async () => undefined,
  }
  return { rotator, asked }
}

test('a dish on a constellation says when it slews, for no longer than a slew takes, and stays within its stops', async (t) => {
  const elements = parseTle(syntheticTle({ epochUtcMs: START_UTC_MS, seed: 1 }), 'synthetic')
  if ('error' in elements) return t.fail(elements.error)
  const clock = new SimClock()
  const bus = memoryBus()
  const { rotator, asked } = mountOf(clock)
  const setup = { clock, mounting: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, statusEveryMs: STATUS_EVERY_MS }
  const service = { kind: 'constellation', elements } as const
  const sized = { maskDeg: 25, beamWidthDeg: 3, pointingLimitDeg: 2.5 }
  const running = startTracking({
    clock,
    bus,
    terminals: [{ name: 'dish', pointer: dishPointer(rotator, limits, setup), ...sized, service }],
    devices: {},
    aimHz: 20,
    powerHz: 5,
  })
  const pointings = listen(bus, 'pointing')
  calmInterlock({ clock, bus })
  const level = { turnRateDegPerS: 0, pitchDeg: 0, rollDeg: 0, headingSigmaDeg: 0.2, tiltSigmaDeg: 0.2 }
  for (let step = 0; step < 15 * 60 * 5; step++) {
    const atMs = clock.nowMs()
    bus.publish('power', {
      atMs,
      isSupplyFailing: false,
      isTampered: false,
      isLockedOut: false,
      isEmergencyPressed: false,
    })
    bus.publish('modems', {
      atMs,
      terminals: { dish: { isAlive: true, isLocked: true, isTransmitAllowed: true } },
    })
    bus.publish('navigation', {
      atMs,
      mode: 'fixed',
      utcMs: START_UTC_MS + atMs,
      position: { latDeg: 51.112, lonDeg: 71.533, heightM: 350 },
      speedMps: 0,
      attitude: { headingTrueDeg: 135, ...level },
    })
    await clock.runFor(200)
  }
  const seen = pointings.flatMap(({ atMs, terminals }) => (terminals['dish'] ? [{ atMs, ...terminals['dish'] }] : []))
  const satellites = new Set(seen.flatMap(({ noradId }) => noradId ?? []))
  t.true(satellites.size >= 3, `${satellites.size} satellites`)
  const begins = seen.filter(({ isSlewing }, at) => isSlewing && !seen[at - 1]?.isSlewing)
  t.true(begins.length >= satellites.size - 1, `${begins.length} slews`)
  for (const { atMs } of begins) {
    const end = seen.find((one) => one.atMs > atMs && !one.isSlewing)
    t.true((end?.atMs ?? Number.POSITIVE_INFINITY) - atMs < 50_000)
  }
  // Following, not slewing, is how it spends its time.
  t.true(seen.filter(({ isSlewing }) => isSlewing).length < seen.length / 5)
  t.true(asked.every(({ azimuthDeg, elevationDeg }) => azimuthDeg >= 0 && azimuthDeg <= 450 && elevationDeg <= 90))
  await running.close()
})
