import test from 'ava'
import type { Level } from '../../hal/gpio.ts'
import { monotonicMs } from '../../hal/units.ts'
import { firstCount, type PulseCount, takeEdge } from './pulse-count.ts'

type Edges = readonly (readonly [atMs: number, level: Level, levelB?: Level])[]

const after = (edges: Edges): PulseCount => {
  const count = firstCount(0)
  for (const [atMs, level, levelB] of edges) takeEdge(count, { atMs: monotonicMs(atMs), level, levelB }, 3)
  return count
}

test('each rising edge is a pulse, with its time and the time since the one before', (t) => {
  const count = after([
    [100, 1],
    [150, 0],
    [200, 1],
    [260, 0],
  ])
  t.like(count, { pulses: 2, lastPulseMs: monotonicMs(200), pulsePeriodMs: 100, direction: 'unknown', bounces: 0 })
})

test('a contact that bounces is one pulse', (t) => {
  const bouncing: Edges = [
    [100, 1],
    [100.5, 0],
    [101.2, 1],
    [150, 0],
    [150.6, 1],
    [151, 0],
    [200, 1],
  ]
  t.like(after(bouncing), { pulses: 2, bounces: 4 })
})

test('a level that is told twice counts once', (t) => {
  const told: Edges = [
    [100, 1],
    [150, 1],
    [200, 0],
    [250, 1],
  ]
  t.like(after(told), { pulses: 2, bounces: 1 })
})

test('the second channel tells the direction, and what was run back is taken off', (t) => {
  const forth: Edges = [
    [100, 1, 0],
    [150, 0, 1],
    [200, 1, 0],
    [250, 0, 1],
  ]
  const back: Edges = [
    [300, 1, 1],
    [350, 0, 0],
  ]
  t.like(after(forth), { pulses: 2, netPulses: 2, direction: 'forward' })
  t.like(after([...forth, ...back]), { pulses: 3, netPulses: 1, direction: 'backward' })
})
