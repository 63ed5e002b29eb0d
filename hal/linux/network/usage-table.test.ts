import test from 'ava'
import { doublePlan, smallPlan } from '../../../test/fakes/network-plan.ts'
import { TerminalError } from '../../terminal-error.ts'
import { readInterfaceCounters, readUsageTable, usageTableText } from './usage-table.ts'

test('each class has a counter for each of its links and way, and none for other links', (t) => {
  const counters = [...usageTableText(smallPlan).matchAll(/^ {2}counter (\S+)/gm)].map(([, name]) => name)
  t.deepEqual(counters, [
    'sent_operations_geo',
    'sent_operations_lte',
    'received_operations_geo',
    'received_operations_lte',
    'sent_passenger_lte',
    'received_passenger_lte',
  ])
})

test('what nft tells is read by class and link, under the number of its table', (t) => {
  const told = JSON.stringify({
    nftables: [
      { metainfo: { version: '1.0.6' } },
      { table: { family: 'inet', name: 'steppelink-usage', handle: 12 } },
      { counter: { name: 'sent_passenger-paid_lte', packets: 1, bytes: 100 } },
      { counter: { name: 'received_passenger-paid_lte', packets: 2, bytes: 2_000 } },
      { counter: { name: 'of-somebody-else', packets: 2, bytes: 2_000 } },
      { chain: { name: 'passing' } },
    ],
  })
  t.deepEqual(readUsageTable(told, 'boot'), [
    { link: 'lte', trafficClass: 'passenger-paid', epoch: 'boot nft 12', sentBytes: 100, receivedBytes: 2_000 },
  ])
})

test('links have the counters of their own interfaces, outside tunnels; one that is away has none', (t) => {
  const stats64 = { rx: { bytes: 9_000, packets: 9 }, tx: { bytes: 700, packets: 7 } }
  const told = JSON.stringify([
    { ifindex: 3, ifname: 'eth1', stats64 },
    { ifindex: 5, ifname: 'wg-lte', stats64 },
  ])
  t.deepEqual(readInterfaceCounters(smallPlan, told, 'boot'), [
    { link: 'geo', epoch: 'boot 3', sentBytes: 700, receivedBytes: 9_000 },
  ])
})

test('what no tool of ours says is refused', (t) => {
  for (const text of ['{}', '[]', 'error'])
    t.throws(() => readUsageTable(text, 'boot'), { instanceOf: TerminalError }, text)
  t.throws(() => readInterfaceCounters(smallPlan, '[{"ifname":"eth1"}]', 'boot'), { instanceOf: TerminalError })
})

test('what is sent on two links counts on both', (t) => {
  const text = usageTableText(doublePlan)
  for (const link of ['geo', 'lte']) {
    t.true(text.includes(`oifname "sl-double" counter name sent_operations_${link}\n`))
    t.true(text.includes(`iifname "sl-double" counter name received_operations_${link}\n`))
  }
  t.false(text.includes('"sl-double" counter name sent_passenger'))
})
