import test from 'ava'
import { swungBy, swungOn } from './swing.ts'

const PER_S = 2 * Math.PI * 0.75
const swing = (s: number) => ({
  ratePerS: PER_S * Math.cos(PER_S * s),
  changePerS2: -PER_S * PER_S * Math.sin(PER_S * s),
})

test('a coach that swings on its springs is followed for a tenth of a second to a hundredth of its swing', (t) => {
  for (const s of [0, 0.2, 0.5, 0.9]) {
    const wentTo = Math.sin(PER_S * (s + 0.1)) - Math.sin(PER_S * s)
    t.true(Math.abs(swungBy(swing(s), 0.1) - wentTo) < 0.01, `${s}`)
    const { ratePerS, changePerS2 } = swungOn(swing(s), 0.1)
    t.true(Math.abs(ratePerS - swing(s + 0.1).ratePerS) < 0.1 * PER_S)
    t.true(Math.abs(changePerS2 - swing(s + 0.1).changePerS2) < 0.15 * PER_S * PER_S)
  }
})

test('what does not move stays', (t) => {
  const still = { ratePerS: 0, changePerS2: 0 }
  t.is(swungBy(still, 0.2), 0)
  t.deepEqual(swungOn(still, 0.2), still)
})
