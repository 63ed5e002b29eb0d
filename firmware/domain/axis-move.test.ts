import test from 'ava'
import fc from 'fast-check'
import { moveTimeS, rampAt, rampBetween } from './axis-move.ts'

const ability = { maxDegPerS: 6, maxDegPerS2: 3 }

test('a short way is all ramps, a long one has a stretch at full speed', (t) => {
  t.is(moveTimeS(3, ability), 2)
  t.is(moveTimeS(-12, ability), 4)
  t.is(moveTimeS(72, ability), 14)
})

test('a ramp is never faster than the axis, never changes its speed faster, and ends where it is to', (t) => {
  const deg = fc.double({ min: -200, max: 200, noNaN: true })
  const degPerS = fc.double({ min: -6, max: 6, noNaN: true })
  let found = 0
  fc.assert(
    fc.property(deg, degPerS, degPerS, fc.integer({ min: 1, max: 60 }), (toDeg, fromDegPerS, toDegPerS, seconds) => {
      const ends = {
        fromMs: 0,
        toMs: 1000 * seconds,
        from: { deg: 0, degPerS: fromDegPerS },
        to: { deg: toDeg, degPerS: toDegPerS },
      }
      const ramp = rampBetween(ends, ability)
      if (!ramp) return
      found++
      let before = rampAt(ramp, 0)
      for (let ms = 20; ms <= ends.toMs; ms += 20) {
        const now = rampAt(ramp, ms)
        t.true(Math.abs(now.degPerS) <= 6 + 1e-6)
        t.true(Math.abs(now.degPerS - before.degPerS) <= 3 * 0.02 + 1e-6)
        t.true(Math.abs(now.deg - before.deg) <= 6 * 0.02 + 1e-3)
        before = now
      }
      t.true(Math.abs(before.deg - toDeg) < 1e-3)
    }),
    { numRuns: 300, seed: 1 },
  )
  t.true(found > 50, `${found}`)
})

test('what an axis cannot do in the time is no ramp', (t) => {
  const ends = { fromMs: 0, toMs: 10_000, from: { deg: 0, degPerS: 0 } }
  t.is(rampBetween({ ...ends, to: { deg: 60, degPerS: 0 } }, ability), undefined)
  t.not(rampBetween({ ...ends, to: { deg: 47, degPerS: 0 } }, ability), undefined)
})
