import test from 'ava'
import { smallPlan } from '../../../test/fakes/network-plan.ts'
import { fewQuestions, strangerRules, toStrangerRules } from './client-bounds.ts'

test('strangers alone are bounded: the train’s own networks may have routers of their own', (t) => {
  t.deepEqual(toStrangerRules(smallPlan), ['iifname { "lan-wifi" } jump strangers'])
})

test('who has taken its addresses and takes another is not heard from it, and from the earlier ones it is', (t) => {
  const known = strangerRules.findIndex((rule) => rule.startsWith('ether saddr . ip saddr @addresses4'))
  const another = strangerRules.findIndex((rule) => rule.includes('@newcomers'))
  t.true(known >= 0 && known < another)
  t.regex(strangerRules[another] ?? '', /limit rate over 1\/hour burst 8 packets \} drop$/)
})

test('a client’s questions are told from others’ by its Ethernet address, whatever address it asks from', (t) => {
  t.true(fewQuestions.slice(1, -1).every((rule) => /\{ ether saddr /.test(rule) && rule.endsWith('drop')))
})
