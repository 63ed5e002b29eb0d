import test from 'ava'
import { class1bLimitMps2, class1bRmsMps2, judgedBandHz } from './en61373.ts'

test('over the whole band the limit is the standard’s', (t) => {
  t.is(class1bLimitMps2('vertical', [0, 1000]), class1bRmsMps2.vertical)
  t.is(class1bLimitMps2('transverse', [5, 150]), class1bRmsMps2.transverse)
})

test('a sensor that sees less is held to less: 5 to 40 Hz hold three quarters of the power', (t) => {
  const share = (class1bLimitMps2('vertical', [0.5, 40]) / class1bRmsMps2.vertical) ** 2
  t.true(Math.abs(share - 0.773) < 0.005, `${share}`)
})

test('bands add up in power', (t) => {
  const parts = [class1bLimitMps2('longitudinal', [5, 30]), class1bLimitMps2('longitudinal', [30, 150])]
  t.true(Math.abs(Math.hypot(...parts) - class1bRmsMps2.longitudinal) < 1e-9)
})

test('below 5 Hz the standard says nothing', (t) => {
  t.is(judgedBandHz([0.1, 4]), undefined)
  t.is(class1bLimitMps2('vertical', [0.1, 4]), 0)
  t.deepEqual(judgedBandHz([0.5, 40]), [5, 40])
})
