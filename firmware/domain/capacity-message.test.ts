import { createHmac } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { CAPACITY_MESSAGE_BYTES, decodeCapacity, encodeCapacity } from './capacity-message.ts'

const mac = (bytes: Uint8Array): Uint8Array => createHmac('sha256', 'shore').update(bytes).digest().subarray(0, 16)
const message = { run: 1_764_000_000_000, number: 7, kbps: 18_000 }

test('a capacity is read back as it was told, and one that is not known as none', (t) => {
  t.deepEqual(decodeCapacity(encodeCapacity(message, mac), mac), message)
  t.deepEqual(decodeCapacity(encodeCapacity({ run: 1, number: 0 }, mac), mac), { run: 1, number: 0 })
  t.is(encodeCapacity(message, mac).length, CAPACITY_MESSAGE_BYTES)
})

test('a message in which any bit was turned is not believed', (t) => {
  const bytes = encodeCapacity(message, mac)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const turned = Uint8Array.from(bytes)
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    t.is(typeof decodeCapacity(turned, mac), 'string', `bit ${bit}`)
  }
})

test('any bytes are survived', (t) => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => typeof decodeCapacity(bytes, mac) === 'string'))
  t.pass()
})
