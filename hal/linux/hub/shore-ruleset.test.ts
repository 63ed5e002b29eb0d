import test from 'ava'
import type { ShorePlan } from '../../shore-router.ts'
import { moveScript, shoreRuleset } from './shore-ruleset.ts'

const plan: ShorePlan = {
  uplink: 'eth0',
  mtuBytes: 1_380,
  linkMask: 0xff00,
  links: [
    { name: 'starlink', interface: 'hub-starlink', mark: 0x100, table: 7201, priority: 7201 },
    { name: 'lte', interface: 'hub-lte', mark: 0x200, table: 7202, priority: 7202 },
  ],
  classes: [{ name: 'operations', mark: 2, networks: ['10.71.2.0/24', 'fd71:0:0:2::/64'], floorKbps: 256 }],
  heard: [{ interface: 'hub-lte', from: '10.72.2.2', ports: [7170, 7172] }],
  owned: { nftTable: 'steppelink', protocol: 71, qdisc: '7100' },
}

test('each packet of the train tells by which tunnel its flow goes back', (t) => {
  const rules = shoreRuleset(plan, 'leaves')
  t.true(rules.includes('iifname "hub-lte" ct mark set meta mark | 0x200'))
  t.true(rules.includes('map class4 { type ipv4_addr : mark; flags interval; elements = { 10.71.2.0/24 : 0x2 } }'))
})

test('out of a tunnel its own other end alone reaches the hub, and there what is named', (t) => {
  const [, hub = ''] = shoreRuleset(plan, 'leaves').split('chain hub {\n')
  t.deepEqual(hub.split('\n}')[0]?.split('\n'), [
    'type filter hook input priority filter; policy accept;',
    'iifname != { "hub-starlink", "hub-lte" } return',
    'ct state established,related accept',
    'iifname "hub-lte" ip saddr 10.72.2.2 meta l4proto { tcp, udp } th dport { 7170, 7172 } accept',
    'icmp type echo-request limit rate 50/second accept',
    'icmpv6 type echo-request limit rate 50/second accept',
    'drop',
  ])
})

test('segments both ways fit the tunnel', (t) => {
  const rules = shoreRuleset(plan, 'leaves')
  for (const way of ['iifname', 'oifname'])
    for (const most of [
      'ipv4 tcp flags syn tcp option maxseg size > 1340',
      'ipv6 tcp flags syn tcp option maxseg size > 1320',
    ])
      t.true(rules.includes(`${way} { "hub-starlink", "hub-lte" } meta nfproto ${most}`))
})

test('a hub without IPv6 networks has no map of them', (t) => {
  const rules = shoreRuleset(
    { ...plan, classes: [{ name: 'cctv', mark: 3, networks: ['10.71.3.0/24'], floorKbps: 0 }] },
    'leaves',
  )
  t.false(rules.includes('map class6') || rules.includes('@class6') || rules.includes('@present6'))
})

test('a switch turns a class to a link, and its old tunnels away for a moment', (t) => {
  t.deepEqual(moveScript(plan, 'operations', 'lte').trim().split('\n'), [
    'delete element inet steppelink present4 { 10.71.2.0/24 }',
    'add element inet steppelink present4 { 10.71.2.0/24 : 0x200 }',
    'delete element inet steppelink present6 { fd71:0:0:2::/64 }',
    'add element inet steppelink present6 { fd71:0:0:2::/64 : 0x200 }',
    'add element inet steppelink turned { 0x2 }',
    'delete element inet steppelink turned { 0x2 }',
    'add element inet steppelink turned { 0x2 timeout 2s }',
    'add element inet steppelink left { "hub-lte" . 0x2 }',
    'delete element inet steppelink left { "hub-lte" . 0x2 }',
    'add element inet steppelink left { "hub-starlink" . 0x2 }',
    'delete element inet steppelink left { "hub-starlink" . 0x2 }',
    'add element inet steppelink left { "hub-starlink" . 0x2 timeout 2s }',
  ])
})

test('a class or link that the hub does not know is no switch', (t) => {
  t.is(moveScript(plan, 'cctv', 'lte'), '')
  t.is(moveScript(plan, 'operations', 'geo'), '')
})

test('what goes down a tunnel waits in the queue of its client, told by the last byte of its address', (t) => {
  const rules = shoreRuleset(plan, 'leaves')
  t.true(rules.includes('oifname { "hub-starlink", "hub-lte" } ip daddr vmap { 10.71.2.0/24 : jump queue_operations }'))
  t.true(rules.includes('meta nfproto ipv4 meta priority set @nh,152,32 and 0xff000000 or 0x100071'))
})

test('what the double tunnel sends has the queue of the most important class', (t) => {
  const outer = {
    mark: 0x6300,
    table: 7299,
    priority: 7299,
    own: '10.72.99.1',
    interfaces: ['hub-starlink', 'hub-lte'],
  }
  const rule = 'oifname { "hub-starlink", "hub-lte" } meta mark and 0xff00 == 0x6300 jump queue_operations'
  t.true(shoreRuleset({ ...plan, outer }, 'leaves').includes(rule))
  t.false(shoreRuleset(plan, 'leaves').includes('0x6300'))
})
