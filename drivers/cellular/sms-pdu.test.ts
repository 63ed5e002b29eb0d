import test from 'ava'
import fc from 'fast-check'
import { decodePdu } from './sms-pdu.ts'

/** As printed in tutorials on PDU mode: a text to a Nokia 7110 in March 1999. */
const HELLOHELLO = '07917283010010F5040BC87238880900F10000993092516195800AE8329BFD4697D9EC37'

const hex = (...octets: readonly number[]): string => Buffer.from(octets).toString('hex')
/** Service centre absent, sender 12345, sent 2026-11-25 20:00:05 at UTC+5. */
const deliver = (first: number, scheme: number, ...data: readonly number[]): string =>
  hex(0x00, first, 0x05, 0x81, 0x21, 0x43, 0xf5, 0x00, scheme, 0x62, 0x11, 0x52, 0x02, 0x00, 0x50, 0x02, ...data)

test('a text of the 7-bit alphabet is decoded with its sender and time', (t) => {
  t.deepEqual(decodePdu(HELLOHELLO), {
    kind: 'text',
    from: '27838890001',
    text: 'hellohello',
    utcMs: Date.UTC(2099, 2, 29, 13, 16, 59),
  } as never)
})

test("the service centre's time is local, with its zone in quarters of an hour", (t) => {
  t.like(decodePdu(deliver(0x04, 0x08, 2, 0x04, 0x9a)), { utcMs: Date.UTC(2026, 10, 25, 15, 0, 5), text: 'Қ' } as never)
})

test('a text of a month or a day that is none has no time', (t) => {
  for (const date of ['620051', '621352', '622013', '621113'])
    t.false('utcMs' in (decodePdu(deliver(0x04, 0x08, 2, 0x04, 0x9a).replace('621152', date)) ?? {}), date)
})

test('an international number has its plus, a name is read as one', (t) => {
  t.like(decodePdu('07917283010010F5040B917238880900F10000993092516195800AE8329BFD4697D9EC37'), {
    from: '+27838890001',
  })
  t.like(decodePdu(hex(0x00, 0x04, 0x07, 0xd0, 0xcb, 0xe1, 0x79, 0x0c, 0x00, 0x00).concat('62115202005002', '0141')), {
    text: 'A',
  })
})

test('a header of 8 or 16 bits says which part of which text it is, and other elements are passed over', (t) => {
  const seven = deliver(0x44, 0x00, 8, 0x05, 0x00, 0x03, 0x2a, 0x02, 0x01, 0x82)
  t.like(decodePdu(seven), { text: 'A', part: { reference: 42, count: 2, number: 1 } })
  const aligned = deliver(0x44, 0x08, 12, 0x09, 0x24, 0x01, 0x01, 0x08, 0x04, 0x01, 0x02, 0x03, 0x03, 0x00, 0x41)
  t.like(decodePdu(aligned), { text: 'A', part: { reference: 258, count: 3, number: 3 } })
})

test('a part of no text is not believed', (t) => {
  const fourth = deliver(0x44, 0x00, 8, 0x05, 0x00, 0x03, 0x2a, 0x02, 0x04, 0x82)
  const { part, text } = decodePdu(fourth) as { part?: object; text: string }
  t.is(part, undefined)
  t.is(text, 'A')
})

test('data, compressed text and lengths that do not fit are no texts', (t) => {
  t.is(decodePdu(deliver(0x04, 0x04, 1, 0x41)), undefined)
  t.is(decodePdu(deliver(0x04, 0x20, 1, 0x41)), undefined)
  t.is(decodePdu(deliver(0x04, 0x00, 9, 0x41)), undefined)
  t.is(decodePdu(deliver(0x44, 0x00, 9, 0xff, 0x41)), undefined)
})

const reports = (status: number): string =>
  hex(0x00, 0x06, 0x2a, 0x05, 0x81, 0x21, 0x43, 0xf5).concat('62115202005002', '62115202005002', hex(status))

test('a status report says which message became what', (t) => {
  t.deepEqual(decodePdu(reports(0x00)), { kind: 'status', reference: 42, to: '12345', outcome: 'delivered' })
  t.like(decodePdu(reports(0x30)), { outcome: 'trying' })
  t.like(decodePdu(reports(0x46)), { outcome: 'failed' })
  t.like(decodePdu(reports(0x61)), { outcome: 'failed' })
})

test('any line decodes or does not, without an exception', (t) => {
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 180 }), (octets) => {
        const read = decodePdu(Buffer.from(octets).toString('hex'))
        return read === undefined || read.kind === 'text' || read.kind === 'status'
      }),
      { numRuns: 2000 },
    ),
  )
  t.is(decodePdu('OK'), undefined)
  t.is(decodePdu('ABC'), undefined)
})

test('a PDU cut anywhere is none, or a text without an exception', (t) => {
  for (let end = 0; end < HELLOHELLO.length; end += 2) t.is(decodePdu(HELLOHELLO.slice(0, end)), undefined)
})
