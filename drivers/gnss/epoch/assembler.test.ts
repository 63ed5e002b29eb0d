import test from 'ava'
import { monotonicMs } from '../../../hal/units.ts'
import type { GnssFix, GnssNoFix } from '../gnss.ts'
import { addressCode, decodeSentence } from '../nmea/decode.ts'
import { type EpochAssembler, epochAssembler } from './assembler.ts'

const rmc = (time: string, status = 'A', date = '310526'): string =>
  status === 'A'
    ? `GNRMC,${time},A,5106.72000,N,07131.98000,E,58.315,90.00,${date},,,A,V`
    : `GNRMC,${time},V,,,,,,,${date},,,N,V`
const gga = (time: string, quality = 1): string =>
  quality
    ? `GNGGA,${time},5106.72000,N,07131.98000,E,1,12,0.80,386.0,M,-36.0,M,,`
    : `GNGGA,${time},,,,,0,00,99.99,,,,,,`
const gsa = (mode = 3): string => `GNGSA,A,${mode},01,02,03,04,,,,,,,,,1.50,0.80,1.20,1`

const BUILT_UTC_MS = Date.UTC(2026, 0, 1)
const era = { kind: 'not-before', utcMs: () => BUILT_UTC_MS } as const

const feed = (epochs: EpochAssembler, body: string, atMs: number): void => {
  const bytes = Buffer.from(body)
  const sentence = decodeSentence(bytes, 0, bytes.length)
  if (sentence.kind !== 'other' && sentence.kind !== 'invalid')
    epochs.addSentence(sentence, addressCode(bytes, 0, bytes.length), monotonicMs(atMs))
}

/** Feeds one sentence a millisecond; each report is noted after the body that brought it. */
const assemble = (bodies: readonly string[]) => {
  const reports: (GnssFix | GnssNoFix)[] = []
  const emittedAfter: number[] = []
  let index = 0
  const epochs = epochAssembler({
    era,
    onReport: (report) => {
      reports.push(report)
      emittedAfter.push(index)
    },
  })
  for (const body of bodies) feed(epochs, body, ++index)
  return { reports, emittedAfter, end: () => epochs.end() }
}
const cycle = (time: string): string[] => [rmc(time), gga(time), gsa()]

test('the sentences of one time make one fix', (t) => {
  const { reports } = assemble([...cycle('120000.00'), ...cycle('120000.20')])
  const fix = reports[0] as GnssFix
  t.like(fix, { kind: 'fix', atMs: 3, mode: '3d', latDeg: 51.112, lonDeg: 71.533, heightM: 350, courseTrueDeg: 90 })
  t.like(fix, { satellitesUsed: 12, hdop: 0.8, utcMs: Date.UTC(2026, 4, 31, 12) })
  t.true(Math.abs((fix.speedMps ?? 0) - 30) < 0.001)
})

for (const [what, mode, status, quality, expected] of [
  ['a simulator', 'S', 'V', 8, 'simulated'],
  ['a simulator that says so in one sentence only', 'S', 'V', 1, 'simulated'],
  ['a typed-in position', 'M', 'V', 7, 'manual'],
  ['dead reckoning', 'E', 'V', 6, 'estimated'],
  ['an unsafe mode', 'U', 'V', 1, 'unsafe'],
  ['an unsafe navigational status', 'A', 'U', 1, 'unsafe'],
  ['a navigational status of caution', 'D', 'C', 2, 'differential'],
] as const)
  test(`${what} is told as ${expected}`, (t) => {
    const said = rmc('120000.00').replace('A,V', `${mode},${status}`)
    const { reports, end } = assemble([said, gga('120000.00').replace('E,1,', `E,${quality},`), gsa()])
    end()
    t.like(reports[0], { kind: 'fix', quality: expected })
  })

test('the first epoch is reported when the next begins, later ones with their own last sentence', (t) => {
  const { emittedAfter } = assemble([...cycle('120000.00'), ...cycle('120000.20'), ...cycle('120000.40')])
  t.deepEqual(emittedAfter, [4, 6, 9])
})

test('sentences that add nothing and come once a second delay no fix', (t) => {
  const extra = [
    'GPGSV,1,1,01,23,38,230,44',
    'GNZDA,120000.00,31,05,2026,00,00',
    'GNVTG,90.00,T,,M,58.315,N,108.000,K,A',
  ]
  const { emittedAfter } = assemble([...cycle('120000.00'), ...extra, ...cycle('120000.20'), ...extra.slice(0, 1)])
  t.deepEqual(emittedAfter, [7, 9])
})

test('an epoch whose last sentence is missing is reported with the next, and the order stays learnt', (t) => {
  const bodies = [
    ...cycle('120000.00'),
    rmc('120000.20'),
    gga('120000.20'),
    ...cycle('120000.40'),
    ...cycle('120000.60'),
  ]
  t.deepEqual(assemble(bodies).emittedAfter, [4, 6, 8, 11])
})

