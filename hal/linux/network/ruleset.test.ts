import test from 'ava'
import { doubleInterfaces, doublePlan, smallInterfaces, smallPlan } from '../../../test/fakes/network-plan.ts'
import { rulesetText } from './ruleset.ts'

const text = rulesetText(smallPlan, { interfaces: smallInterfaces, isolation: 'leaves' })
const rulesOf = (name: string): string[] =>
  text
    .split(`  chain ${name} {\n`)[1]
    ?.split('\n  }')[0]
    ?.split('\n')
    .map((line) => line.trim()) ?? []

test('what comes from the train is marked by its interface, whatever mark it brings', (t) => {
  t.true(rulesOf('mark_incoming').includes('iifname { "lan-wifi" } meta mark set 0x5'))
  t.true(rulesOf('mark_incoming').includes('iifname { "lan-wifi" } ct mark set ct mark and 0xffffff00 or 0x5'))
})

test('a class leaves by the exits of its links and by nothing else', (t) => {
  t.deepEqual(rulesOf('only_passenger').slice(-2), ['oifname { "wg-lte" } return', 'drop'])
  t.is(rulesOf('only_operations').at(-1), 'drop')
  t.true(rulesOf('only_operations').includes('oifname { "eth1", "wg-lte" } return'))
})

test('in the open nothing goes to private addresses, where modems and dishes are', (t) => {
  t.regex(rulesOf('only_operations')[1] ?? '', /^oifname \{ "eth1" \} ip daddr \{ .*192\.168\.0\.0\/16.* \} drop$/)
  t.false(rulesOf('only_operations').some((rule) => rule.includes('wg-lte') && rule.includes('daddr')))
})

test('passengers reach no private address in tunnels either: the shore’s are not theirs', (t) => {
  t.regex(rulesOf('only_passenger')[1] ?? '', /^oifname \{ "wg-lte" \} ip daddr \{ 10\.0\.0\.0\/8, .* \} drop$/)
  t.regex(rulesOf('only_passenger')[2] ?? '', /^oifname \{ "wg-lte" \} ip6 daddr \{ fc00::\/7, fe80::\/10 \} drop$/)
})

test('the hub hears the controller alone: no class reaches the other end of a tunnel', (t) => {
  for (const name of ['only_operations', 'only_passenger'])
    t.is(rulesOf(name)[0], 'fib saddr type != local ip daddr { 10.72.2.1 } drop')
})

test('segments fit the narrowest link of a class, both ways and in both families', (t) => {
  const clamps = rulesOf('passing').filter((rule) => rule.includes('"lan-wifi"') && rule.includes('maxseg'))
  t.deepEqual(
    clamps.map((rule) => rule.replace(/ tcp flags syn tcp option maxseg size set/, '')),
    [
      'iifname { "lan-wifi" } meta nfproto ipv4 1310',
      'iifname { "lan-wifi" } meta nfproto ipv6 1290',
      'oifname { "lan-wifi" } meta nfproto ipv4 1310',
      'oifname { "lan-wifi" } meta nfproto ipv6 1290',
    ],
  )
})

test('only in the open a train’s addresses are translated', (t) => {
  t.deepEqual(rulesOf('own_address').slice(2), ['meta mark and 0xff != 0 oifname { "eth1" } masquerade'])
})

test('a packet waits in the queue of its client, told by the last byte of its address', (t) => {
  t.deepEqual(rulesOf('queue_passenger'), [
    'meta nfproto ipv4 meta priority set @nh,120,32 and 0xff000000 or 0x200071',
    'meta nfproto ipv6 meta priority set @nh,184,32 and 0xff000000 or 0x200071',
  ])
})

test('where the kernel keeps clients apart by itself, a packet waits in the queue of its class', (t) => {
  const withCake = rulesetText(smallPlan, { interfaces: smallInterfaces, isolation: 'cake' })
  t.true(withCake.includes('chain queue_passenger {\n    meta priority set 7100:12\n'))
})

test('a class on two links may leave by their tunnel, its segments fit there, and its copies have its queue', (t) => {
  const double = rulesetText(doublePlan, { interfaces: doubleInterfaces, isolation: 'leaves' })
  t.true(double.includes('oifname { "wg-geo", "wg-lte", "sl-double" } return'))
  t.true(double.includes('iifname { "lan-crew" } meta nfproto ipv4 tcp flags syn tcp option maxseg size set 1250'))
  t.true(double.includes('oifname { "wg-geo", "wg-lte" } meta mark and 0xff00 == 0x6300 jump queue_operations'))
})
