import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { doubling } from './doubling-timer.ts'

test('it calls at times that double, and evenly once they are far apart, until its end', async (t) => {
  const clock = new SimClock()
  const atS: number[] = []
  const end = doubling(clock, { firstMs: 1_000, mostMs: 60_000 }, () => atS.push(clock.nowMs() / 1000))
  await clock.runFor(200_000)
  t.deepEqual(atS, [1, 2, 4, 8, 16, 32, 64, 124, 184])
  end()
  await clock.runFor(200_000)
  t.is(atS.length, 9)
})
