import test from 'ava'
import type { BeamController, BeamStatus } from '../../../drivers/antenna/antenna.ts'
import type { Rotator, RotatorStatus } from '../../../drivers/rotator/rotator.ts'
import { monotonicMs } from '../../../hal/units.ts'
import { someCounters } from '../../../test/fakes/drivers.ts'
import { arrayPointer, dishPointer } from './pointers.ts'

const mounting = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 }
const target = { azimuthDeg: 120, elevationDeg: 50 }
const elsewhere = { azimuthDeg: 10, elevationDeg: 30 }

const fakeBeam = () => {
  const asked: string[] = []
  let onStatus: (status: BeamStatus) => void = () => undefined
  const beam: BeamController = {
    aim: async ({ azimuthDeg }) => void asked.push(`aim ${azimuthDeg}`),
    mute: async (isMuted) => void asked.push(isMuted ? 'mute' : 'unmute'),
    onStatus: (handler) => {
      onStatus = handler
    },
    counters: () => someCounters,
    close: async () => undefined,
  }
  const status = (isMuted: boolean): void =>
    onStatus({ atMs: monotonicMs(0), beam: elsewhere, isMuted, temperatureC: 20, faults: [] })
  return { beam, asked, status }
}

const aim = { do: 'aim', pointer: 'array', target, sigmaDeg: 0.1 } as const

test('an array is unmuted by its first aim, once, and muted by a hold', async (t) => {
  const { beam, asked } = fakeBeam()
  const pointer = arrayPointer(beam, { elevationDeg: [10, 90] }, mounting)
  await pointer.aim(aim)
  await pointer.aim(aim)
  await pointer.hold()
  await pointer.hold()
  t.deepEqual(asked, ['aim 120', 'unmute', 'aim 120', 'mute'])
})

test('an array that lost its power, and so comes back muted, is unmuted again', async (t) => {
  const { beam, asked, status } = fakeBeam()
  const pointer = arrayPointer(beam, { elevationDeg: [10, 90] }, mounting)
  await pointer.aim(aim)
  status(true)
  await pointer.aim(aim)
  t.deepEqual(asked.slice(-2), ['aim 120', 'unmute'])
})

test('an array’s answer to an aim says where its beam is, until a status says otherwise', async (t) => {
  const { beam, status } = fakeBeam()
  const pointer = arrayPointer(beam, { elevationDeg: [10, 90] }, mounting)
  t.is(pointer.readBack(), undefined)
  await pointer.aim(aim)
  t.deepEqual(pointer.readBack(), target)
  status(false)
  t.deepEqual(pointer.readBack(), elsewhere)
})

test('a dish is only where it says that it is', async (t) => {
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
  const pointer = dishPointer(rotator, { azimuthDeg: [0, 450], elevationDeg: [0, 90] }, mounting)
  const rates = { azimuthDegPerS: 1, elevationDegPerS: 0 }
  await pointer.aim({ do: 'aim', pointer: 'dish', target, rates, sigmaDeg: 0.1 })
  t.is(pointer.readBack(), undefined)
  onStatus({ atMs: monotonicMs(0), position: elsewhere, motion: 'moving', faults: [] })
  t.deepEqual(pointer.readBack(), elsewhere)
  await pointer.hold()
  t.deepEqual(points, [[target, rates], 'stop'])
})
