import test from 'ava'
import { DishAxis } from './dish-axis.ts'

const limits = { minDeg: 0, maxDeg: 450, maxDegPerS: 12, accelerationDegPerS2: 8 }

test('an axis reaches its set-point without passing it, no sooner than slew and acceleration allow', (t) => {
  const axis = new DishAxis(limits, 100, 0)
  axis.goTo(160)
  let farthestDeg = 0
  let reachedMs = 0
  for (let ms = 0; ms <= 12_000; ms += 10) {
    axis.advance(ms, false)
    farthestDeg = Math.max(farthestDeg, axis.encoderDeg)
    if (reachedMs === 0 && !axis.isMoving) reachedMs = ms
  }
  t.is(axis.encoderDeg, 160)
  t.true(farthestDeg < 160.05, `${farthestDeg}`)
  // 60° at 12 °/s with 1.5 s ramps: 6.5 s for an ideal profile.
  t.true(reachedMs >= 6500 && reachedMs < 8000, `${reachedMs} ms`)
})

test('asking seldom or often gives the same motion', (t) => {
  const often = new DishAxis(limits, 100, 0)
  const seldom = new DishAxis(limits, 100, 0)
  for (const axis of [often, seldom]) axis.goTo(107.3)
  for (let ms = 0; ms <= 700; ms += 10) often.advance(ms, false)
  seldom.advance(700, false)
  t.is(often.encoderDeg, seldom.encoderDeg)
})

test('a velocity runs on until the end stop', (t) => {
  const axis = new DishAxis(limits, 440, 0)
  axis.run(20)
  axis.advance(600, false)
  t.true(axis.isMoving)
  axis.advance(10_000, false)
  t.is(axis.encoderDeg, 450)
  t.false(axis.isMoving)
})

test('a jammed axis stands still and goes on afterwards', (t) => {
  const axis = new DishAxis(limits, 100, 0)
  axis.goTo(110)
  axis.advance(1000, true)
  t.is(axis.encoderDeg, 100)
  axis.advance(6000, false)
  t.is(axis.encoderDeg, 110)
})

test('halting takes the time that the acceleration needs', (t) => {
  const axis = new DishAxis(limits, 100, 0)
  axis.run(8)
  axis.advance(2000, false)
  const fromDeg = axis.encoderDeg
  axis.halt()
  axis.advance(3500, false)
  const rolledDeg = axis.encoderDeg - fromDeg
  t.true(rolledDeg > 3 && rolledDeg < 5, `${rolledDeg}`)
  t.false(axis.isMoving)
})
