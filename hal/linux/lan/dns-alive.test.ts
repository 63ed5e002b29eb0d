import test from 'ava'
import { isDnsAlive } from './dns-alive.ts'

test('a server of names at an address that cannot be reached is not alive, and nothing is thrown beside the answer', async (t) => {
  // Linux lets no socket connect to it that has not asked for broadcasts, whatever routes there are.
  t.false(await isDnsAlive('255.255.255.255'))
})
