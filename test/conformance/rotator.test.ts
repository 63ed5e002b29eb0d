import test, { type ExecutionContext } from 'ava'
import { rotatorDrivers } from '../../drivers/rotator/index.ts'
import type { Rotator, RotatorDescriptor, RotatorStatus } from '../../drivers/rotator/rotator.ts'
import { mountLimitsOf } from '../../firmware/main/mount-limits.ts'
import { stowSetup } from '../../firmware/main/stow-setup.ts'
import { dishPointer } from '../../firmware/services/tracking/pointers.ts'
import { StowKeeper } from '../../firmware/services/tracking/stow-keeper.ts'
import { StowWatch, usualStowRules } from '../../firmware/services/tracking/stow-watch.ts'
import { TrainOrders } from '../../firmware/services/tracking/train-orders.ts'
import type { Clock } from '../../hal/clock.ts'
import { johnnyFiveSteppers } from '../../hal/firmata/johnny-five-steppers.ts'
import { seededRandom } from '../../hal/random.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { virtualDishes } from '../../hardware/twin/devices/dishes.ts'
import type { Terminal } from '../../hardware/twin/terminal.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink, type MemoryLinkOptions } from './memory-link.ts'

const makeTerminal = (boresight: { azimuthDeg: number }): Terminal => ({
  name: 'geo',
  service: { kind: 'geo', longitudeDeg: 58.5 },
  setBoresight: (azimuthDeg) => {
    boresight.azimuthDeg = azimuthDeg
  },
  setMuted: () => {},
  reception: () => ({ isReceiving: false, carrierToNoiseDb: 0, errorDeg: 0, isBlocked: false }),
})

/** With the package itself, where a driver takes one: it keeps no time that matters here. */
const opened = async (descriptor: RotatorDescriptor, on: { link: SerialLink; clock: Clock }): Promise<Rotator> =>
  descriptor.openOnBoard?.({ ...on, board: await johnnyFiveSteppers() }) ?? descriptor.open(on)

/** A mount that knows its place; one that homes is brought to where the others begin. */
const setUp = async (
  descriptor: RotatorDescriptor,
  line: Partial<MemoryLinkOptions> = {},
  seenAs: (link: SerialLink) => SerialLink = (link) => link,
) => {
  const clock = new SimClock()
  const random = seededRandom(7)
  const faults = new Set<string>()
  const boresight = { azimuthDeg: 180 }
  const makeDevice = virtualDishes[descriptor.name]
  if (!makeDevice) throw new TypeError(`${descriptor.name} has no virtual dish`)
  const device = makeDevice({
    name: 'dish',
    world: fakeWorld({ clock }),
    clock,
    random,
    faultAgeMs: (fault) => (faults.has(fault) ? 1 : undefined),
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 100 },
    terminal: makeTerminal(boresight),
  })
  const memory = deviceOnMemoryLink({ device, clock, random, ...line })
  const rotator = await opened(descriptor, { link: seenAs(memory.link), clock })
  const statuses: RotatorStatus[] = []
  rotator.onStatus((status) => statuses.push(status))
  if (descriptor.timing.homingLimitMs !== undefined) await comeToRest(clock, rotator, statuses)
  return { clock, faults, boresight, rotator, statuses, memory, device }
}

/** Lets the clock run while a promise is kept: the slowest line takes 0.4 s for a query and a command. */
const meanwhile = async <T>(clock: SimClock, promise: Promise<T>): Promise<T> => {
  const done = promise.catch(() => {})
  await clock.runFor(500)
  await done
  return promise
}

/** Waits for it to home, has it go where it is wanted, and forgets what it said. */
const comeToRest = async (clock: SimClock, rotator: Rotator, statuses: RotatorStatus[]): Promise<void> => {
  for (let s = 0; s < 200 && statuses.length === 0; s++) await clock.runFor(1_000)
  await meanwhile(clock, rotator.point({ azimuthDeg: 180, elevationDeg: 30 }))
  await clock.runFor(30_000)
  statuses.length = 0
}

