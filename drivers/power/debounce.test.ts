import test from 'ava'
import type { Level } from '../../hal/gpio.ts'
import { monotonicMs } from '../../hal/units.ts'
import { firstLevel, settle, settlesAtMs, takeEdge } from './debounce.ts'

const at = monotonicMs
const after = (edges: readonly (readonly [Level, number])[]) =>
  edges.reduce((state, [level, ms]) => takeEdge(state, { level, atMs: at(ms) }, 25), firstLevel(0, at(0)))

test('a contact that bounces counts from its last edge', (t) => {
  const state = after([
    [1, 100],
    [0, 102],
    [1, 104],
  ])
  t.is(settlesAtMs(state, 25), at(129))
  t.is(settle(state, at(128), 25).settled, 0)
  t.is(settle(state, at(129), 25).settled, 1)
})

test('a dip of 20 ms changes nothing', (t) => {
  const state = after([
    [1, 100],
    [0, 120],
  ])
  t.is(settle(state, at(1000), 25).settled, 0)
  t.is(settlesAtMs(state, 25), undefined)
})

test('a level that held long enough is believed even when the next edge arrives first', (t) => {
  const state = after([
    [1, 100],
    [0, 200],
  ])
  t.is(state.settled, 1)
})

test('a repeated level does not begin anew', (t) => {
  const state = after([
    [1, 100],
    [1, 120],
  ])
  t.is(settlesAtMs(state, 25), at(125))
})
