import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { scheduleOrders } from './ride-orders.ts'

test('an order is given at its time of the ride, for as long as it holds; other faults order nothing', async (t) => {
  const clock = new SimClock()
  await clock.runFor(500)
  const bus = memoryBus(clock)
  const asked: unknown[] = []
  bus.handle('stow.set', (request) => {
    asked.push([clock.nowMs(), request])
    return { ok: true, reply: { mounts: {} } }
  })
  const faults = [
    { name: 'wind-order', atMs: 2_000, durationMs: 60_000 },
    { name: 'tunnel', atMs: 1_000, durationMs: 1_000 },
    { name: 'wind-order', atMs: 9_000, durationMs: 1_000 },
  ]
  const end = scheduleOrders(faults, { bus, clock, sinceMs: 100 })
  await clock.runFor(5_000)
  end()
  await clock.runFor(10_000)
  t.deepEqual(asked, [[2_100, { do: 'on', by: 'the ride', reason: 'a storm', forMs: 60_000 }]])
})

test('a roof that somebody locks out is unlocked by them when the fault ends', async (t) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const asked: unknown[] = []
  bus.handle('lockout.set', ({ do: what, by }) => {
    asked.push([clock.nowMs(), what, by])
    return { ok: true, reply: { mode: 'normal' } }
  })
  const end = scheduleOrders([{ name: 'roof-order', atMs: 1_000, durationMs: 5_000 }], { bus, clock, sinceMs: 0 })
  await clock.runFor(10_000)
  end()
  t.deepEqual(asked, [
    [1_000, 'lock', 'the ride'],
    [6_000, 'unlock', 'the ride'],
  ])
})
