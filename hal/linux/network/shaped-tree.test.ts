import test from 'ava'
import { smallPlan } from '../../../test/fakes/network-plan.ts'
import { classId, firstClientId, type SharedLink, shapedTree } from './shaped-tree.ts'

const shared: SharedLink = { classes: smallPlan.classes, qdisc: '7100', isolation: 'leaves', towards: 'shore' }
const ROOT = '7100:1'
const shares = (capacityKbps: number) => shapedTree(shared, capacityKbps).filter(({ parent }) => parent === ROOT)
const clients = (capacityKbps: number) =>
  shapedTree(shared, capacityKbps).filter(({ parent }) => parent === classId(shared, 1))

test('each class has its floor, and up to its ceiling what others leave, the more important first', (t) => {
  t.deepEqual(
    shares(2_000).map(({ id, rateKbps, ceilKbps, prio }) => [id, rateKbps, ceilKbps, prio]),
    [
      ['7100:2', 100, 2_000, 0],
      ['7100:11', 200, 2_000, 0],
      ['7100:12', 8, 500, 1],
    ],
  )
})

test('floors that come to more than the link are cut, and no class has more than the link', (t) => {
  for (const capacity of [8, 50, 100, 150]) {
    const all = shares(capacity)
    t.true(all.every(({ ceilKbps }) => ceilKbps <= capacity))
    t.true(capacity < 100 || all.reduce((sum, { rateKbps }) => sum + rateKbps, 0) <= capacity + 8, String(capacity))
  }
})

test('each of 256 clients of a class has a queue of its own, and all of them take turns alike', (t) => {
  const all = clients(2_000)
  t.is(new Set(all.map(({ id }) => id)).size, 256)
  t.is(new Set(all.map(({ rateKbps, ceilKbps, prio }) => `${rateKbps} ${ceilKbps} ${prio}`)).size, 1)
  t.is(all[0]?.prio, 1, 'no client comes before a more important class')
  t.is(Number.parseInt(all[7]?.id.split(':')[1] ?? '', 16), (firstClientId(shared, 1) & 0xffff) + 7)
})

test('a queue never holds less than four frames, and its length does not follow each small change', (t) => {
  const bytes = (capacityKbps: number) => {
    const [queue] = shapedTree({ ...shared, classes: [{ floorKbps: 0 }] }, capacityKbps).flatMap((one) =>
      one.parent === '7100:11' && one.queue ? [one.queue] : [],
    )
    return queue?.kind === 'tbf' ? queue.limitBytes : undefined
  }
  t.is(bytes(64), 8_192)
  t.is(bytes(20_000), 65_536)
  t.is(bytes(19_000), 65_536)
})

test('where the kernel has cake it keeps the clients of a class apart, by the end of a packet that is on the train', (t) => {
  const hosts = (towards: SharedLink['towards']) =>
    shapedTree({ ...shared, isolation: 'cake', towards }, 2_000).flatMap(({ queue }) =>
      queue?.kind === 'cake' ? [queue.hosts] : [],
    )
  t.deepEqual(hosts('shore'), ['dual-srchost', 'dual-srchost'])
  t.deepEqual(hosts('train'), ['dual-dsthost', 'dual-dsthost'])
})
