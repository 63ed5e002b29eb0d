import test from 'ava'
import { smallInterfaces, smallPlan } from '../../../test/fakes/network-plan.ts'
import { carriedBy, wantedRouting, whyNoExit } from './wanted-routing.ts'

const routesIn = (table: number, carried: ReadonlyMap<string, string>, interfaces = smallInterfaces) =>
  wantedRouting(smallPlan, carried, interfaces).routes.filter((route) => route.table === table)

test('a class that no link carries goes nowhere, in either family', (t) => {
  t.deepEqual(routesIn(7105, new Map()), [
    { family: 4, table: 7105, metric: 100 },
    { family: 4, table: 7105, metric: 1_000 },
    { family: 6, table: 7105, metric: 100 },
    { family: 6, table: 7105, metric: 1_000 },
  ])
})

test('inside a tunnel both families go, in the open those of which the interface has an address', (t) => {
  t.deepEqual(
    routesIn(7105, new Map([['passenger', 'lte']])).map(({ dev }) => dev),
    ['wg-lte', undefined, 'wg-lte', undefined],
  )
  t.deepEqual(
    routesIn(7102, new Map([['operations', 'geo']])).map(({ dev, gateway }) => [dev, gateway]),
    [
      ['eth1', '192.0.2.1'],
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ],
  )
})

test('what runs outside a tunnel goes by the link’s own gateway: the file’s, or the main table’s', (t) => {
  t.like(routesIn(7201, new Map())[0], { dev: 'eth1', gateway: '192.0.2.1' })
  t.like(routesIn(7202, new Map())[0], { dev: 'wwan0', gateway: '198.51.100.1' })
})

test('behind each route stands one that goes nowhere, for when its interface is lost', (t) => {
  const { routes } = wantedRouting(smallPlan, new Map([['passenger', 'lte']]), new Map())
  t.true(routes.every(({ dev }) => dev === undefined))
  t.is(routes.filter(({ metric }) => metric === 1_000).length, 8)
})

test('a link whose interface is missing, down or without an address says so', (t) => {
  const [geo] = smallPlan.links
  const eth1 = smallInterfaces.get('eth1')
  if (!geo || !eth1) return t.fail()
  t.is(whyNoExit(geo, smallInterfaces), undefined)
  t.regex(whyNoExit(geo, new Map()) ?? '', /eth1 is not there/)
  t.regex(whyNoExit(geo, new Map([['eth1', { ...eth1, isUp: false }]])) ?? '', /eth1 is down/)
  t.regex(whyNoExit(geo, new Map([['eth1', { ...eth1, address: {} }]])) ?? '', /eth1 has no address/)
})

test('what classes go by is read back from the routes, but for a link that the class may not use any more', (t) => {
  const carried = new Map([
    ['operations', 'geo'],
    ['passenger', 'lte'],
  ])
  const { routes } = wantedRouting(smallPlan, carried, smallInterfaces)
  t.deepEqual(carriedBy(smallPlan, routes), carried)
  const narrowed = { ...smallPlan, classes: smallPlan.classes.map((one) => ({ ...one, links: ['lte'] })) }
  t.deepEqual(carriedBy(narrowed, routes), new Map([['passenger', 'lte']]))
})
