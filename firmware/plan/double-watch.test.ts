import test from 'ava'
import fc from 'fast-check'
import { monotonicMs } from '../../hal/units.ts'
import type { DoubleWatch } from './double-watch.ts'
import * as watching from './double-watch.ts'

const watchFrom = (ms: number): DoubleWatch => watching.watchFrom(monotonicMs(ms))
const answered = (watch: DoubleWatch, ms: number): DoubleWatch => watching.answered(watch, monotonicMs(ms))
const unanswered = (watch: DoubleWatch, ms: number): DoubleWatch => watching.unanswered(watch, monotonicMs(ms))

const after = (watch: DoubleWatch, ...answersMs: number[]): DoubleWatch =>
  answersMs.reduce<DoubleWatch>((now, ms) => answered(now, ms), watch)

test('three answers in a row are proof, and fewer change nothing', (t) => {
  t.is(after(watchFrom(0), 1_000, 2_000).isThrough, undefined)
  t.true(after(watchFrom(0), 1_000, 2_000, 3_000).isThrough)
})

test('a row ends with a gap', (t) => {
  t.is(after(watchFrom(0), 1_000, 2_000, 6_000).isThrough, undefined)
})

test('without an answer for 2.5 s nothing goes through, however it was before', (t) => {
  const through = after(watchFrom(0), 1_000, 2_000, 3_000)
  t.true(unanswered(through, 5_500).isThrough)
  t.false(unanswered(through, 5_501).isThrough)
  t.is(unanswered(watchFrom(0), 2_500).isThrough, undefined)
  t.false(unanswered(watchFrom(0), 2_501).isThrough)
})

test('what was silent must prove itself again', (t) => {
  const silent = unanswered(after(watchFrom(0), 1_000, 2_000, 3_000), 6_000)
  t.false(after(silent, 7_000, 8_000).isThrough)
  t.true(after(silent, 7_000, 8_000, 9_000).isThrough)
})

test('whatever comes, nothing goes through for more than 2.5 s after the newest answer', (t) => {
  fc.assert(
    fc.property(fc.array(fc.record({ afterMs: fc.nat(4_000), isAnswer: fc.boolean() })), (events) => {
      let watch = watchFrom(0)
      let nowMs = 0
      for (const { afterMs, isAnswer } of events) {
        nowMs += afterMs
        watch = isAnswer ? answered(unanswered(watch, nowMs), nowMs) : unanswered(watch, nowMs)
        if (watch.isThrough && nowMs - (watch.answeredMs ?? Number.NEGATIVE_INFINITY) > 2_500) return false
      }
      return true
    }),
  )
  t.pass()
})
