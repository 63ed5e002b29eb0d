import test from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { monotonicMs } from '../../hal/units.ts'
import { everyLogged, TickLog } from './tick-log.ts'

const logOf = (periodMs: number, ...atMs: readonly number[]): TickLog => {
  const log = new TickLog(periodMs, monotonicMs(1_000))
  for (const ms of atMs) log.begin(monotonicMs(1_000 + ms))
  return log
}

test('a tick is late by its distance from the grid, not from the tick before it', (t) => {
  t.deepEqual(logOf(50, 50.25, 103, 150).take().lateMs, [0.25, 3, 0])
})

test('a tick that is more than a period late is one late tick, and those it swallowed are counted beside it', (t) => {
  const { lateMs, swallowed } = logOf(50, 50, 217, 251).take()
  t.deepEqual(lateMs, [0, 117, 1])
  t.is(swallowed, 2)
})

test('periods that are no whole milliseconds make nothing late', (t) => {
  const periodMs = 1_000 / 30
  const { lateMs, swallowed } = logOf(periodMs, ...Array.from({ length: 3_000 }, (_, i) => (i + 1) * periodMs)).take()
  t.is(Math.max(...lateMs), 0)
  t.is(swallowed, 0)
})

test('what was taken is not told again', (t) => {
  const log = logOf(50, 52)
  log.end(4.2)
  log.end(1)
  t.deepEqual(log.take(), { lateMs: [2], swallowed: 0, longestMs: 4.2 })
  t.deepEqual(log.take(), { lateMs: [], swallowed: 0, longestMs: 0 })
})

test('a step is logged each period until it is ended', async (t) => {
  const clock = new SimClock(700)
  let steps = 0
  const { log, end } = everyLogged(clock, 50, () => {
    steps += 1
  })
  await clock.runFor(200)
  t.deepEqual(log.take().lateMs, [0, 0, 0, 0])
  end()
  await clock.runFor(200)
  t.is(steps, 4)
  t.deepEqual(log.take().lateMs, [])
})
