import test from 'ava'
import { doublePlan, smallPlan } from '../../../test/fakes/network-plan.ts'
import { onlyOurWays, outsideRules } from './outside-rules.ts'

test('who is outside begins nothing, whatever it would reach by the train', (t) => {
  t.is(onlyOurWays(smallPlan)[0], 'iifname { "eth1", "wwan0" } ct state != { established, related } drop')
})

test('what comes out of a tunnel goes to a class alone, and no stranger’s network by ours', (t) => {
  const [, fromTunnels, fromStrangers] = onlyOurWays(doublePlan)
  t.is(fromTunnels, 'iifname { "wg-geo", "wg-lte", "sl-double" } oifname != { "lan-crew", "lan-wifi" } drop')
  const ours = '{ "lan-crew", "lan-wifi", "eth1", "wwan0", "wg-geo", "wg-lte", "sl-double" }'
  t.is(fromStrangers, `iifname != ${ours} oifname ${ours} drop`)
})

test('the controller is closed to whoever is outside, also inside a tunnel', (t) => {
  const rules = outsideRules(smallPlan)
  t.is(rules[0], 'iifname != { "eth1", "wwan0", "wg-lte" } return')
  t.is(rules.at(-1), 'drop')
  t.deepEqual(
    rules.filter((rule) => rule.includes('dport')),
    ['udp sport 67 udp dport 68 accept', 'udp sport 547 udp dport 546 accept'],
  )
})
