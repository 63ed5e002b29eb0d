import test from 'ava'
import { smallInterfaces, smallPlan } from '../../../test/fakes/network-plan.ts'
import { countChanges, routingChanges } from './routing-changes.ts'
import { wantedRouting } from './wanted-routing.ts'

const nothing = { routes: [], rules: [] }
const wanted = wantedRouting(smallPlan, new Map([['operations', 'geo']]), { interfaces: smallInterfaces })

test('a routing that is as wanted changes in nothing', (t) => {
  t.is(countChanges(routingChanges(wanted, wanted, 71)), 0)
})

test('on a bare kernel routes come before the rules that lead to them, and nothing is deleted', (t) => {
  const { before, after } = routingChanges(nothing, wanted, 71)
  const firstRule = before[4].findIndex((line) => line.startsWith('rule '))
  t.true(before[4].slice(0, firstRule).every((line) => line.startsWith('route replace ')))
  t.true(before[4].slice(firstRule).every((line) => line.startsWith('rule add ')))
  t.true(before[4].includes('route replace default via 192.0.2.1 dev eth1 table 7102 metric 100 proto 71'))
  t.true(before[6].includes('route replace unreachable default table 7102 metric 100 proto 71'))
  t.true(before[4].includes('rule add fwmark 0x2/0xff lookup 7102 priority 7102 protocol 71'))
  t.true(before[4].includes('rule add from 192.0.2.2 lookup 7201 priority 7301 protocol 71'))
  t.deepEqual(after, { 4: [], 6: [] })
})

test('a class that moves costs one line of each family: the route is replaced where it stands', (t) => {
  const moved = wantedRouting(smallPlan, new Map([['operations', 'lte']]), { interfaces: smallInterfaces })
  const changes = routingChanges(wanted, moved, 71)
  t.deepEqual(changes.before[4], ['route replace default dev wg-lte table 7102 metric 100 proto 71'])
  t.deepEqual(changes.before[6], ['route replace default dev wg-lte table 7102 metric 100 proto 71'])
  t.is(countChanges(changes), 2)
})

test('what is taken away loses its rules before its routes', (t) => {
  const { before, after } = routingChanges(wanted, nothing, 71)
  t.deepEqual(before, { 4: [], 6: [] })
  const firstRoute = after[6].findIndex((line) => line.startsWith('route delete '))
  t.true(after[6].slice(0, firstRoute).every((line) => line.startsWith('rule delete ')))
  t.is(
    after[4].length,
    wanted.routes.filter(({ family }) => family === 4).length +
      wanted.rules.filter(({ family }) => family === 4).length,
  )
})
