import { readFileSync } from 'node:fs'
import test from 'ava'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { testWithShared } from '../../test/shared-data.ts'
import { sharedData } from '../../test/shared-path.ts'
import { type ElementSet, parseTle } from './elements.ts'
import { jumpsBetween } from './elements-jump.ts'

const setOf = (text: string): ElementSet => {
  const read = parseTle(text, 'test')
  if ('error' in read) throw new TypeError(read.error)
  return read
}

const before = setOf(syntheticTle({ epochUtcMs: Date.UTC(2026, 4, 31), seed: 1 }))

/** The same fleet a moment later; one satellite is where its neighbour was. */
const later = (moved?: number): ElementSet => ({
  ...before,
  satellites: before.satellites.map((satellite, index) => ({
    ...satellite,
    epochUtcMs: satellite.epochUtcMs + 1,
    satrec: (index === moved ? before.satellites[index + 1] : satellite)?.satrec ?? satellite.satrec,
  })),
})

test('a fleet that runs on as predicted has no jumps', (t) => {
  t.deepEqual(jumpsBetween(before, later()), [])
})

test('a satellite that is not where its fleet went has jumped', (t) => {
  const jumps = jumpsBetween(before, later(77))
  t.deepEqual(
    jumps.map(({ noradId }) => noradId),
    [before.satellites[77]?.noradId],
  )
  t.true((jumps[0]?.offKm ?? 0) > 500)
})

test('only satellites with a newer epoch are compared', (t) => {
  t.deepEqual(jumpsBetween(later(77), before), [])
})

testWithShared(
  'of OneWeb in five days a few in a hundred have jumped',
  'ephemeris/oneweb-2026-05-25.tle',
  (t, older) => {
    const newer = sharedData('ephemeris/oneweb-2026-05-30.tle') ?? ''
    const jumps = jumpsBetween(setOf(readFileSync(older, 'utf8')), setOf(readFileSync(newer, 'utf8')))
    t.true(jumps.length >= 5 && jumps.length <= 40, `${jumps.length}`)
    t.true(jumps.every(({ offKm, limitKm }) => offKm > limitKm))
  },
)
