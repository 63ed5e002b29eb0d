import test from 'ava'
import { deliverPdus, lengthOf } from './sms-deliver.ts'

const sent = { from: '+77015550123', utcMs: Date.UTC(2026, 10, 25, 15, 0, 5), reference: 9 }

/** The data are the worked example of every manual on PDU mode. */
test('a text of ASCII goes in septets, from its number, stamped in local time', (t) => {
  const [pdu] = deliverPdus('hellohello', sent)
  t.is(pdu, '07917710009099F7040B917710550521F30000621152020050020AE8329BFD4697D9EC37')
  t.is(lengthOf(pdu ?? ''), 28)
})

test('what ASCII has elsewhere goes in other septets, by the escape or not', (t) => {
  t.true(deliverPdus('@_', sent)[0]?.endsWith('028008'))
  t.true(deliverPdus('{', sent)[0]?.endsWith('021B14'))
})

test('letters of Kazakh go in UCS2', (t) => {
  t.true(deliverPdus('Қ', sent)[0]?.endsWith('02049A'))
})

test('what is too long goes in parts of one reference', (t) => {
  const parts = deliverPdus('a'.repeat(200), sent)
  t.is(parts.length, 2)
  t.true(parts[0]?.includes('A0050003090201'))
  t.true(parts[1]?.includes('050003090202'))
  t.is(deliverPdus('Қ'.repeat(71), sent).length, 2)
})
