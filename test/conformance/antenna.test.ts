import test from 'ava'
import type { BeamControllerDescriptor, BeamLocation, BeamStatus } from '../../drivers/antenna/antenna.ts'
import { beamControllerDrivers } from '../../drivers/antenna/index.ts'
import { distanceM } from '../../firmware/domain/geodesy.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { VirtualDevice, Wire } from '../../hardware/twin/device.ts'
import { type VirtualArrayOptions, virtualArray } from '../../hardware/twin/devices/array.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink, type MemoryLinkOptions } from './memory-link.ts'

/** The virtual device of each driver; a driver without one fails the first test. */
const virtualControllers: Readonly<Record<string, (options: VirtualArrayOptions) => VirtualDevice>> = {
  brace: virtualArray,
}

const setUp = (
  descriptor: BeamControllerDescriptor,
  line: Partial<MemoryLinkOptions> & { ambientC?: number; isUnderRoof?: boolean; beams?: 1 | 2 } = {},
) => {
  const clock = new SimClock()
  const random = seededRandom(7)
  const truth = { azimuthDeg: 0, elevationDeg: 90, isMuted: false, aims: 0, other: { azimuthDeg: 0, elevationDeg: 90 } }
  const makeDevice = virtualControllers[descriptor.name] as (options: VirtualArrayOptions) => VirtualDevice
  const device = makeDevice({
    name: 'array',
    world: fakeWorld({
      clock,
      ...(line.isUnderRoof && { surroundings: () => ({ kind: 'hall', horizonDeg: () => 90 }) }),
    }),
    clock,
    random,
    faultAgeMs: () => undefined,
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
    ambientC: line.ambientC ?? 18,
    beams: line.beams ?? 1,
    terminal: {
      name: 'array',
      service: { kind: 'constellation' },
      setBoresight: (azimuthDeg, elevationDeg) =>
        Object.assign(truth, { azimuthDeg, elevationDeg, aims: truth.aims + 1 }),
      setOtherBoresight: (azimuthDeg, elevationDeg) => Object.assign(truth.other, { azimuthDeg, elevationDeg }),
      setMuted: (isMuted) => Object.assign(truth, { isMuted }),
      reception: () => ({ isReceiving: false, carrierToNoiseDb: 0, errorDeg: 0, isBlocked: false }),
    },
  })
  let wire: Wire | undefined
  const start = device.start.bind(device)
  device.start = (started) => {
    wire = started
    start(started)
  }
  const memory = deviceOnMemoryLink({ device, clock, random, ...line })
  const controller = descriptor.open({ link: memory.link, clock })
  const statuses: BeamStatus[] = []
  controller.onStatus((status) => statuses.push(status))
  const powerCycle = (): void => {
    device.stop()
    if (wire) device.start(wire)
  }
  return { clock, truth, controller, statuses, memory, device, powerCycle, pollMs: descriptor.timing.statusEveryMs }
}

type SetUp = ReturnType<typeof setUp>

/** What came of a promise after some of the clock's time: `done`, the code of its TerminalError, or `waiting`. */
const outcome = async ({ clock }: SetUp, promise: Promise<void>, durationMs = 500): Promise<string> => {
  let came = 'waiting'
  promise.then(
    () => {
      came = 'done'
    },
    (error: unknown) => {
      came = error instanceof TerminalError ? error.code : 'no TerminalError'
    },
  )
  await clock.runFor(durationMs)
  return came
}

/** A controller that has booted. */
const booted = async (...given: Parameters<typeof setUp>): Promise<SetUp> => {
  const up = setUp(...given)
  // Between two polls, so that nothing of the session's own is on the line.
  await up.clock.runFor(2_000 + up.pollMs / 2)
  return up
}

/** Aims at 20 Hz along a slowly moving direction; how many came to an end, and how. */
const track = async (up: SetUp, durationMs: number): Promise<Record<string, number>> => {
  const came: Record<string, number> = {}
  const count = (code: string): void => {
    came[code] = (came[code] ?? 0) + 1
  }
  for (let ms = 0; ms < durationMs; ms += 50) {
    const aim = up.controller.aim({ azimuthDeg: (180 + ms / 1000) % 360, elevationDeg: 50 })
    aim.then(
      () => count('done'),
      (error: TerminalError) => count(error.code),
    )
    await up.clock.runFor(50)
  }
  await up.clock.runFor(1_000)
  return came
}

