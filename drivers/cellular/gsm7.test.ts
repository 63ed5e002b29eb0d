import test from 'ava'
import fc from 'fast-check'
import { gsm7Septets, gsm7Text, packSeptets, unpackSeptets } from './gsm7.ts'

/** The standard's worked example of packing, as every manual prints it. */
const HELLOHELLO = 'E8329BFD4697D9EC37'

test('septets are packed from the lowest bit up', (t) => {
  const octets = packSeptets(gsm7Septets('hellohello') ?? [])
  t.is(Buffer.from(octets).toString('hex').toUpperCase(), HELLOHELLO)
  t.is(gsm7Text(unpackSeptets(octets, 10) ?? []), 'hellohello')
})

test('the extension table costs two septets a character', (t) => {
  t.deepEqual(gsm7Septets('€['), [0x1b, 0x65, 0x1b, 0x3c])
  t.is(gsm7Text([0x1b, 0x65, 0x1b, 0x3c]), '€[')
})

test('after an escape, what the extension lacks is read by the default table, and a last escape is nothing', (t) => {
  t.is(gsm7Text([0x1b, 0x41, 0x1b]), 'A')
})

test('a text with a character of neither table has no septets', (t) => {
  t.is(gsm7Septets('Қостанай'), undefined)
  t.is(gsm7Septets('\u001b'), undefined)
})

test('fewer octets than septets need are none', (t) => {
  t.is(unpackSeptets(Uint8Array.of(0xe8, 0x32), 3), undefined)
})

test('any septets come out of their octets as they went in, wherever they begin', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 127 }), { maxLength: 160 }), fc.nat(60), (septets, skip) => {
        const found = unpackSeptets(packSeptets(septets, skip), septets.length, skip)
        return JSON.stringify(found) === JSON.stringify(septets)
      }),
    ),
  )
})
