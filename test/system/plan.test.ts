import { writeFileSync } from 'node:fs'
import test from 'ava'
import { seededRandom } from '../../hal/random.ts'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { testWithShared } from '../shared-data.ts'
import { sharedData } from '../shared-path.ts'
import { Desk } from './command.ts'

interface Planned {
  steps: number
  handovers: number
  outageS: number
  capacity: number
  meanBestCapacity: number
  intervals: { name: string; fromUtc: string; toUtc: string }[]
}

const EPOCH_MS = Date.UTC(2026, 4, 31, 9)
const stand = (rows: number): string =>
  `utc,lat_deg,lon_deg,height_m\n${Array.from({ length: rows }, (_, row) => `${new Date(EPOCH_MS + row * 10_000).toISOString()},51.1,71.4,350`).join('\n')}\n`

test('a plan covers the whole way, one satellite after the other', async (t) => {
  const desk = new Desk(t)
  const [elements, positions] = [desk.path('e.tle'), desk.path('p.csv')]
  writeFileSync(elements, syntheticTle({ epochUtcMs: EPOCH_MS, seed: 1 }))
  writeFileSync(positions, stand(120))
  const args = ['plan', '--elements', elements, '--positions', positions]
  const { status, stdout } = await desk.run(...args, '--json')
  t.is(status, 0)
  const planned = JSON.parse(stdout) as Planned
  t.like(planned, { steps: 120, outageS: 0, handovers: planned.intervals.length - 1 })
  planned.intervals.forEach(({ fromUtc }, index) => {
    t.is(fromUtc, planned.intervals[index - 1]?.toUtc ?? new Date(EPOCH_MS).toISOString())
  })
  t.regex((await desk.run(...args)).stdout, /^120 steps, \d+ handovers, 0 s without a satellite$/m)
})

for (const [what, positions, message] of [
  ['rows out of order', `${stand(1)}2020-01-01T00:00:00Z,51,71,0\n`, /p\.csv:3: utc is not after the row before it/],
  ['a latitude of 99', `${stand(2)}2027-01-01T00:00:00Z,99,71,0\n`, /p\.csv:4: lat_deg is "99"; expected -90 to 90/],
  ['a single row', stand(1), /p\.csv: has one row/],
] as const)
  test(`a way with ${what} is refused in one line`, async (t) => {
    const desk = new Desk(t)
    writeFileSync(desk.path('e.tle'), syntheticTle({ epochUtcMs: EPOCH_MS, seed: 1 }))
    writeFileSync(desk.path('p.csv'), positions)
    const { status, stderr } = await desk.run(
      'plan',
      '--elements',
      desk.path('e.tle'),
      '--positions',
      desk.path('p.csv'),
    )
    t.is(status, 2)
    t.regex(stderr, message)
    t.is(stderr.trim().split('\n').length, 1)
  })

testWithShared(
  'a night’s plan along the line to Almaty reaches what is known to be best',
  'routes/astana-almaty-17h.csv',
  async (t, positions) => {
    const desk = new Desk(t)
    const elements = sharedData('ephemeris/oneweb-2026-05-30.tle') ?? ''
    const args = [
      'plan',
      '--elements',
      elements,
      '--positions',
      positions,
      '--mask-deg',
      '25',
      '--handover-cost-s',
      '5',
    ]
    const plan = async (...more: string[]): Promise<Planned> =>
      JSON.parse((await desk.run(...args, '--reference-range-km', '1200', ...more, '--json')).stdout) as Planned
    const net = ({ capacity, handovers, meanBestCapacity }: Planned): number =>
      capacity * 10 - handovers * 5 * meanBestCapacity
    const whole = await plan()
    const rolling = await plan('--horizon', '10m')
    // Of the exact optimum 428 handovers are on record, within ties; the best in view, regardless of changes, needs 535.
    t.true(whole.steps === 6060 && whole.outageS === 0 && Math.abs(whole.handovers - 428) <= 5)
    t.true(net(rolling) >= 0.999 * net(whole) && net(rolling) <= net(whole) + 1e-6)
  },
)

test('look angles of a batch come in its order, with columns added and names quoted as needed', async (t) => {
  const desk = new Desk(t)
  const [elements, batch] = [desk.path('e.tle'), desk.path('b.csv')]
  writeFileSync(elements, syntheticTle({ epochUtcMs: EPOCH_MS, seed: 1 }))
  const random = seededRandom(1)
  const rows = Array.from(
    { length: 20 },
    () => `SYNTH-0${1 + Math.floor(9 * random.next())}01,2026-05-31T10:00:00.25Z,51.1,71.4,350`,
  )
  writeFileSync(batch, `name,utc,lat_deg,lon_deg,height_m\n${rows.join('\n')}\n`)
  const { status, stdout } = await desk.run(
    'look',
    '--elements',
    elements,
    '--batch',
    batch,
    '--dut1-s',
    '0.0178',
    '--polar-motion-arcsec',
    '0.18,0.41',
  )
  t.is(status, 0)
  const lines = stdout.trim().split('\n')
  t.is(lines[0], 'name,utc,lat_deg,lon_deg,height_m,azimuth_deg,elevation_deg,range_km,range_rate_km_s')
  lines.slice(1).forEach((line, index) => {
    t.true(line.startsWith(`${rows[index]},`))
    t.regex(line, /,\d+\.\d{6},-?\d+\.\d{6},\d+\.\d{6},-?\d+\.\d{9}$/)
  })
})

