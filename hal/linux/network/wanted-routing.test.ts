import test from 'ava'
import { doubleInterfaces, doublePlan, smallInterfaces, smallPlan } from '../../../test/fakes/network-plan.ts'
import { carriedBy, isDoubledBy, wantedRouting, whyNoExit } from './wanted-routing.ts'

const routesIn = (table: number, carried: ReadonlyMap<string, string>, interfaces = smallInterfaces) =>
  wantedRouting(smallPlan, carried, { interfaces }).routes.filter((route) => route.table === table)

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
  const { routes } = wantedRouting(smallPlan, new Map([['passenger', 'lte']]), { interfaces: new Map() })
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
  const { routes } = wantedRouting(smallPlan, carried, { interfaces: smallInterfaces })
  t.deepEqual(carriedBy(smallPlan, routes), carried)
  const narrowed = { ...smallPlan, classes: smallPlan.classes.map((one) => ({ ...one, links: ['lte'] })) }
  t.deepEqual(carriedBy(narrowed, routes), new Map([['passenger', 'lte']]))
})

const doubled = (link: string, { interfaces = doubleInterfaces, isThrough = true } = {}) =>
  wantedRouting(doublePlan, new Map([['operations', link]]), {
    interfaces,
    double: isThrough ? doublePlan.double : undefined,
  })

const waysOf = (routing: ReturnType<typeof doubled>, table: number) =>
  routing.routes
    .filter((route) => route.table === table && route.family === 4)
    .map(({ metric, dev, source }) => [metric, dev, source].filter((one) => one !== undefined).join(' '))
    .sort()

test('a class on two links goes by their tunnel, and behind it stands that of its link alone', (t) => {
  t.deepEqual(waysOf(doubled('lte'), 7102), ['100 wg-lte', '1000', '90 sl-double'])
  t.deepEqual(waysOf(doubled('lte', { isThrough: false }), 7102), ['100 wg-lte', '1000', '90 wg-lte'])
  const without = new Map([...doubleInterfaces].filter(([name]) => name !== 'sl-double'))
  t.deepEqual(waysOf(doubled('lte', { interfaces: without }), 7102), ['100 wg-lte', '1000', '90 wg-lte'])
})

test('what the double tunnel sends goes by the first link’s tunnel, else by the second’s, from its own address', (t) => {
  t.deepEqual(waysOf(doubled('lte'), 7299), ['100 wg-geo 10.72.99.2', '1000', '200 wg-lte 10.72.99.2'])
  t.deepEqual(
    doubled('lte').rules.filter(({ priority }) => priority === 7299),
    [{ family: 4, priority: 7299, table: 7299, mark: 0x6300, mask: 0xff00 }],
  )
  // The kernel refuses a route from an address that is not there.
  t.deepEqual(waysOf(doubled('lte', { interfaces: smallInterfaces }), 7299), ['1000'])
})

test('who comes next knows the link of a class on two links, and that it is on two', (t) => {
  const { routes } = doubled('lte')
  t.deepEqual([...carriedBy(doublePlan, routes)], [['operations', 'lte']])
  t.true(isDoubledBy(doublePlan, routes))
  t.false(isDoubledBy(doublePlan, doubled('lte', { isThrough: false }).routes))
})
