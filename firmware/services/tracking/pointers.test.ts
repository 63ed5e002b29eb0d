import test from 'ava'
import type { BeamController, BeamStatus } from '../../../drivers/antenna/antenna.ts'
import type { Rotator, RotatorStatus } from '../../../drivers/rotator/rotator.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { someCounters } from '../../../test/fakes/drivers.ts'
import { arrayPointer, dishPointer } from './pointers.ts'

const mounting = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
const STATUS_EVERY_MS = 200
const setUp = () => ({ clock: new SimClock(), mounting, statusEveryMs: STATUS_EVERY_MS })
const mountLimits = {
  azimuthDeg: [0, 450],
  elevationDeg: [0, 90],
  maxRateDegPerS: { azimuthDegPerS: 12, elevationDegPerS: 8 },
  maxAccelerationDegPerS2: { azimuthDegPerS2: 8, elevationDegPerS2: 8 },
} as const
const target = { azimuthDeg: 120, elevationDeg: 50 }
const elsewhere = { azimuthDeg: 10, elevationDeg: 30 }

const fakeBeam = () => {
  const asked: string[] = []
  let onStatus: (status: BeamStatus) => void = () => undefined
  let failures = 0
  const beam: BeamController = {
    aim: async ({ azimuthDeg }, which = 0) => void asked.push(`aim ${azimuthDeg}${which === 0 ? '' : ' second'}`),
    serve: async (which) => {
      asked.push(`serve ${which}`)
      if (failures-- > 0) throw new Error('no answer')
    },
    mute: async (isMuted) => {
      asked.push(isMuted ? 'mute' : 'unmute')
      if (failures-- > 0) throw new Error('no answer')
    },
    onStatus: (handler) => {
      onStatus = handler
    },
    onLocation: () => undefined,
    counters: () => someCounters,
    close: async () => undefined,
  }
  const status = (isMuted: boolean, pair?: BeamStatus['pair']): void =>
    onStatus({ atMs: monotonicMs(0), beam: elsewhere, isMuted, temperatureC: 20, faults: [], ...(pair && { pair }) })
  const failOnce = (): void => {
    failures = 1
  }
  return { beam, asked, status, failOnce }
}

const limits = { elevationDeg: [10, 90] } as const
const aim = { do: 'aim', pointer: 'array', target, sigmaDeg: 0.1 } as const

test('an array is unmuted by its first aim, once, and muted by a hold', async (t) => {
  const { beam, asked } = fakeBeam()
  const pointer = arrayPointer(beam, limits, setUp())
  await pointer.aim(aim)
  await pointer.aim(aim)
  await pointer.hold()
  await pointer.hold()
  t.deepEqual(asked, ['aim 120', 'unmute', 'aim 120', 'mute'])
})

test('an array that lost its power, and so comes back muted, is unmuted again', async (t) => {
  const { beam, asked, status } = fakeBeam()
  const pointer = arrayPointer(beam, limits, setUp())
  await pointer.aim(aim)
  status(true)
  await pointer.aim(aim)
  t.deepEqual(asked.slice(-2), ['aim 120', 'unmute'])
})

test('an array’s answer to an aim says where its beam is, until a status says otherwise', async (t) => {
  const { beam, status } = fakeBeam()
  const pointer = arrayPointer(beam, limits, setUp())
  t.is(pointer.readBack(), undefined)
  await pointer.aim(aim)
  t.deepEqual(pointer.readBack(), target)
  status(false)
  t.deepEqual(pointer.readBack(), elsewhere)
})

test('a hold that overtakes the answer to an aim leaves the array muted', async (t) => {
  const { beam, asked } = fakeBeam()
  const pointer = arrayPointer(beam, limits, setUp())
  await pointer.aim(aim)
  const late = pointer.aim(aim)
  await Promise.all([pointer.hold(), late])
  t.is(asked.filter((one) => !one.startsWith('aim')).at(-1), 'mute')
})

test('a hold at the start mutes: an earlier life may have left the array unmuted', async (t) => {
  const { beam, asked } = fakeBeam()
  await arrayPointer(beam, limits, setUp()).hold()
  t.deepEqual(asked, ['mute'])
})

test('a mute or unmute that failed is asked again', async (t) => {
  const { beam, asked, failOnce } = fakeBeam()
  const pointer = arrayPointer(beam, limits, setUp())
  for (const act of [() => pointer.aim(aim), () => pointer.hold()]) {
    failOnce()
    await t.throwsAsync(act())
    await act()
  }
  t.deepEqual(
    asked.filter((one) => !one.startsWith('aim')),
    ['unmute', 'unmute', 'mute', 'mute'],
  )
})

