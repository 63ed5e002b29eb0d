import test from 'ava'
import { tunnelMtuBytes } from './tunnel-mtu.ts'

test('packets inside every tunnel fit the narrowest link', (t) => {
  t.is(tunnelMtuBytes([1_500, 1_428, 1_500]), 1_348)
})
