import test from 'ava'
import { toDeg, toRad, wrap180Deg, wrap360Deg } from './units.ts'

const wraps = test.macro((t, deg: number, wrapped360: number, wrapped180: number) => {
  t.is(wrap360Deg(deg), wrapped360)
  t.is(wrap180Deg(deg), wrapped180)
})

test('0° stays', wraps, 0, 0, 0)
test('a full turn is none', wraps, 360, 0, 0)
test('half a turn is −180°', wraps, 180, 180, -180)
test('a quarter back', wraps, -90, 270, -90)
test('many turns back', wraps, -1085, 355, -5)
test('just under a turn', wraps, 359.5, 359.5, -0.5)

test('degrees and radians convert there and back', (t) => {
  t.is(toRad(180), Math.PI)
  t.is(toDeg(toRad(57)), 57)
})
