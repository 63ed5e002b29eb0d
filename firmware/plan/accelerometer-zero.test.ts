import test from 'ava'
import { isZeroGood, zeroHindrance, zeroOf } from './accelerometer-zero.ts'

const still = { gravityG: [0.01, -0.02, -1.03], rms5sG: [0.002, 0.002, 0.004] } as const

test('the zero is what is read beside gravity, by the worst axis', (t) => {
  const zero = zeroOf({ state: 'ok', figures: still })
  if (typeof zero === 'string') return t.fail(zero)
  t.deepEqual(
    zero.offsetG.map((g) => Math.round(1000 * g)),
    [10, -20, -30],
  )
  t.is(zero.rmsG, 0.004)
  t.true(isZeroGood(zero))
  t.false(isZeroGood({ offsetG: [0, -0.061, 0] }))
})

test('a part that shakes, is not well or was not heard long enough has none', (t) => {
  t.regex(String(zeroOf({ state: 'ok', figures: { ...still, rms5sG: [0, 0.03, 0] } })), /shakes: 0\.030 g/)
  t.regex(String(zeroOf({ state: 'stuck', figures: still })), /stuck/)
  t.regex(String(zeroOf({ state: 'ok' })), /five seconds/)
})

test('a train that moves, or of which nobody knows, has none', (t) => {
  t.is(zeroHindrance(0.2), undefined)
  t.regex(zeroHindrance(0.7) ?? '', /moves: 0\.7/)
  t.regex(zeroHindrance(undefined) ?? '', /does not say/)
})
