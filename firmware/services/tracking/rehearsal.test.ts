import test from 'ava'
import { syntheticTle } from '../../../hardware/twin/world/constellation.ts'
import { walkerElements } from '../../../test/walker-constellation.ts'
import { parseTle } from '../../domain/elements.ts'
import { rehearse } from './rehearsal.ts'

const EPOCH_UTC_MS = Date.UTC(2026, 4, 31)
const read = parseTle(syntheticTle({ epochUtcMs: EPOCH_UTC_MS, seed: 1 }), 'synthetic')
if ('error' in read) throw new Error(read.error)
const elements = read

/** The rules of a terminal, and how often a rehearsal works out what a turn between two satellites takes. */
const rehearsed = (set: typeof elements): number => {
  let turns = 0
  const slewS = (): number => {
    turns++
    return 1
  }
  rehearse(set, { maskDeg: 25, pointingLimitDeg: 2.5, gsoAvoidanceDeg: 0, gateways: [], slewS })
  return turns
}

test('a rehearsal goes as far as weighing one satellite against another, many times', (t) => {
  t.true(rehearsed(elements) > 1_000)
})

test('a large constellation is rehearsed with a part of it', (t) => {
  const walker = walkerElements(EPOCH_UTC_MS)
  const some = { ...walker, satellites: walker.satellites.slice(0, 700) }
  t.is(rehearsed(walker), rehearsed(some))
})

test('elements that hold nothing are no reason to fail', (t) => {
  t.is(rehearsed({ ...elements, satellites: [] }), 0)
})