test('a beam that has not been read for three polls is unknown', async (t) => {
  const setup = setUp()
  const pointer = arrayPointer(fakeBeam().beam, limits, setup)
  await pointer.aim(aim)
  await setup.clock.runFor(3 * STATUS_EVERY_MS)
  t.deepEqual(pointer.readBack(), target)
  await setup.clock.runFor(1)
  t.is(pointer.readBack(), undefined)
})

const apart = { azimuthDeg: 300, elevationDeg: 40 }

const twoBeams = () => {
  const fake = fakeBeam()
  const pointer = arrayPointer(fake.beam, limits, { ...setUp(), beams: 2 })
  if (!pointer.second) throw new Error('an array with two beams has a second one')
  return { ...fake, pointer, second: pointer.second }
}

test('an array has no second beam unless it is said to have two', (t) => {
  t.is(arrayPointer(fakeBeam().beam, limits, setUp()).second, undefined)
})

test('aims go to the beam that serves and to the other, whichever these are', async (t) => {
  const { pointer, second, asked, status } = twoBeams()
  t.is(second.serving(), undefined)
  status(false, { serving: 0, other: apart })
  await second.aim(target)
  await second.serve(1)
  t.is(second.serving(), 1)
  await pointer.aim(aim)
  await second.aim(target)
  t.deepEqual(
    asked.filter((one) => !one.includes('mute')),
    ['aim 120 second', 'serve 1', 'aim 120 second', 'aim 120'],
  )
})

test('what is read back goes with the beam when it begins to serve', async (t) => {
  const { pointer, second, status } = twoBeams()
  status(false, { serving: 0, other: apart })
  t.deepEqual([pointer.readBack(), second.readBack()], [elsewhere, apart])
  await second.serve(1)
  t.deepEqual([pointer.readBack(), second.readBack()], [apart, elsewhere])
})

test('after an unanswered change either beam may serve, until a status tells', async (t) => {
  const { second, asked, status, failOnce } = twoBeams()
  status(false, { serving: 0, other: apart })
  failOnce()
  await t.throwsAsync(second.serve(1))
  t.true(second.isSwapping())
  await second.serve(1)
  t.is(asked.filter((one) => one === 'serve 1').length, 1)
  status(false, { serving: 1, other: apart })
  t.false(second.isSwapping())
  t.is(second.serving(), 1)
})

const fakeRotator = () => {
  let onStatus: (status: RotatorStatus) => void = () => undefined
  const points: unknown[] = []
  const rotator: Rotator = {
    point: async (position, rate) => void points.push([position, rate]),
    stop: async () => void points.push('stop'),
    onStatus: (handler) => {
      onStatus = handler
    },
    counters: () => someCounters,
    close: async () => undefined,
  }
  const setup = setUp()
  const pointer = dishPointer(rotator, mountLimits, setup)
  const say = (more: Partial<RotatorStatus> = {}): void =>
    onStatus({ atMs: monotonicMs(0), position: elsewhere, motion: 'moving', faults: [], ...more })
  return { pointer, points, say, clock: setup.clock }
}

test('a dish is only where it says that it is', async (t) => {
  const { pointer, points, say } = fakeRotator()
  const rates = { azimuthDegPerS: 1, elevationDegPerS: 0 }
  await pointer.aim({ do: 'aim', pointer: 'dish', target, rates, sigmaDeg: 0.1 })
  t.is(pointer.readBack(), undefined)
  say()
  t.deepEqual(pointer.readBack(), elsewhere)
  await pointer.hold()
  t.deepEqual(points, [[target, rates], 'stop'])
})

test('a dish that is silent, in error or faulty is nowhere, until it is well again', async (t) => {
  const { pointer, say, clock } = fakeRotator()
  for (const trouble of [{ motion: 'error' }, { faults: ['jam'] }] as const) {
    say(trouble)
    t.is(pointer.readBack(), undefined)
    say()
    t.deepEqual(pointer.readBack(), elsewhere)
  }
  await clock.runFor(3 * STATUS_EVERY_MS + 1)
  t.is(pointer.readBack(), undefined)
  say({ faults: ['velocity-sign'] })
  t.deepEqual(pointer.readBack(), elsewhere)
})
