import test from 'ava'
import { serviceNames } from '../bus/services.ts'
import { nicenessOf } from './niceness.ts'

test('nothing goes before the interlock, and only what aims or brings orders before the rest', (t) => {
  const others = serviceNames.filter((name) => name !== 'interlock')
  for (const name of others) t.true(nicenessOf('interlock') < nicenessOf(name), name)
  for (const name of others) t.true(nicenessOf(name) <= 0, name)
  t.deepEqual(others.filter((name) => nicenessOf(name) < 0).toSorted(), ['links', 'navigation', 'tracking'])
})
