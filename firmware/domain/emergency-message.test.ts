import { createHmac } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { signedHeads } from '../../test/fakes/signed-heads.ts'
import { decodeEmergency, EMERGENCY_BYTES_AT_MOST, encodeEmergency } from './emergency-message.ts'
import { type EmergencyReport, emergencyForPhone, emergencyReport, emergencyWords } from './emergency-report.ts'

const macWith = (key: string) => (bytes: Uint8Array) => createHmac('sha256', key).update(bytes).digest().subarray(0, 16)
const mac = macWith('shore')
const id = '0123456789abcdef0123456789abcdef'

const full: EmergencyReport = {
  id,
  train: 'kz-17',
  trainNumber: '9Ц',
  text: 'дым в вагоне 5',
  by: 'Айгерим',
  utcMs: Date.UTC(2026, 4, 31, 2, 15),
  place: { latDeg: 48.123456, lonDeg: 74.5, ageS: 42 },
  line: { lineId: 'astana-almaty', chainageKm: 612.34, nextStation: 'Сары-Шаган', nextStationKm: 12.3 },
}

test('a report and its acknowledgement come through as they were', (t) => {
  t.deepEqual(decodeEmergency(encodeEmergency({ kind: 'report', report: full }, mac), mac), {
    kind: 'report',
    report: full,
  })
  const said = { kind: 'acknowledged', id, phase: 'cancelled' } as const
  t.deepEqual(decodeEmergency(encodeEmergency(said, mac), mac), said)
})

test('the end of an audit log comes through as it was, also with the longest name of a train', (t) => {
  const head = {
    ...signedHeads('k'.repeat(64))(999_999_999),
    utcMs: Date.UTC(2126, 4, 31),
    utcTrust: 'candidate' as const,
  }
  const bytes = encodeEmergency({ kind: 'head', head }, mac)
  t.true(bytes.length <= EMERGENCY_BYTES_AT_MOST, `${bytes.length} bytes`)
  t.deepEqual(decodeEmergency(bytes, mac), { kind: 'head', head })
})

test('what the schema allows fits one datagram through the narrowest tunnel', (t) => {
  const longest: EmergencyReport = {
    ...full,
    train: 'k'.repeat(32),
    trainNumber: 'Ц'.repeat(16),
    text: 'Ж'.repeat(200),
    by: 'Ж'.repeat(60),
    cancelledBy: 'Ж'.repeat(60),
    place: { latDeg: -48.1234567890123, lonDeg: -174.123456789012, ageS: 12_345_678.123456 },
    line: {
      lineId: 'l'.repeat(64),
      chainageKm: 12_345.123456789,
      nextStation: 'Ж'.repeat(40),
      nextStationKm: 12_345.123456789,
    },
  }
  const bytes = encodeEmergency({ kind: 'report', report: emergencyReport.parse(longest) }, mac)
  t.true(bytes.length <= EMERGENCY_BYTES_AT_MOST, `${bytes.length} bytes`)
})

test('a text that would not fit, or that moves a cursor, is refused', (t) => {
  for (const text of ['💥'.repeat(120), 'a\u001b[2Jb', ' ', 'two\nlines'])
    t.false(emergencyReport.safeParse({ ...full, text }).success, text)
})

test('one changed byte anywhere, or another key, is never believed', (t) => {
  const bytes = encodeEmergency({ kind: 'report', report: full }, mac)
  t.is(decodeEmergency(bytes, macWith('other')), 'forged')
  for (const index of bytes.keys()) {
    const changed = bytes.slice()
    changed[index] = (changed[index] ?? 0) ^ 1
    t.is(typeof decodeEmergency(changed, mac), 'string', `byte ${index}`)
  }
})

test('any bytes are survived', (t) => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1_400 }), (bytes) => decodeEmergency(bytes, mac) === 'garbled'))
  t.pass()
})

test('its words are one line with who, what and where', (t) => {
  t.is(
    emergencyWords(full),
    'EMERGENCY kz-17 (9Ц): дым в вагоне 5 (Айгерим); astana-almaty km 612.3, next Сары-Шаган in 12.3 km; 48.12346,74.50000 (42 s old); 2026-05-31T02:15Z',
  )
  t.regex(emergencyWords({ ...full, cancelledBy: 'Bolat' }), /^CANCELLED by Bolat: kz-17 /)
})

test('for a telephone the words are cut where they would not fit, and the place stays', (t) => {
  const words = emergencyForPhone({ ...full, text: 'Ж'.repeat(200) })
  t.is(words.length, 264)
  t.regex(words, /Ж\.\.\. \(Айгерим\); astana-almaty km 612\.3, next Сары-Шаган in 12\.3 km; 48\.12346,74\.50000 .*Z$/)
  t.is(emergencyForPhone(full), emergencyWords(full))
})
