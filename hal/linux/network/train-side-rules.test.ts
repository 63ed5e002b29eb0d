import test from 'ava'
import { smallPlan } from '../../../test/fakes/network-plan.ts'
import { controllerRules, noFalseSources, ownQuestions, toOwnResolvers } from './train-side-rules.ts'

const rules = controllerRules(smallPlan)

test('the controller is closed to the train but for what is served and what a class may reach', (t) => {
  t.is(rules[0], 'iifname != { "lan-crew", "lan-wifi" } return')
  t.is(rules.at(-1), 'drop')
  t.deepEqual(
    rules.filter((rule) => rule.includes('dport')),
    [
      'iifname "lan-wifi" udp dport { 67, 547 } accept',
      'iifname "lan-wifi" ip daddr 10.71.5.1 meta l4proto { tcp, udp } th dport 53 jump questions',
      'iifname "lan-wifi" ip6 daddr { fd71::1, fe80::/10 } meta l4proto { tcp, udp } th dport 53 jump questions',
      'iifname { "lan-crew" } udp dport 123 accept',
    ],
  )
})

test('who says to be of another network is not believed, in either family', (t) => {
  t.is(noFalseSources(smallPlan).filter((rule) => rule.endsWith('fib saddr . iif oif missing drop')).length, 2)
})

test('what the controller asks for a class has an address of its network inside a tunnel', (t) => {
  t.deepEqual(ownQuestions(smallPlan), [
    'meta mark and 0xff == 0x5 oifname { "wg-lte" } fib saddr type local snat ip to 10.71.5.1',
  ])
})

test('a link’s own resolver is asked in place of the file’s', (t) => {
  const links = smallPlan.links.map((link) => (link.name === 'geo' ? { ...link, resolver: '192.0.2.53' } : link))
  t.deepEqual(toOwnResolvers({ ...smallPlan, links }, '0xff'), [
    'oifname "eth1" meta mark and 0xff != 0 meta l4proto { tcp, udp } th dport 53 dnat ip to 192.0.2.53',
  ])
  t.deepEqual(toOwnResolvers(smallPlan, '0xff'), [])
})