for (const descriptor of Object.values(beamControllerDrivers)) {
  const { name, timing, limits } = descriptor

  test(`${name}: its virtual device speaks at the descriptor's serial settings`, (t) => {
    t.deepEqual(setUp(descriptor).device.serial, descriptor.serial)
  })

  test(`${name}: the index knows it by its own name`, (t) => {
    t.is(beamControllerDrivers[name], descriptor)
  })

  test(`${name}: an aim ends when the beam stands there`, async (t) => {
    const up = await booted(descriptor)
    t.is(await outcome(up, up.controller.aim({ azimuthDeg: 182.44, elevationDeg: 45.31 })), 'done')
    t.true(Math.abs(up.truth.azimuthDeg - 182.44) <= 0.03)
    t.true(Math.abs(up.truth.elevationDeg - 45.31) <= 0.03)
  })

  test(`${name}: what a status says is where the beam is`, async (t) => {
    const up = await booted(descriptor)
    await outcome(up, up.controller.aim({ azimuthDeg: 10, elevationDeg: 60 }))
    await up.clock.runFor(timing.statusEveryMs)
    const { azimuthDeg, elevationDeg } = up.truth
    t.deepEqual(up.statuses.at(-1)?.beam, { azimuthDeg, elevationDeg })
    t.deepEqual(up.statuses.at(-1)?.faults, [])
  })

  test(`${name}: a status comes at the descriptor's rate, also while aims come at 20 Hz`, async (t) => {
    const up = await booted(descriptor)
    const before = up.statuses.length
    const came = await track(up, 20 * timing.statusEveryMs)
    const expected = 20 + 1_000 / timing.statusEveryMs
    t.true(Math.abs(up.statuses.length - before - expected) <= 1, `${up.statuses.length - before}`)
    t.deepEqual(came, { done: (20 * timing.statusEveryMs) / 50 })
  })

  test(`${name}: where the array is comes once a second, as its own receiver has it`, async (t) => {
    const up = setUp(descriptor)
    const locations: BeamLocation[] = []
    up.controller.onLocation((location) => locations.push(location))
    await up.clock.runFor(32_000)
    t.true(locations.length >= 20 && locations.length <= 32, `${locations.length}`)
    for (const { latDeg, lonDeg, heightM, horizontalSigmaM } of locations) {
      t.true(distanceM({ latDeg, lonDeg, heightM }, { latDeg: 51.112, lonDeg: 71.533, heightM: 350 }) < 30)
      t.true(horizontalSigmaM >= 5 && horizontalSigmaM <= 8)
    }
    t.true(new Set(locations.map(({ latDeg }) => latDeg)).size > 10)
  })

  test(`${name}: an array under a roof has no location, and gets on`, async (t) => {
    const up = setUp(descriptor, { isUnderRoof: true })
    up.controller.onLocation(() => t.fail())
    await up.clock.runFor(10_000)
    t.true(up.statuses.length > 10)
    t.is(up.controller.counters().timeouts, 2)
  })

  test(`${name}: a direction below its limit is refused, and the beam stays`, async (t) => {
    const up = await booted(descriptor)
    await outcome(up, up.controller.aim({ azimuthDeg: 10, elevationDeg: 60 }))
    const below = { azimuthDeg: 100, elevationDeg: limits.elevationDeg[0] - 0.5 }
    t.is(await outcome(up, up.controller.aim(below)), 'device-refused')
    t.is(await outcome(up, up.controller.aim({ azimuthDeg: 0, elevationDeg: -3 })), 'device-refused')
    t.is(await outcome(up, up.controller.aim({ azimuthDeg: Number.NaN, elevationDeg: 40 })), 'device-refused')
    t.is(up.truth.azimuthDeg, 10)
  })

  test(`${name}: it is muted until told otherwise, and told again after it lost its power`, async (t) => {
    const up = await booted(descriptor)
    t.true(up.truth.isMuted)
    t.is(await outcome(up, up.controller.mute(false)), 'done')
    t.false(up.truth.isMuted)
    up.powerCycle()
    t.true(up.truth.isMuted)
    await up.clock.runFor(3_000)
    t.false(up.truth.isMuted)
  })

  test(`${name}: a mute overtakes the aims that wait`, async (t) => {
    const up = await booted(descriptor)
    await outcome(up, up.controller.mute(false))
    for (let count = 0; count < 5; count++) up.controller.aim({ azimuthDeg: count, elevationDeg: 60 })
    t.is(await outcome(up, up.controller.mute(true), 60), 'done')
  })

  test(`${name}: a newer aim replaces one that still waits`, async (t) => {
    const up = await booted(descriptor)
    const { aims } = up.truth
    const results = Array.from({ length: 10 }, (_, at) => up.controller.aim({ azimuthDeg: at, elevationDeg: 60 }))
    t.is(
      await outcome(
        up,
        Promise.all(results).then(() => {}),
      ),
      'done',
    )
    t.is(up.truth.aims - aims, 2)
    t.is(up.truth.azimuthDeg, 9)
  })

  test(`${name}: a silent controller is a device-timeout after its retries`, async (t) => {
    const up = await booted(descriptor)
    up.memory.silence()
    const { timeouts } = up.controller.counters()
    t.is(await outcome(up, up.controller.aim({ azimuthDeg: 1, elevationDeg: 60 }), 400), 'device-timeout')
    t.true(up.controller.counters().timeouts - timeouts > timing.retries)
    up.memory.silence(false)
    t.is(await outcome(up, up.controller.aim({ azimuthDeg: 1, elevationDeg: 60 })), 'done')
  })

  test(`${name}: aims that never stop coming still end when the controller is silent`, async (t) => {
    const up = await booted(descriptor)
    up.memory.silence()
    const came = await track(up, 3_000)
    t.deepEqual(came, { 'device-timeout': 60 })
  })

  test(`${name}: a lost answer is made up for by a retry`, async (t) => {
    let isLost = true
    const up = await booted(descriptor, {
      corrupt: (bytes) => {
        const lose = isLost
        isLost = !isLost
        return lose ? bytes.subarray(0, bytes.length - 2) : bytes
      },
    })
    t.is(await outcome(up, up.controller.aim({ azimuthDeg: 77, elevationDeg: 60 })), 'done')
    t.true(up.controller.counters().rxDiscardedBytes > 0)
  })

  test(`${name}: single bytes are as good as whole frames`, async (t) => {
    const up = await booted(descriptor, { fragment: () => true })
    t.deepEqual(await track(up, 2_000), { done: 40 })
    t.is(up.controller.counters().rxDiscardedBytes, 0)
  })

  test(`${name}: noise is counted, and never becomes a beam that is not`, async (t) => {
    const noise = seededRandom(3)
    const up = await booted(descriptor, {
      corrupt: (bytes) => bytes.map((byte) => (noise.next() < 0.01 ? Math.floor(256 * noise.next()) : byte)),
    })
    const came = await track(up, 60_000)
    const { rxDiscardedBytes, checksumErrors, timeouts } = up.controller.counters()
    t.true(rxDiscardedBytes > 0 && checksumErrors > 0 && timeouts > 0)
    t.true((came['done'] ?? 0) > 1_100, JSON.stringify(came))
    const isBeam = ({ beam }: BeamStatus): boolean => beam.elevationDeg >= limits.elevationDeg[0]
    t.true(up.statuses.length > 90 && up.statuses.every(isBeam))
  })

  test(`${name}: an unplugged line ends what waits, refuses what comes, and statuses return with it`, async (t) => {
    const up = await booted(descriptor)
    const waiting = outcome(up, up.controller.aim({ azimuthDeg: 1, elevationDeg: 60 }), 1)
    up.memory.unplug()
    t.is(await waiting, 'port-closed')
    t.is(await outcome(up, up.controller.mute(true)), 'port-closed')
    const before = up.statuses.length
    await up.clock.runFor(3_000)
    t.is(up.statuses.length, before)
    up.memory.replug()
    await up.clock.runFor(3_000)
    t.true(up.statuses.length > before)
    t.is(up.controller.counters().reconnects, 1)
    t.is(await outcome(up, up.controller.aim({ azimuthDeg: 1, elevationDeg: 60 })), 'done')
  })

  test(`${name}: closing ends what waits`, async (t) => {
    const up = await booted(descriptor)
    const waiting = outcome(up, up.controller.aim({ azimuthDeg: 1, elevationDeg: 60 }), 100)
    await up.controller.close()
    t.is(await waiting, 'port-closed')
  })

  if (limits.beams === 2) {
    const there = { azimuthDeg: 300, elevationDeg: 40 }
    const here = { azimuthDeg: 120, elevationDeg: 60 }

    test(`${name}: each of two beams takes its own aims, and a status says which serves and where the other is`, async (t) => {
      const up = await booted(descriptor, { beams: 2 })
      t.is(await outcome(up, up.controller.aim(here)), 'done')
      t.is(await outcome(up, up.controller.aim(there, 1)), 'done')
      t.like(up.truth, { ...here, other: there })
      await up.clock.runFor(timing.statusEveryMs)
      t.like(up.statuses.at(-1), { beam: here, pair: { serving: 0, other: there } })
    })

    test(`${name}: the beam that serves is the one that transmits`, async (t) => {
      const up = await booted(descriptor, { beams: 2 })
      await outcome(up, up.controller.aim(here))
      await outcome(up, up.controller.aim(there, 1))
      t.is(await outcome(up, up.controller.serve(1)), 'done')
      t.like(up.truth, { ...there, other: here })
      await up.clock.runFor(timing.statusEveryMs)
      t.like(up.statuses.at(-1), { beam: there, pair: { serving: 1, other: here } })
    })

    test(`${name}: after a loss of power the first beam serves again`, async (t) => {
      const up = await booted(descriptor, { beams: 2 })
      await outcome(up, up.controller.serve(1))
      up.powerCycle()
      await up.clock.runFor(3_000)
      t.is(up.statuses.at(-1)?.pair?.serving, 0)
    })

    test(`${name}: two beams at 20 Hz each starve neither the other nor the status`, async (t) => {
      const up = await booted(descriptor, { beams: 2 })
      const before = up.statuses.length
      let isLate = false
      for (let ms = 0; ms < 5_000; ms += 50) {
        up.controller.aim({ azimuthDeg: 100 + ms / 1000, elevationDeg: 60 }).catch(() => undefined)
        up.controller.aim({ azimuthDeg: 200 + ms / 1000, elevationDeg: 50 }, 1).catch(() => undefined)
        await up.clock.runFor(50)
        const behindDeg = [ms / 1000 + 100 - up.truth.azimuthDeg, ms / 1000 + 200 - up.truth.other.azimuthDeg]
        isLate ||= ms > 500 && behindDeg.some((deg) => deg > 0.4)
      }
      t.false(isLate)
      t.true(up.statuses.length - before >= 5_000 / timing.statusEveryMs - 2)
    })

    test(`${name}: an array with one beam refuses a second, and says of none`, async (t) => {
      const up = await booted(descriptor)
      t.is(await outcome(up, up.controller.aim(there, 1)), 'device-refused')
      t.is(await outcome(up, up.controller.serve(1)), 'device-refused')
      await up.clock.runFor(timing.statusEveryMs)
      t.is(up.statuses.at(-1)?.pair, undefined)
    })
  }

  test(`${name}: a fault is named`, async (t) => {
    const up = await booted(descriptor, { ambientC: 84 })
    await up.clock.runFor(30 * 60_000)
    t.deepEqual(up.statuses.at(-1)?.faults, ['over-temperature'])
    t.true((up.statuses.at(-1)?.temperatureC ?? 0) > 85)
  })
}
