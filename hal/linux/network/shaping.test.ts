import test from 'ava'
import { smallPlan } from '../../../test/fakes/network-plan.ts'
import { qdiscClassOf, readClasses, shapedTree } from './shaping.ts'

const leaves = (capacityKbps: number) =>
  shapedTree(smallPlan, capacityKbps).filter(({ parent }) => parent !== undefined)

test('each class has its floor, and up to its ceiling what others leave, the more important first', (t) => {
  t.deepEqual(
    leaves(2_000).map(({ id, rateKbps, ceilKbps, prio }) => [id, rateKbps, ceilKbps, prio]),
    [
      ['7100:2', 100, 2_000, 0],
      ['7100:11', 200, 2_000, 0],
      ['7100:12', 8, 500, 1],
    ],
  )
})

test('floors that come to more than the link are cut, and no class has more than the link', (t) => {
  for (const capacity of [8, 50, 100, 150]) {
    const shares = leaves(capacity)
    t.true(shares.every(({ ceilKbps }) => ceilKbps <= capacity))
    t.true(capacity < 100 || shares.reduce((sum, { rateKbps }) => sum + rateKbps, 0) <= capacity + 8, String(capacity))
  }
})

test('a queue holds a tenth of a second of its link, and never less than four frames', (t) => {
  t.is(leaves(8_000).find(({ id }) => id === '7100:11')?.queueBytes, 100_000)
  t.is(leaves(64).find(({ id }) => id === '7100:11')?.queueBytes, 6_056)
})

test('classes are read as tc prints them', (t) => {
  const printed = [
    'class htb 7100:11 parent 7100:1 leaf 7111: prio 0 rate 64Kbit ceil 1500Kbit burst 1600b cburst 1599b ',
    'class htb 7100:1 root rate 2Mbit ceil 2Mbit burst 1599b cburst 1599b ',
    'class fq_codel 8001:9 parent 8001: ',
  ].join('\n')
  t.deepEqual(readClasses(printed), [
    { id: '7100:11', prio: 0, rateKbps: 64, ceilKbps: 1_500 },
    { id: '7100:1', prio: 0, rateKbps: 2_000, ceilKbps: 2_000 },
  ])
})

test('the queue of a class is the one that packets of its mark are given', (t) => {
  t.deepEqual([qdiscClassOf(smallPlan, 0), qdiscClassOf(smallPlan, 1)], ['7100:11', '7100:12'])
})
