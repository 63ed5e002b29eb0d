import test from 'ava'
import { trustedWithinM } from './position-trust.ts'

test('a fix is trusted to its own bound, and to 100 m when it states none', (t) => {
  t.is(trustedWithinM({ mode: 'fixed', horizontal95M: 6, spoofing: 'ok' }), 6)
  t.is(trustedWithinM({ mode: 'fixed', spoofing: 'unknown' }), 100)
})

test('a dead-reckoned position is trusted to 2 km, not further', (t) => {
  t.is(trustedWithinM({ mode: 'dead-reckoning', horizontal95M: 900, spoofing: 'ok' }), 900)
  t.is(trustedWithinM({ mode: 'dead-reckoning', horizontal95M: 2_100, spoofing: 'ok' }), undefined)
  t.is(trustedWithinM({ mode: 'dead-reckoning', spoofing: 'ok' }), undefined)
})

test('no position, and one that is being spoofed, are not trusted', (t) => {
  t.is(trustedWithinM({ mode: 'unknown', spoofing: 'ok' }), undefined)
  t.is(trustedWithinM({ mode: 'fixed', horizontal95M: 5, spoofing: 'critical' }), undefined)
  t.is(trustedWithinM({ mode: 'fixed', horizontal95M: 5, spoofing: 'warning' }), 5)
})
