import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import type { Tell } from '../tell.ts'
import type { FollowedPart } from './followed-part.ts'
import { zeroDesk } from './zero-desk.ts'

const quiet = [0.001, 0.001, 0.002] as [number, number, number]
const setUp = (storage = memoryStorage(), mount = 'a') => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const train: { speedMps: number | undefined } = { speedMps: 0.1 }
  const part = { gravityG: [0.01, 0, -1.02] as [number, number, number], rms5sG: quiet }
  const reading = (): ReturnType<FollowedPart['reading']> => ({
    state: 'ok',
    rms1sG: 0,
    rms5sG: 0,
    peakG: 0,
    axes: { ...part, rms1sG: quiet, peakG: quiet, crest: quiet, kurtosis: quiet },
  })
  const told: string[] = []
  const tell: Tell = ({ text }) => void told.push(text)
  const parts = [{ key: 'imu.adxl345', reading }]
  zeroDesk({ clock, bus, storage, tell, parts, setUpOf: () => mount, speedMps: () => train.speedMps })
  return { bus, train, part, told, storage }
}

test('the zero is measured, kept by a name, and shown beside the next measurement also after a restart', async (t) => {
  const { bus, storage, told } = setUp()
  t.like(await bus.request('accelerometer.show', {}), { reply: { parts: { 'imu.adxl345': { isGood: true } } } })
  t.true((await bus.request('accelerometer.keep', { by: 'aigerim' })).ok)
  t.deepEqual(told, ['zero of 1 measured and kept by aigerim'])
  const again = await setUp(storage).bus.request('accelerometer.show', {})
  t.like(again, { reply: { parts: { 'imu.adxl345': { kept: { by: 'aigerim' } } } } })
  const turned = await setUp(storage, 'b').bus.request('accelerometer.show', {})
  t.like(turned, { reply: { parts: { 'imu.adxl345': { kept: undefined } } } }, 'of a board that was mounted anew none')
})

test('a train that moves refuses both; a coach that shakes and a zero beyond its limit are shown and not kept', async (t) => {
  const { bus, train, part, storage } = setUp()
  for (const speedMps of [0.8, undefined]) {
    train.speedMps = speedMps
    t.like(await bus.request('accelerometer.show', {}), { ok: false, reason: 'refused' })
    t.like(await bus.request('accelerometer.keep', { by: 'aigerim' }), { ok: false, reason: 'refused' })
  }
  train.speedMps = 0
  for (const wrong of [{ rms5sG: [0.03, 0, 0] }, { gravityG: [0.09, 0, -1] }] as const) {
    Object.assign(part, { gravityG: [0, 0, -1], rms5sG: quiet }, wrong)
    t.true((await bus.request('accelerometer.show', {})).ok)
    t.like(await bus.request('accelerometer.keep', { by: 'aigerim' }), { ok: false, reason: 'refused' })
  }
  t.is(await storage.read('accelerometer-zero'), undefined)
})
