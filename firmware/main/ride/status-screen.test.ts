import { stripVTControlCharacters } from 'node:util'
import test from 'ava'
import { monotonicMs, utcMs } from '../../../hal/units.ts'
import type { RideView } from './ride-view.ts'
import { type RideFrame, renderStatus } from './status-screen.ts'

const frame: RideFrame = {
  routeName: 'Astana – Almaty',
  lengthKm: 1300,
  stops: [
    { name: 'Astana', chainageKm: 0 },
    { name: 'Almaty', chainageKm: 1300 },
  ],
  startMs: 1_000,
  speed: '1',
}

const full = (): RideView => ({
  truth: {
    atMs: monotonicMs(61_000),
    utcMs: utcMs(Date.UTC(2026, 4, 31, 15, 1)),
    train: {
      chainageM: 12_345,
      speedMps: 25,
      latDeg: 51,
      lonDeg: 71,
      heightM: 350,
      headingTrueDeg: 180,
      courseTrueDeg: 180,
      pitchDeg: 0,
      rollDeg: 0,
      nextStop: 'Sary-Shagan',
    },
    surroundings: { kind: 'tunnel', name: 'the long tunnel' },
    terminals: { oneweb: { errorDeg: 0.12, isReceiving: true, isBlocked: false, isTransmitting: true } },
    activeFaults: ['gnss-silent'],
  },
  fix: { kind: 'fix', atMs: 61_000, mode: '3d', latDeg: 51.1, lonDeg: 71.5, satellitesUsed: 14 },
  pointing: {
    atMs: 61_000,
    terminals: {
      oneweb: { state: 'aiming', reason: 'following', satellite: 'SYNTH-0101', azimuthTrueDeg: 123, elevationDeg: 45 },
    },
  },
  modems: {
    atMs: 61_000,
    terminals: { oneweb: { isAlive: true, isLocked: true, isTransmitAllowed: true, carrierToNoiseDb: 12.3 } },
  },
  transmit: {
    atMs: 61_000,
    isLineRenewed: true,
    isLockedOut: false,
    mode: 'normal',
    terminals: { oneweb: { isPermitted: true, conditions: [] } },
  },
  cellular: { atMs: 61_000, modems: { lte: { isAlive: true, registration: 'home', operator: 'Kcell', rsrpDbm: -85 } } },
  links: {
    atMs: 61_000,
    links: { oneweb: { state: 'up', reason: 'can carry traffic' }, lte: { state: 'down', reason: 'modem is silent' } },
    routes: { passenger: 'oneweb' },
  },
  vibration: {
    atMs: 61_000,
    sensors: {
      'imu.adxl345': { state: 'ok', rms1sG: 0.02, rms5sG: 0.02, peakG: 0.1, alarms: ['loose-mount'] },
      'imu.mpu6050': { state: 'stuck', rms1sG: 0, rms5sG: 0, peakG: 0 },
    },
  },
  events: [
    { atMs: 31_000, source: 'links', severity: 'warning', subject: 'links', text: 'lte is down', reasons: ['silent'] },
  ],
})

const textOf = (view: RideView, size = { columns: 200, rows: 40 }): string =>
  stripVTControlCharacters(renderStatus(view, frame, size).join('\n'))

for (const [what, view] of [
  ['nothing is known', { events: [] }],
  ['everything is known', full()],
] as const) {
  for (const columns of [20, 79, 200]) {
    test(`no row is wider than ${columns} columns when ${what}, and every row ends in its plain colour`, (t) => {
      for (const row of renderStatus(view as RideView, frame, { columns, rows: 40 })) {
        t.true([...stripVTControlCharacters(row)].length <= columns, row)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes that end and begin a colour
        t.is(row.match(/\x1b\[(22|39)m/g)?.length, row.match(/\x1b\[(1|2|31|32|33)m/g)?.length, row)
      }
    })
  }
}

test('the screen tells time, place, satellite, modem, links, traffic, faults and the last decisions with their reasons', (t) => {
  const text = textOf(full())
  for (const part of [
    'Astana – Almaty  1:00  2026-05-31 15:01:00 UTC',
    'km 12.3 of 1300  90 km/h  next Sary-Shagan  the long tunnel',
    '3D  14 satellites  51.10000° N 71.50000° E  heading unknown',
    'SYNTH-0101 az 123° el 45°  off by 0.12°  locked 12.3 dB  transmitting',
    'home  Kcell  -85 dBm',
    'imu.adxl345 0.020 g rms, peak 0.10 g loose-mount',
    'imu.mpu6050 stuck',
    'oneweb up  lte down',
    'oneweb: passenger  none: emergency, operations',
    'gnss-silent',
    '0:30 links: lte is down (silent)',
  ])
    t.true(text.includes(part), `${part}\n${text}`)
})

test('what is not known is said to be so, and never as if it were', (t) => {
  const text = textOf({ events: [] })
  t.true(text.includes('the twin is starting') && text.includes('none yet') && text.includes('not known yet'))
  t.notRegex(text, /undefined|NaN|null/)
})

test('a lost fix shows its reason, a silent modem is silent, a terminal without permit is muted', (t) => {
  const view: RideView = { ...full(), fix: { kind: 'no-fix', atMs: 61_000, reason: 'receiver-says-no' } }
  delete view.modems
  delete view.transmit
  const text = textOf(view)
  t.true(text.includes('none (receiver says no)'))
  t.regex(text, /oneweb .*silent {2}muted/)
})

test('only the last six decisions are shown', (t) => {
  const view = full()
  const [event] = view.events
  view.events = Array.from({ length: 9 }, (_, count) => ({
    ...(event as (typeof view.events)[0]),
    text: `no ${count}`,
  }))
  t.deepEqual(textOf(view).match(/no \d/g), ['no 3', 'no 4', 'no 5', 'no 6', 'no 7', 'no 8'])
})

test('line ends and escapes in what others say do not reach the terminal', (t) => {
  const view = full()
  view.events = [
    { atMs: 0, source: 'x', severity: 'warning', subject: '\x1b[1A', text: 'a\nb\x1b[2Jc\rd\x07', reasons: [] },
  ]
  const rows = renderStatus(view, frame, { columns: 200, rows: 40 })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  t.notRegex(rows.join('').replaceAll(/\x1b\[\d+m/g, ''), /[\x00-\x1f\x7f-\x9f]/)
})

test('80 columns show the whole status, 40 by 24 still links, traffic and three decisions', (t) => {
  const view = full()
  const [event] = view.events
  view.events = [0, 1, 2, 3].map((count) => ({ ...(event as (typeof view.events)[0]), text: `no ${count}` }))
  const wide = textOf(view, { columns: 79, rows: 23 })
  for (const part of ['transmitting', 'imu.mpu6050 stuck', 'lte down', 'maintenance', 'gnss-silent', 'no 3'])
    t.true(wide.includes(part), `${part}\n${wide}`)
  const narrow = textOf(view, { columns: 39, rows: 23 })
  t.true(narrow.split('\n').length <= 23, narrow)
  for (const part of ['oneweb up', 'oneweb: passenger', 'maintenance', 'no 1', 'no 2', 'no 3'])
    t.true(narrow.includes(part), `${part}\n${narrow}`)
})
