import test from 'ava'
import { closeAll } from './service.ts'

test('parts are closed in the reverse order, and one that fails keeps none open', async (t) => {
  const closed: string[] = []
  const part = (name: string, fails = false) => ({
    close: () => {
      closed.push(name)
      if (fails) throw new Error(`${name} is stuck`)
    },
  })
  await closeAll([part('line'), part('driver', true), part('service')])
  t.deepEqual(closed, ['service', 'driver', 'line'])
})
