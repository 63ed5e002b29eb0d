import test from 'ava'
import fc from 'fast-check'
import { seededRandom } from '../../hal/random.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { GnssReport } from './gnss.ts'
import { nmea0183 } from './nmea-receiver.ts'

// synthetic: one epoch of a receiver at 1 Hz, twice, then no fix
const recorded = [
  '$GNRMC,120000.00,A,5106.72000,N,07131.98000,E,58.315,90.00,310526,,,A,V*0B',
  '$GNGGA,120000.00,5106.72000,N,07131.98000,E,1,12,0.80,386.0,M,-36.0,M,,*6D',
  '$GNRMC,120001.00,A,5106.72000,N,07132.00000,E,58.315,90.00,310526,,,A,V*08',
  '$GNGGA,120001.00,5106.72000,N,07132.00000,E,1,12,0.80,386.0,M,-36.0,M,,*6E',
  '$GNRMC,120002.00,V,,,,,,,310526,,,N,V*1B',
  '$GNGGA,120002.00,,,,,0,00,99.99,,,,,,*79',
].join('\r\n')

const setUp = (notBeforeUtcMs?: () => number) => {
  const clock = new SimClock()
  let receive = (_bytes: Uint8Array): void => {}
  let state = (_state: 'open' | 'closed'): void => {}
  let rxBytes = 0
  let isClosed = false
  const link: SerialLink = {
    name: 'gnss',
    write: () => Promise.resolve(),
    onData: (handler) => {
      receive = handler
    },
    onState: (handler) => {
      state = handler
    },
    counters: () => ({ rxBytes, txBytes: 0, reconnects: 0, writeErrors: 0 }),
    close: async () => {
      isClosed = true
    },
  }
  const receiver = nmea0183.open({ link, clock, ...(notBeforeUtcMs && { notBeforeUtcMs }) })
  const reports: GnssReport[] = []
  receiver.onReport((report) => reports.push(report))
  const push = (bytes: Uint8Array): void => {
    rxBytes += bytes.length
    receive(bytes)
  }
  return { clock, receiver, reports, push, drop: () => state('closed'), isClosed: () => isClosed }
}

test('bytes become reports, and each is counted once', (t) => {
  const { receiver, reports, push } = setUp()
  push(Buffer.from(`noise${recorded}\r\n`))
  t.deepEqual(
    reports.map(({ kind }) => kind),
    ['fix', 'fix', 'no-fix'],
  )
  t.like(receiver.counters(), { rxFrames: 6, rxDiscardedBytes: 5, checksumErrors: 0, timeouts: 0 })
  t.is(receiver.counters().rxBytes, recorded.length + 7)
})

test('a week counter is resolved by the last trusted time, as soon as that is known', (t) => {
  let trusted = 0
  const { reports, push } = setUp(() => trusted)
  const date = (): string => {
    push(Buffer.from(`${recorded}\r\n`))
    const last = reports.findLast((report) => report.kind === 'fix')
    return new Date(last?.utcMs ?? 0).toISOString()
  }
  t.is(date(), '2026-05-31T12:00:01.000Z')
  trusted = Date.UTC(2026, 5, 2)
  t.is(date(), '2046-01-14T12:00:01.000Z')
})

test('any fragmentation gives the same reports', (t) => {
  const bytes = Buffer.from(`${recorded}\r\n`)
  const whole = setUp()
  whole.push(bytes)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }), (lengths) => {
      const cut = setUp()
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const length = lengths[turn % lengths.length] as number
        cut.push(bytes.subarray(at, at + length))
        at += length
      }
      t.deepEqual(cut.reports, whole.reports)
      t.deepEqual(cut.receiver.counters(), whole.receiver.counters())
    }),
    { numRuns: 50 },
  )
})

test('a silence is reported once, counted, and ends with the next fix', async (t) => {
  const { clock, receiver, reports, push } = setUp()
  push(Buffer.from(recorded.split('\r\n').slice(0, 4).join('\r\n')))
  reports.length = 0
  await clock.runFor(20_000)
  t.deepEqual(reports, [{ kind: 'no-fix', atMs: nmea0183.silentAfterMs, reason: 'silent' }] as unknown as GnssReport[])
  t.is(receiver.counters().timeouts, 1)
  push(Buffer.from(recorded.split('\r\n').slice(2).join('\r\n')))
  t.is(reports[1]?.kind, 'fix')
})

test('garbage and sentences without a position are silence', async (t) => {
  const { clock, reports, push } = setUp()
  clock.every(100, () => push(Buffer.from('$GPTXT,01,01,02,u-blox ag - www.u-blox.com*50\r\n$$garbage')))
  await clock.runFor(5000)
  t.deepEqual(
    reports.map((report) => report.kind === 'no-fix' && report.reason),
    ['silent'],
  )
})

test('an epoch that was open when the line closed is not reported after it', (t) => {
  const { reports, push, drop } = setUp()
  const [first = ''] = recorded.split('\r\n')
  push(Buffer.from(`${first}\r\n`))
  drop()
  push(Buffer.from(recorded.split('\r\n').slice(4).join('\r\n')))
  t.deepEqual(
    reports.map(({ kind }) => kind),
    [],
  )
})

test('a sentence with a corrupt field and a right checksum is counted as discarded', (t) => {
  const { receiver, push } = setUp()
  push(Buffer.from('$GPHDT,974.07,T*08\r\n'))
  t.like(receiver.counters(), { rxFrames: 0, rxDiscardedBytes: 18, checksumErrors: 0 })
})

test('200 kB of random bytes give no fix', (t) => {
  const { receiver, reports, push } = setUp()
  const random = seededRandom(11)
  push(Uint8Array.from({ length: 200_000 }, () => Math.floor(random.next() * 256)))
  t.deepEqual(reports, [])
  t.true(receiver.counters().rxDiscardedBytes > 190_000)
})

test('a closed receiver reports nothing more and closes its line', async (t) => {
  const { clock, receiver, reports, push, isClosed } = setUp()
  await receiver.close()
  push(Buffer.from(recorded))
  await clock.runFor(10_000)
  t.deepEqual(reports, [])
  t.true(isClosed())
})
