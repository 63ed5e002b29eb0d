import test from 'ava'
import { KeptPart } from './kept-part.ts'
import { SimClock } from './sim-clock.ts'

test('a part that fails or hangs keeps no other from being looked after', async (t) => {
  const clock = new SimClock()
  const told: string[] = []
  let kept = 0
  const parts = {
    bad: new KeptPart(() => Promise.reject(new RangeError('wg: no such device'))),
    hung: new KeptPart(() => new Promise(() => {})),
    good: new KeptPart(async () => {
      kept++
      return false
    }),
  }
  for (const [name, part] of Object.entries(parts))
    part.keepRestoring(clock, 5_000, (trouble) => told.push(`${name}: ${trouble ?? 'well'}`))
  await clock.runFor(15_000)
  t.is(kept, 3)
  t.deepEqual(told, ['bad: wg: no such device'])
  await parts.good.close()
  await parts.bad.close()
  await clock.runFor(15_000)
  t.is(kept, 3)
})

test('changes of one part come one after the other', async (t) => {
  const ends: (() => void)[] = []
  const part = new KeptPart(() => new Promise((resolve) => ends.push(() => resolve(true))))
  const both = [part.restore(), part.restore()]
  await new SimClock().runFor(1)
  t.is(ends.length, 1)
  ends[0]?.()
  t.true(await both[0])
  await new SimClock().runFor(1)
  t.is(ends.length, 2)
  ends[1]?.()
  t.true(await both[1])
})
