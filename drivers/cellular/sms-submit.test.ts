import test from 'ava'
import { encodeSubmit, validityOctet } from './sms-submit.ts'

const to = '+46708251358'
const minute = 60_000
const day = 24 * 60 * minute

/** The same digits and text as in tutorials on PDU mode; theirs asks for no status report. */
test('a text is written as the tutorials have it', (t) => {
  t.deepEqual(encodeSubmit({ to, text: 'hellohello', validMs: 4 * day, reference: 1 }), [
    { hex: '0031000B916407281553F80000AA0AE8329BFD4697D9EC37', length: 23 },
  ])
})

test('160 characters are one message, 161 are two with a header each', (t) => {
  t.is(encodeSubmit({ to, text: 'a'.repeat(160), validMs: day, reference: 1 })?.length, 1)
  const two = encodeSubmit({ to, text: 'a'.repeat(161), validMs: day, reference: 7 })
  t.is(two?.length, 2)
  // First octet with its header bit, then the header: element 0, three octets, reference 7, part 1 of 2.
  t.true(two?.[0]?.hex.startsWith('0071'))
  t.true(two?.[0]?.hex.includes('A0050003070201'))
  t.true(two?.[1]?.hex.includes('0F050003070202'))
})

test('a character is never cut, be it of two septets or of two code units', (t) => {
  const braces = encodeSubmit({ to, text: `${'a'.repeat(152)}{${'a'.repeat(20)}`, validMs: day, reference: 1 })
  t.true(braces?.[0]?.hex.includes(`${(152 + 7).toString(16).toUpperCase()}0500030102`))
  const faces = encodeSubmit({ to, text: `${'Қ'.repeat(66)}🚂${'Қ'.repeat(20)}`, validMs: day, reference: 1 })
  t.is(faces?.length, 2)
  t.true(faces?.[1]?.hex.includes('D83DDE82'))
})

test('more than four parts are refused', (t) => {
  t.is(encodeSubmit({ to, text: 'a'.repeat(4 * 153 + 1), validMs: day, reference: 1 }), undefined)
})

test('validity is rounded up to what its octet can say', (t) => {
  t.is(validityOctet(minute), 0)
  t.is(validityOctet(10 * minute), 1)
  t.is(validityOctet(12 * 60 * minute), 143)
  t.is(validityOctet(day), 167)
  t.is(validityOctet(2 * day), 168)
  t.is(validityOctet(1000 * day), 255)
})