for (const descriptor of Object.values(rotatorDrivers)) {
  const { name, timing, limits } = descriptor

  test(`${name}: its virtual device speaks at the descriptor's serial settings`, async (t) => {
    t.deepEqual((await setUp(descriptor)).device.serial, descriptor.serial)
  })

  test(`${name}: a status comes at the descriptor's rate`, async (t) => {
    const { clock, statuses, rotator } = await setUp(descriptor)
    await clock.runFor(20 * timing.statusEveryMs)
    t.true(statuses.length >= 18 && statuses.length <= 21, `${statuses.length}`)
    t.deepEqual(statuses.at(-1)?.faults, [])
    t.is(rotator.counters().timeouts, 0)
  })

  test(`${name}: a set-point is reached and read back to the resolution`, async (t) => {
    const { clock, statuses, rotator, boresight } = await setUp(descriptor)
    await clock.runFor(500)
    await meanwhile(clock, rotator.point({ azimuthDeg: 203.4, elevationDeg: 41.2 }))
    await clock.runFor(2 * timing.statusEveryMs + 600)
    t.is(statuses.at(-1)?.motion, 'moving')
    await clock.runFor(10_000)
    const position = statuses.at(-1)?.position
    t.true(Math.abs((position?.azimuthDeg ?? 0) - 203.4) <= limits.resolutionDeg)
    t.true(Math.abs((position?.elevationDeg ?? 0) - 41.2) <= limits.resolutionDeg)
    t.true(Math.abs(boresight.azimuthDeg - 203.4) < 0.1 + limits.resolutionDeg)
  })

  test(`${name}: a position outside the limits is refused and nothing moves`, async (t) => {
    const { clock, statuses, rotator } = await setUp(descriptor)
    const azimuthDeg = limits.azimuthDeg[1] + 1
    const error = await t.throwsAsync(rotator.point({ azimuthDeg, elevationDeg: 10 }), { instanceOf: TerminalError })
    t.is(error.code, 'device-refused')
    await clock.runFor(1000)
    t.not(statuses.at(-1)?.motion, 'moving')
  })

  // Without velocities a mount is behind by what its target moves between two commands, and while one is on the line.
  const lagDeg = descriptor.takesRates ? 0 : (2 * (timing.statusEveryMs + timing.replyTimeoutMs)) / 1000
  const followedWithinDeg = 0.5 + lagDeg + (descriptor.takesRates ? 0 : limits.resolutionDeg)

  test(`${name}: a moving target is followed within ${followedWithinDeg.toFixed(1)}°`, async (t) => {
    const { clock, rotator, boresight } = await setUp(descriptor)
    let worstDeg = 0
    for (let ms = 0; ms < 20_000; ms += 200) {
      const azimuthDeg = 180 + (2 * ms) / 1000
      if (ms > 5000) worstDeg = Math.max(worstDeg, Math.abs(boresight.azimuthDeg - azimuthDeg))
      rotator.point({ azimuthDeg, elevationDeg: 30 }, { azimuthDegPerS: 2, elevationDegPerS: 0 })
      await clock.runFor(200)
    }
    t.true(worstDeg < followedWithinDeg, `${worstDeg}`)
  })

  test(`${name}: a target that is no longer renewed is not overrun`, async (t) => {
    const { clock, rotator, boresight } = await setUp(descriptor)
    await clock.runFor(500)
    for (let ms = 0; ms < 6000; ms += 200) {
      const azimuthDeg = 180 + (3 * ms) / 1000
      rotator.point({ azimuthDeg, elevationDeg: 30 }, { azimuthDegPerS: 3, elevationDegPerS: 0 })
      await clock.runFor(200)
    }
    await clock.runFor(10_000)
    t.true(Math.abs(boresight.azimuthDeg - 197.4) < 0.2 + limits.resolutionDeg, `${boresight.azimuthDeg}`)
  })

  test(`${name}: it is laid down no faster than it may, and reads as lying there`, async (t) => {
    const { clock, rotator, device } = await setUp(descriptor)
    const setup = { clock, mounting: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }, statusEveryMs: timing.statusEveryMs }
    const pointer = dishPointer(rotator, mountLimitsOf(name, {}, descriptor), {
      ...setup,
      stow: stowSetup('geo', undefined, limits),
    })
    const orders = new TrainOrders()
    orders.onTransmit({ isLockedOut: false, mode: 'depot' })
    const watch = new StowWatch(usualStowRules, orders)
    const mount = pointer.stow
    if (!mount) return t.fail()
    const keeper = new StowKeeper({ name: 'geo', mount, watch, tell: () => undefined })
    await clock.runFor(2 * timing.statusEveryMs)
    let [beforeDeg, fastestDegPerS] = [device.mount.elevation.encoderDeg, 0]
    for (let ms = 0; ms < 30_000; ms += 50) {
      keeper.step({ isHeld: false, reading: pointer.readBack(), isOnTarget: false }, clock.nowMs())
      await clock.runFor(50)
      if (ms % 2_000 !== 0) continue
      const deg = device.mount.elevation.encoderDeg
      fastestDegPerS = Math.max(fastestDegPerS, (beforeDeg - deg) / 2)
      beforeDeg = deg
    }
    t.is(keeper.said().state, 'stowed')
    t.true(Math.abs(device.mount.elevation.encoderDeg - limits.elevationDeg[0]) <= limits.resolutionDeg)
    // Steps of the set-point, seen through those of the line.
    t.true(fastestDegPerS <= 1.2 * mount.rest.speedDegPerS, `${fastestDegPerS}°/s`)
  })

  test(`${name}: stopping ends the motion`, async (t) => {
    const { clock, statuses, rotator } = await setUp(descriptor)
    await meanwhile(clock, rotator.point({ azimuthDeg: 300, elevationDeg: 30 }))
    await clock.runFor(2000)
    await meanwhile(clock, rotator.stop())
    await clock.runFor(Math.max(3000, 8 * timing.statusEveryMs))
    t.is(statuses.at(-1)?.motion, 'idle')
    t.true((statuses.at(-1)?.position.azimuthDeg ?? 999) < 250)
  })

  test(`${name}: single bytes are as good as whole lines`, async (t) => {
    const { clock, statuses, rotator } = await setUp(descriptor, { fragment: () => true })
    await clock.runFor(20 * timing.statusEveryMs)
    t.true(statuses.length >= 18)
    t.is(rotator.counters().rxDiscardedBytes, 0)
  })

  test(`${name}: noise is counted and never becomes a position out of the limits`, async (t) => {
    const noise = seededRandom(3)
    const { clock, statuses, rotator } = await setUp(descriptor, {
      corrupt: (bytes) => bytes.map((byte) => (noise.next() < 0.05 ? Math.floor(256 * noise.next()) : byte)),
    })
    await clock.runFor(60_000)
    const { rxDiscardedBytes, rxFrames, timeouts } = rotator.counters()
    t.true(rxDiscardedBytes > 0 && rxFrames > 0 && timeouts > 0)
    t.true(statuses.length > 20)
    const isNear = (deg: number, [min, max]: readonly [number, number]): boolean => deg >= min - 2 && deg <= max + 2
    const isPossible = ({ position }: RotatorStatus): boolean =>
      isNear(position.azimuthDeg, limits.azimuthDeg) && isNear(position.elevationDeg, limits.elevationDeg)
    t.true(statuses.every(isPossible))
  })

  test(`${name}: silence is asked after, counted and told once`, async (t) => {
    const { clock, statuses, rotator, memory } = await setUp(descriptor)
    await clock.runFor(1000)
    memory.silence()
    // What was on its way still comes.
    const heardUntilMs = clock.nowMs() + 300
    const before = statuses.length
    await clock.runFor(3 * timing.silentAfterMs)
    t.true(rotator.counters().timeouts > timing.retries)
    const told = statuses.slice(before).filter(({ faults }) => faults.includes('silent'))
    t.is(told.length, 1)
    t.true((told[0]?.atMs ?? Number.POSITIVE_INFINITY) <= heardUntilMs)
    memory.silence(false)
    await clock.runFor(Math.max(1000, 3 * timing.statusEveryMs))
    t.deepEqual(statuses.at(-1)?.faults, [])
  })

  test(`${name}: an unplugged line refuses commands, and statuses come back with it`, async (t) => {
    const { clock, statuses, rotator, memory } = await setUp(descriptor)
    await clock.runFor(1000)
    memory.unplug()
    const refused = await t.throwsAsync(rotator.point({ azimuthDeg: 190, elevationDeg: 30 }))
    t.is((refused as TerminalError).code, 'port-closed')
    const before = statuses.length
    await clock.runFor(5000)
    t.is(statuses.length, before)
    memory.replug()
    await clock.runFor((timing.homingLimitMs ?? 0) + Math.max(1000, 5 * timing.statusEveryMs))
    t.true(statuses.length >= before + 3)
    t.is(rotator.counters().reconnects, 1)
  })

  test(`${name}: a set-point that got lost is sent again`, async (t) => {
    const { clock, statuses, rotator, device } = await setUp(descriptor)
    await clock.runFor(500)
    const receive = device.receive.bind(device)
    device.receive = () => {}
    await meanwhile(clock, rotator.point({ azimuthDeg: 190, elevationDeg: 30 }))
    device.receive = receive
    await clock.runFor(6000)
    t.is(statuses.at(-1)?.position.azimuthDeg, 190)
  })

  const jamIsFollowed = async (t: ExecutionContext): Promise<void> => {
    const { clock, statuses, rotator, faults } = await setUp(descriptor)
    await clock.runFor(1000)
    faults.add('dish-jam')
    await meanwhile(clock, rotator.point({ azimuthDeg: 190, elevationDeg: 30 }))
    await clock.runFor(descriptor.tellsFaults ? 1000 : 10 * timing.statusEveryMs + 2000)
    t.is(statuses.at(-1)?.motion, 'error')
    t.true(statuses.at(-1)?.faults.includes(descriptor.tellsFaults ? 'jam' : 'not-following'))
  }

  /** Lost steps are found again by homing. */
  const jamIsForgotten = async (t: ExecutionContext): Promise<void> => {
    const { clock, rotator, faults, boresight, memory } = await setUp(descriptor)
    faults.add('dish-jam')
    await meanwhile(clock, rotator.point({ azimuthDeg: 190, elevationDeg: 30 }))
    await clock.runFor(5_000)
    faults.clear()
    t.true(Math.abs(boresight.azimuthDeg - 180) < 0.3)
    memory.unplug()
    memory.replug()
    await clock.runFor(timing.homingLimitMs ?? 0)
    await meanwhile(clock, rotator.point({ azimuthDeg: 190, elevationDeg: 30 }))
    await clock.runFor(30_000)
    t.true(Math.abs(boresight.azimuthDeg - 190) < 0.3, `${boresight.azimuthDeg}`)
  }

  if (descriptor.isOpenLoop) test(`${name}: what a jam takes is found again by homing`, jamIsForgotten)
  else test(`${name}: a jam is named in the faults, or that the mount does not follow`, jamIsFollowed)

  test(`${name}: a kernel that takes bytes at once is not taken for the end of the line`, async (t) => {
    const { clock, rotator } = await setUp(descriptor, {}, (link) => ({
      ...link,
      write: async (bytes) => void link.write(bytes).catch(() => undefined),
    }))
    for (let ms = 0; ms < 20_000; ms += 50) {
      rotator.point({ azimuthDeg: 180 + ms / 1000, elevationDeg: 30 }, { azimuthDegPerS: 1, elevationDegPerS: 0 })
      await clock.runFor(50)
    }
    t.is(rotator.counters().timeouts, 0)
  })

  // A set-point and a query with its reply may fill a slow line; a fast one keeps room.
  const lineShare = descriptor.serial.baudRate < 1200 ? 1 : 0.5

  test(`${name}: five commands a second with polling use no more than ${lineShare} of the line`, async (t) => {
    const { clock, rotator, memory } = await setUp(descriptor)
    for (let ms = 0; ms < 10_000; ms += 200) {
      rotator.point({ azimuthDeg: 180 + ms / 1000, elevationDeg: 30 }, { azimuthDegPerS: 1, elevationDegPerS: 0 })
      await clock.runFor(200)
    }
    const { rxBytes, txBytes } = memory.link.counters()
    const bytesPerS = descriptor.serial.baudRate / 10
    t.true(Math.max(rxBytes, txBytes) / 10 <= bytesPerS * lineShare, `${rxBytes} ${txBytes}`)
  })

  test(`${name}: closing stops the mount, the polling and the line`, async (t) => {
    const { clock, statuses, rotator } = await setUp(descriptor)
    await clock.runFor(1000)
    await meanwhile(clock, rotator.close())
    const before = statuses.length
    await clock.runFor(5000)
    t.is(statuses.length, before)
  })
}
