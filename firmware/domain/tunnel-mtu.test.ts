import test from 'ava'
import { doubleMtuBytes, tunnelMtuBytes } from './tunnel-mtu.ts'

test('packets inside every tunnel fit the narrowest link', (t) => {
  t.is(tunnelMtuBytes([1_500, 1_428, 1_500]), 1_348)
})

test('a tunnel inside others has less by its own headers of IPv4', (t) => {
  t.is(doubleMtuBytes(tunnelMtuBytes([1_500])), 1_360)
})
