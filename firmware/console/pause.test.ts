import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { pause } from './pause.ts'

test('a pause ends with its time, and at once with the command', async (t) => {
  const clock = new SimClock()
  const ending = new AbortController()
  const context = { clock, ended: ending.signal }
  const whole = pause(context, 500)
  await clock.runFor(500)
  t.true(await whole)
  const broken = pause(context, 500)
  ending.abort()
  t.false(await broken)
  t.false(await pause(context, 500))
})
