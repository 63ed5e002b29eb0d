import test from 'ava'
import { turnDoubtDeg } from './attitude.ts'

test('a train that stands cannot have turned', (t) => {
  t.is(turnDoubtDeg(0, 3_600), 0)
  t.is(turnDoubtDeg(0.29, 3_600), 0)
})

test('at first the doubt of a heading grows with the square of time, as a transition curve lets a turn begin', (t) => {
  t.true(Math.abs(turnDoubtDeg(30, 1) - 0.15) < 1e-9)
  t.true(Math.abs(turnDoubtDeg(30, 2) - 0.6) < 1e-9)
})

test('later it grows no faster than on the tightest curve of the line, at that speed', (t) => {
  const perS = turnDoubtDeg(6, 61) - turnDoubtDeg(6, 60)
  t.true(Math.abs(perS - (6 / 600) * (180 / Math.PI)) < 1e-9)
})

test('a slow train is as sure as a fast one or surer, and never surer with time', (t) => {
  for (let s = 0; s < 60; s += 0.5) {
    t.true(turnDoubtDeg(5, s) <= turnDoubtDeg(30, s))
    t.true(turnDoubtDeg(30, s) <= turnDoubtDeg(30, s + 0.5))
  }
})