test('a receiver that changes its sentences is learnt again within two epochs', (t) => {
  const only = (time: string): string[] => [rmc(time), gga(time)]
  const bodies = [...cycle('120000.00'), ...['120001.00', '120002.00', '120003.00', '120004.00'].flatMap(only)]
  t.deepEqual(assemble(bodies).emittedAfter, [4, 6, 8, 9, 11])
})

test('one sentence that says no means no fix, and the report holds no position', (t) => {
  const lost = [
    [rmc('120000.00', 'V'), gga('120000.00')],
    [rmc('120000.00'), gga('120000.00', 0)],
    [rmc('120000.00'), gga('120000.00'), gsa(1)],
  ]
  for (const bodies of lost) {
    const [report] = assemble([...bodies, rmc('120001.00')]).reports
    t.is(report?.kind, 'no-fix')
    t.false('latDeg' in (report as object))
  }
})

test('a receiver without time, repeating itself, gives one report a cycle', (t) => {
  const nothing = ['GNRMC,,V,,,,,,,,,,N,V', 'GNGGA,,,,,,0,00,99.99,,,,,,', 'GNGSA,A,1,,,,,,,,,,,,,99.99,99.99,99.99,1']
  const { reports } = assemble([...nothing, ...nothing, ...nothing])
  t.deepEqual(
    reports.map(({ kind, utcMs }) => [kind, utcMs]),
    Array(3).fill(['no-fix', undefined]),
  )
})

test('the kind of fix is kept between the sentences that say it', (t) => {
  const { reports } = assemble([
    ...cycle('120000.00').slice(0, 2),
    gsa(2),
    rmc('120001.00'),
    gga('120001.00'),
    rmc('120002.00'),
  ])
  t.deepEqual(
    reports.map((report) => report.kind === 'fix' && report.mode),
    ['2d', '2d'],
  )
  t.is((reports[1] as GnssFix).heightM, undefined)
})

test('one system without satellites does not make the fix of the others disappear', (t) => {
  const { reports } = assemble([...cycle('120000.00'), gsa(1), rmc('120001.00')])
  t.like(reports[0], { kind: 'fix', mode: '3d' })
})

test('the date goes on over midnight without a sentence that says it', (t) => {
  const { reports } = assemble([rmc('235959.80'), gga('235959.80'), gga('000000.00')])
  t.deepEqual(
    reports.map(({ utcMs }) => utcMs),
    [Date.UTC(2026, 4, 31, 23, 59, 59, 800), Date.UTC(2026, 5, 1)],
  )
})

test('a date of before the build is of the next era, and told once a second epoch agrees', (t) => {
  const { reports } = assemble([rmc('120000.00', 'A', '150906'), rmc('120001.00', 'A', '150906'), rmc('120002.00')])
  t.is(reports[0]?.kind, 'fix')
  t.is(reports[0]?.utcMs, undefined)
  t.is(reports[1]?.utcMs as number | undefined, Date.UTC(2006, 8, 15, 12, 0, 1) + 1024 * 7 * 86_400_000)
})

test('a date from a sentence without a fix is not taken', (t) => {
  const { reports } = assemble([rmc('120000.00', 'V', '010180'), gga('120001.00'), gga('120002.00')])
  t.deepEqual(
    reports.map(({ utcMs }) => utcMs),
    [undefined, undefined],
  )
})

test('too few satellites make no fix by themselves, and do not unmake that of another sentence', (t) => {
  const few = (time: string): string => gga(time).replace(',12,', ',00,')
  t.is(assemble([few('120000.00'), few('120001.00')]).reports[0]?.kind, 'no-fix')
  t.like(assemble([rmc('120000.00'), few('120000.00'), rmc('120001.00')]).reports[0], { kind: 'fix', mode: '2d' })
})

test('what is open is reported at the end', (t) => {
  const { reports, end } = assemble(cycle('120000.00'))
  t.is(reports.length, 0)
  end()
  t.is(reports[0]?.kind, 'fix')
})

test('an epoch that was open at a reset is never reported', (t) => {
  const reports: (GnssFix | GnssNoFix)[] = []
  const epochs = epochAssembler({ era, onReport: (report) => reports.push(report) })
  feed(epochs, rmc('120000.00'), 0)
  epochs.reset()
  feed(epochs, rmc('120100.00'), 1)
  feed(epochs, rmc('120101.00'), 2)
  t.deepEqual(
    reports.map(({ utcMs }) => utcMs),
    [Date.UTC(2026, 4, 31, 12, 1), Date.UTC(2026, 4, 31, 12, 1, 1)],
  )
})
