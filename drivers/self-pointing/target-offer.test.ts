import test from 'ava'
import { monotonicMs } from '../../hal/units.ts'
import { unheardAntenna } from './openamip-antenna.ts'
import { offerAtStart, planOffer } from './target-offer.ts'

const at = (ms: number) => monotonicMs(ms)
const works = { ...unheardAntenna, isAlive: true, isFunctional: true }
const placed = { ...works, position: { latDeg: 51, lonDeg: 71 } }

test('an antenna that works and knows its place is told once', (t) => {
  const first = planOffer(offerAtStart, placed, at(0))
  t.true(first.mustTell)
  t.false(planOffer(first.offer, placed, at(60_000)).mustTell)
})

test('one without a place is told after 10 s', (t) => {
  const first = planOffer(offerAtStart, works, at(1_000))
  t.false(first.mustTell)
  t.false(planOffer(first.offer, works, at(10_999)).mustTell)
  t.true(planOffer(first.offer, works, at(11_000)).mustTell)
})

test('one that stopped working is told again', (t) => {
  const told = planOffer(offerAtStart, placed, at(0))
  const stopped = planOffer(told.offer, { ...placed, isFunctional: false }, at(1_000))
  t.false(stopped.mustTell)
  t.true(planOffer(stopped.offer, placed, at(2_000)).mustTell)
})
