import { createHmac } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { decodeSwitch, encodeSwitch, isLater, nextOrder, type SwitchMac, type SwitchMessage } from './switch-message.ts'
import { trafficClasses } from './traffic-class.ts'

const macWith =
  (key: string): SwitchMac =>
  (bytes) =>
    createHmac('sha256', key).update(bytes).digest().subarray(0, 16)

const mac = macWith('shore')
const order = { run: fc.maxSafeNat(), number: fc.integer({ min: 0, max: 0xffff_ffff }) }
const messages: fc.Arbitrary<SwitchMessage> = fc.oneof(
  fc.record({ kind: fc.constant('announce' as const), trafficClass: fc.constantFrom(...trafficClasses), ...order }),
  fc.record({
    kind: fc.constantFrom('ask' as const, 'here' as const),
    trafficClass: fc.constantFrom(...trafficClasses),
    ...order,
  }),
  fc.record({
    kind: fc.constant('answer' as const),
    outcome: fc.constantFrom('moved' as const, 'stale' as const, 'failed' as const),
    trafficClass: fc.constantFrom(...trafficClasses),
    ...order,
  }),
)

test('what was encoded is decoded again', (t) => {
  fc.assert(
    fc.property(messages, (message) => void t.deepEqual(decodeSwitch(encodeSwitch(message, mac), mac), message)),
  )
})

test('a message lies in its 36 bytes as the format says', (t) => {
  const bytes = encodeSwitch({ kind: 'announce', trafficClass: 'operations', run: 0x0102_0304, number: 5 }, mac)
  t.is(Buffer.from(bytes.subarray(0, 20)).toString('hex'), '534c535701010200000000000102030400000005')
  t.deepEqual(bytes.subarray(20), new Uint8Array(mac(bytes.subarray(0, 20))))
})

test('one changed bit anywhere makes it no message', (t) => {
  const bytes = encodeSwitch({ kind: 'announce', trafficClass: 'cctv', run: 7, number: 1 }, mac)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Uint8Array.from(bytes, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
    t.true(['garbled', 'forged'].includes(decodeSwitch(changed, mac) as string), `bit ${bit}`)
  }
})

test('hostile bytes of any length are no message and throw nothing', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      t.true(['garbled', 'forged'].includes(decodeSwitch(bytes, mac) as string))
    }),
  )
})

test('a message with another key is forged', (t) => {
  const bytes = encodeSwitch({ kind: 'announce', trafficClass: 'cctv', run: 7, number: 1 }, macWith('passenger'))
  t.is(decodeSwitch(bytes, mac), 'forged')
})

test('rightly signed bytes that mean nothing are garbled', (t) => {
  const head = Buffer.from('534c535701010200000000000102030400000005', 'hex')
  const wrong = {
    kind: [5, 5],
    noKind: [5, 0],
    class: [6, 7],
    noClass: [6, 0],
    outcome: [7, 9],
    announcedOutcome: [7, 1],
    run: [8, 0xff],
  }
  for (const [what, [at = 0, value = 0]] of Object.entries(wrong)) {
    const signed = Buffer.from(head)
    signed[at] = value
    t.is(decodeSwitch(Buffer.concat([signed, mac(signed)]), mac), 'garbled', what)
  }
})

test('a later run comes after every number of an earlier one', (t) => {
  t.true(isLater({ run: 2, number: 0 }, { run: 1, number: 9 }))
  t.false(isLater({ run: 2, number: 4 }, { run: 2, number: 4 }))
  fc.assert(fc.property(fc.record({ run: fc.nat(), number: order.number }), (at) => t.true(isLater(nextOrder(at), at))))
})
