import test from 'ava'
import { lastSlotSamples, measureSlot, type RingState, readRing } from './history.ts'
import type { HistoryMessage } from './messages.ts'
import type { StarlinkSample } from './starlink.ts'

const LENGTH = 10

/** A ring after `current` seconds, the loss of second n being n hundredths. */
const ringAfter = (current: number): HistoryMessage => {
  const pop_ping_drop_rate = Array.from({ length: LENGTH }, () => 0)
  for (let number = Math.max(0, current - LENGTH); number < current; number++)
    pop_ping_drop_rate[number % LENGTH] = (number % 100) / 100
  return { current, pop_ping_drop_rate, pop_ping_latency_ms: Array.from({ length: LENGTH }, () => 30) }
}

const numbers = (samples: readonly StarlinkSample[]): number[] => samples.map(({ number }) => number)

test('every second is read once and in order, however the readings fall', (t) => {
  let state: RingState = {}
  const read: StarlinkSample[] = []
  for (const current of [0, 3, 3, 7, 16, 17, 27, 31]) {
    const reading = readRing(state, ringAfter(current))
    state = reading.state
    read.push(...reading.samples)
    t.is(reading.lost, 0)
  }
  t.deepEqual(
    numbers(read),
    Array.from({ length: 31 }, (_, index) => index),
  )
  for (const { number, loss } of read) t.is(loss, number / 100)
})

test('seconds that were overwritten before a reading are counted as lost, and not made up', (t) => {
  const reading = readRing({ next: 5 }, ringAfter(40))
  t.is(reading.lost, 25)
  t.deepEqual(numbers(reading.samples), [30, 31, 32, 33, 34, 35, 36, 37, 38, 39])
})

test('a first reading takes what the ring holds, and counts nothing as lost', (t) => {
  const reading = readRing({}, ringAfter(1_000_004))
  t.is(reading.lost, 0)
  t.is(reading.samples.length, LENGTH)
})

test('a count that went back is a restart: all of the new ring is new', (t) => {
  const reading = readRing({ next: 5000 }, ringAfter(4))
  t.true(reading.hasRestarted)
  t.deepEqual(numbers(reading.samples), [0, 1, 2, 3])
  t.is(readRing({ next: 5000 }, ringAfter(14)).lost, 4)
})

test('a ring without its rates, or of a length that none has, says nothing and keeps the place', (t) => {
  const state = { next: 7 }
  t.is(readRing(state, { current: 9 }).state, state)
  t.is(readRing(state, { current: 9, pop_ping_drop_rate: Array.from({ length: 9_000 }, () => 0) }).state, state)
  t.is(readRing(state, { ...ringAfter(9), current: 1.8e19 }).state, state)
})

test('a second that is no measurement is left out, its neighbours are not', (t) => {
  const ring = { current: 3, pop_ping_drop_rate: [0, Number.NaN, 1], pop_ping_latency_ms: [30, 30, 30] }
  t.deepEqual(readRing({}, ring).samples, [
    { number: 0, loss: 0, latencyMs: 30 },
    { number: 2, loss: 1 },
  ])
})

test('an outage of two seconds is no loss of what comes after it, a lost second is', (t) => {
  const losses = (values: readonly number[]): StarlinkSample[] => values.map((loss, number) => ({ number, loss }))
  t.deepEqual(numbers(lastSlotSamples(losses([0, 1, 1]), losses([0, 0.5]))), [0, 1])
  t.deepEqual(lastSlotSamples([], losses([0, 1, 1])), [])
  t.is(lastSlotSamples(losses([0, 1, 0]), losses([0, 1, 0])).length, 6)
})

test('the measure of a slot waits for fifteen seconds, and has no latency when all was lost', (t) => {
  const seconds = (count: number, loss: number): StarlinkSample[] =>
    Array.from({ length: count }, (_, number) => ({ number, loss, ...(loss < 1 && { latencyMs: 40 }) }))
  t.is(measureSlot(seconds(14, 0)), undefined)
  t.deepEqual(measureSlot(seconds(15, 0)), { seconds: 15, loss: 0, latencyMs: 40 })
  t.deepEqual(measureSlot(seconds(15, 1)), { seconds: 15, loss: 1 })
})