/** Its last column is the sum of its digits, a minus counting one, modulo 10. */
const withChecksum = (line: string): string => {
  const sum = [...line.slice(0, 68)].reduce((all, sign) => all + (sign === '-' ? 1 : Number(sign) || 0), 0)
  return `${line.slice(0, 68)}${sum % 10}`
}

/** As made up, but the third satellite flies so low that it comes down, and the second bears the name of the first. */
const oddFleet = (): string => {
  const lines = syntheticTle({ epochUtcMs: EPOCH_MS, seed: 1 }).split('\n')
  lines[3] = lines[0] ?? ''
  lines[7] = withChecksum((lines[7] ?? '').replace(/(.{53}).{8}/, '$1 10000+0'))
  lines[8] = withChecksum((lines[8] ?? '').replace(/(.{52}).{11}/, '$116.20000000'))
  return lines.join('\n')
}

const HEAD = 'name,utc,lat_deg,lon_deg,height_m'
const SOON = '2026-05-31T10:00:00Z,51.1,71.4,350'
const MONTHS_LATER = '2026-09-30T10:00:00Z,51.1,71.4,350'

const lookAt = async (desk: Desk, ...rows: string[]) => {
  writeFileSync(desk.path('e.tle'), oddFleet())
  writeFileSync(desk.path('b.csv'), [HEAD, ...rows, ''].join('\n'))
  const { status, stdout, stderr } = await desk.run('look', '--elements', 'e.tle', '--batch', 'b.csv')
  return { status, rows: stdout.trim().split('\n').slice(1), notes: stderr.trim().split('\n') }
}

test('a row without an answer leaves its columns empty, is said with its line, and holds up no other', async (t) => {
  const rows = [`SYNTH-0104,${SOON}`, `NOBODY,${SOON}`, `SYNTH-0103,${MONTHS_LATER}`, `80005,${SOON}`]
  const wrong = await lookAt(new Desk(t), ...rows, 'SYNTH-0104,noon,51,71,0')
  t.is(wrong.status, 2)
  t.deepEqual(
    wrong.rows.map((row) => row.endsWith(',,,,')),
    [false, true, true, false, true],
  )
  t.deepEqual(
    wrong.notes.map((note) => note.slice(0, 40)),
    [
      'steppelink: b.csv:3: "NOBODY" is not in ',
      'steppelink: b.csv:4: SYNTH-0103 has no o',
      'steppelink: b.csv:6: utc is "noon"; expe',
    ],
  )
  const decayed = await lookAt(new Desk(t), ...rows.filter((row) => !row.startsWith('NOBODY')))
  t.deepEqual([decayed.status, decayed.rows.length], [1, 3])
  t.regex(
    decayed.notes.join(),
    /^steppelink: b\.csv:3: SYNTH-0103 has no orbit at 2026-09-30[^,]*, or they do not reach so far$/,
  )
})

test('look says which answers are by old elements, and which of two namesakes it took', async (t) => {
  const { status, notes } = await lookAt(new Desk(t), `SYNTH-0101,${SOON}`, `SYNTH-0104,${MONTHS_LATER}`)
  t.is(status, 0)
  t.is(notes.length, 2)
  t.regex(
    notes[0] ?? '',
    /: SYNTH-0101 is the name of 2 satellites \(80001, 80002\): 80001, the first of the file, is taken/,
  )
  t.regex(
    notes[1] ?? '',
    /: 1 of 2 answers are by elements past their use .*; the worst, SYNTH-0104, 122 days from its epoch/,
  )
})

test('plan says how many of its steps are by old elements', async (t) => {
  const desk = new Desk(t)
  writeFileSync(desk.path('e.tle'), syntheticTle({ epochUtcMs: EPOCH_MS - 20 * 86_400_000, seed: 1 }))
  writeFileSync(desk.path('p.csv'), stand(12))
  const { status, stderr } = await desk.run('plan', '--elements', 'e.tle', '--positions', 'p.csv')
  t.is(status, 0)
  t.regex(
    stderr,
    /^steppelink: 12 of 12 steps of the plan are by elements past their use .* 20 days from its epoch: 6\.\d°\n$/,
  )
})

test('a batch of a hundred thousand rows is answered to the last, and one that no table is says so', async (t) => {
  const desk = new Desk(t)
  const { status, rows } = await lookAt(desk, ...Array.from({ length: 100_000 }, () => `80001,${SOON}`))
  t.deepEqual([status, rows.length], [0, 100_000])
  writeFileSync(desk.path('b.csv'), 'name,utc\nSYNTH-0101,2026-05-31T10:00:00Z\n')
  const lacking = await desk.run('look', '--elements', 'e.tle', '--batch', 'b.csv')
  t.deepEqual([lacking.status, lacking.stdout], [2, ''])
  t.regex(lacking.stderr, /^steppelink: b\.csv: lacks the column lat_deg, lon_deg, height_m\n$/)
})
