import test from 'ava'
import { helpfulClaim, type SignalHeadingSeen } from './signal-heading.ts'

const claim = { headingTrueDeg: 170.5, sigmaDeg: 0.1 }
const lost: SignalHeadingSeen = { claims: [claim], heading: { headingTrueDeg: 170, sigmaDeg: 0.4 } }

test('a heading that is worse than the claim is helped by the surest one', (t) => {
  t.is(helpfulClaim({ ...lost, claims: [{ headingTrueDeg: 170.6, sigmaDeg: 0.2 }, claim] }, 0), claim)
})

test('one that is nearly as sure by itself is left alone', (t) => {
  t.is(helpfulClaim({ ...lost, heading: { headingTrueDeg: 170, sigmaDeg: 0.14 } }, 0), undefined)
})

test('claims err alike: the next is taken five minutes later', (t) => {
  t.is(helpfulClaim({ ...lost, takenAtMs: 0 }, 299_999), undefined)
  t.is(helpfulClaim({ ...lost, takenAtMs: 0 }, 300_000), claim)
})

test('a claim that is five sigmas off is not believed', (t) => {
  t.is(helpfulClaim({ ...lost, claims: [{ headingTrueDeg: 172.2, sigmaDeg: 0.1 }] }, 0), undefined)
})

test('while nobody knows which end leads nothing is taken, and nothing of nobody', (t) => {
  t.is(helpfulClaim({ claims: [claim] }, 0), undefined)
  t.is(helpfulClaim({ ...lost, claims: [] }, 0), undefined)
})

test('headings on both sides of north are near', (t) => {
  const north = { headingTrueDeg: 0.1, sigmaDeg: 0.1 }
  t.is(helpfulClaim({ claims: [north], heading: { headingTrueDeg: 359.8, sigmaDeg: 0.4 } }, 0), north)
})
