import test from 'ava'
import { smallPlan } from '../../../test/fakes/network-plan.ts'
import { type SharedLink, shapedTree } from './shaped-tree.ts'
import { readClasses, shapingLines } from './shaping.ts'

test('classes are read as tc prints them', (t) => {
  const printed = [
    'class htb 7100:11 parent 7100:1 leaf 7111: prio 0 rate 64Kbit ceil 1500Kbit burst 1600b cburst 1599b ',
    'class htb 7100:1 root rate 2Mbit ceil 2Mbit burst 1599b cburst 1599b ',
    'class fq_codel 8001:9 parent 8001: ',
  ].join('\n')
  t.deepEqual(
    [...readClasses(printed)],
    [
      ['7100:11', { prio: 0, rateKbps: 64, ceilKbps: 1_500 }],
      ['7100:1', { prio: 0, rateKbps: 2_000, ceilKbps: 2_000 }],
    ],
  )
})

const shared: SharedLink = { classes: smallPlan.classes, qdisc: '7100', isolation: 'cake', towards: 'shore' }
const nothing = { classes: new Map(), qdiscs: [] }
const lines = (present: Parameters<typeof shapingLines>[2]) =>
  shapingLines({ dev: 'eth1', mtuBytes: 1_500 }, { tree: shapedTree(shared, 2_000), qdisc: '7100' }, present)

test('a class that differs is changed, and what is as wanted is not', (t) => {
  const all = lines(nothing)
  t.is(all.length, 7, 'four classes, and a queue for three of them')
  t.is(all.at(-1), 'qdisc replace dev eth1 parent 7100:12 handle 7112: cake unlimited dual-srchost nat')
  const classes = new Map(shapedTree(shared, 2_000).map((one) => [one.id, one]))
  const qdiscs = [
    { kind: 'tbf', handle: '7102:', options: { limit: 25_000, burst_raw: '7' } },
    ...['7111:', '7112:'].map((handle) => ({ kind: 'cake', handle, options: { flowmode: 'dual-srchost' } })),
  ]
  t.deepEqual(lines({ classes, qdiscs }), [])
  t.deepEqual(lines({ classes, qdiscs: qdiscs.slice(0, 2) }), all.slice(-1))
})

test('a queue cuts what is larger than a frame of its interface, and follows when that is another', (t) => {
  const tree = shapedTree(shared, 2_000).slice(0, 2)
  const of = (mtuBytes: number, burst_raw: string) =>
    shapingLines(
      { dev: 'eth1', mtuBytes },
      { tree, qdisc: '7100' },
      {
        classes: new Map(tree.map((one) => [one.id, one])),
        qdiscs: [{ kind: 'tbf', handle: '7102:', options: { limit: 25_000, burst_raw } }],
      },
    )
  t.deepEqual(of(1_420, '7'), [])
  t.deepEqual(of(1_500, '7'), [])
  t.deepEqual(of(9_000, '7'), [
    'qdisc replace dev eth1 parent 7100:2 handle 7102: tbf rate 32gbit burst 9526 limit 25000',
  ])
  t.deepEqual(of(9_000, '25'), [])
})
