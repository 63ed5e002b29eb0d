import test from 'ava'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import type { Satellite } from '../domain/elements.ts'
import { parseTle } from '../domain/elements.ts'
import { ElementsDoubt } from './elements-doubt.ts'

const DAY_MS = 86_400_000
const epochUtcMs = Date.UTC(2026, 4, 31)
const elements = parseTle(syntheticTle({ epochUtcMs, seed: 1 }), 'a.tle')
const satellite = 'error' in elements ? undefined : (elements.satellites[0] as Satellite)

test('elements are doubted where one sigma of the direction is above 1°, before and after their epoch', (t) => {
  if (!satellite) return t.fail('no satellite')
  const doubt = new ElementsDoubt()
  for (const days of [0, 7, -7]) doubt.note(satellite, epochUtcMs + days * DAY_MS)
  t.is(doubt.text('answers'), undefined)
  for (const days of [9, -20]) doubt.note(satellite, epochUtcMs + days * DAY_MS)
  t.regex(
    doubt.text('answers') ?? '',
    /^2 of 5 answers are by elements past their use .* the worst, SYNTH-\d+, 20 days from its epoch: 6\.\d°$/,
  )
})
