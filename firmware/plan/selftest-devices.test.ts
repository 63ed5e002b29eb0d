import test from 'ava'
import { type CheckId, verdictOf } from './selftest.ts'
import { type DevicesTold, type DeviceTested, testDevice } from './selftest-devices.ts'
import { muteObstacle, testLink, testService, testTunnels } from './selftest-train.ts'

const heard = { isHeard: true, quietS: 0 }
const device = (name: string, kind: string, more: Partial<DeviceTested> = {}): DeviceTested => ({
  ...{ name, class: kind, heard, checksumsPerMinute: 0 },
  ...more,
})
const well: DevicesTold = {
  terminals: { oneweb: { modem: 'modem', pointer: 'array', rfSwitch: 'switch', limitDeg: 2.5 } },
  fix: { receiver: 'gnss', ageS: 0.2 },
  receivers: { gnss: { state: 'fix', agreement: 'agrees', satellitesUsed: 12 } },
  modems: { oneweb: { isAlive: true, isLocked: true, carrierToNoiseDb: 12.8 } },
  pointing: { oneweb: { state: 'aiming', errorDeg: 0.3 } },
  permission: { oneweb: { isPointerWell: true, isBlocked: false, isStowed: false } },
  antennas: { oneweb: { antennas: {}, rfSwitch: { isStuck: false } } },
  cellular: { lte: { isAlive: true, registration: 'roaming', sim: 'ready', rsrpDbm: -90 } },
  dishes: { dish: { isAlive: true } },
  vibration: { 'imu.adxl345': { state: 'ok' } },
  power: { isSupplyFailing: false, isTampered: false },
}
const imu = device('imu', 'vibration', { rate: { setHz: 100, measuredHz: 98 } })
const lined = { heard: undefined, checksumsPerMinute: undefined }

const cases: readonly (readonly [what: string, device: DeviceTested, change: Partial<DevicesTold>, bad: CheckId])[] = [
  ['a fix that is old', device('gnss', 'gnss'), { fix: { receiver: 'gnss', ageS: 1.6 } }, 'fix-age'],
  ['a fix that nobody tells', device('gnss', 'gnss'), { fix: { receiver: 'gnss' } }, 'fix-age'],
  ['a receiver without a fix', device('gnss', 'gnss'), { receivers: {} }, 'fix'],
  [
    'three satellites',
    device('gnss', 'gnss'),
    { receivers: { gnss: { state: 'fix', agreement: 'alone', satellitesUsed: 3 } } },
    'satellites',
  ],
  [
    'a receiver that others contradict',
    device('gnss', 'gnss'),
    { receivers: { gnss: { state: 'fix', agreement: 'disagrees' } } },
    'agreement',
  ],
  ['checksums that are wrong', device('gnss', 'gnss', { checksumsPerMinute: 12 }), {}, 'checksums'],
  ['a silent line', device('gnss', 'gnss', { heard: { isHeard: false, quietS: 40 } }), {}, 'heard'],
  ['a line that never spoke', device('gnss', 'gnss', { heard: { isHeard: false } }), {}, 'heard'],
  ['half the rate', device('imu', 'vibration', { rate: { setHz: 100, measuredHz: 53 } }), {}, 'rate'],
  ['no sample', device('imu', 'vibration', { rate: { setHz: 100 } }), {}, 'rate'],
  [
    'a part that sticks',
    imu,
    { vibration: { 'imu.adxl345': { state: 'ok' }, 'imu.itg3200': { state: 'stuck' } } },
    'state',
  ],
  [
    'a modem that is silent',
    device('modem', 'modem'),
    { modems: { oneweb: { isAlive: false, isLocked: true } } },
    'answers',
  ],
  [
    'a modem without its carrier',
    device('modem', 'modem'),
    { modems: { oneweb: { isAlive: true, isLocked: false } } },
    'lock',
  ],
  [
    'an array that points elsewhere',
    device('array', 'antenna'),
    { pointing: { oneweb: { state: 'aiming', errorDeg: 2.6 } } },
    'error',
  ],
  ['a mount of which nothing is told', device('array', 'rotator'), { permission: undefined }, 'pointer'],
  [
    'a switch that is stuck',
    device('switch', 'rf-switch', lined),
    { antennas: { oneweb: { antennas: {}, rfSwitch: { isStuck: true } } } },
    'switch-stuck',
  ],
  ['an antenna that nobody hears of', device('vsat', 'self-pointing'), {}, 'functional'],
  [
    'a modem that no network takes',
    device('lte', 'cellular'),
    { cellular: { lte: { isAlive: true, registration: 'denied' } } },
    'registered',
  ],
  [
    'a weak cell',
    device('lte', 'cellular'),
    { cellular: { lte: { isAlive: true, registration: 'home', rsrpDbm: -111 } } },
    'signal',
  ],
  [
    'a SIM that is locked',
    device('lte', 'cellular'),
    { cellular: { lte: { isAlive: true, registration: 'home', sim: 'puk' } } },
    'sim',
  ],
  [
    'a dish that is out',
    device('dish', 'starlink'),
    { dishes: { dish: { isAlive: true, outage: { cause: 'NO_SATS' } } } },
    'service',
  ],
  [
    'an open cabinet',
    device('power', 'power', lined),
    { power: { isSupplyFailing: false, isTampered: true } },
    'tampered',
  ],
  [
    'a supply that fails',
    device('power', 'power', lined),
    { power: { isSupplyFailing: true, isTampered: false } },
    'supply-failing',
  ],
]
for (const [what, tested, change, bad] of cases)
  test(`${what} is bad by ${bad}`, (t) => {
    const result = testDevice(tested, { ...well, ...change })
    t.is(verdictOf(result), 'bad')
    t.true(result.checks.some(({ id, isMet }) => id === bad && !isMet))
  })

for (const [kind, name, silent] of [
  ['modem', 'modem', { modems: { oneweb: { isAlive: false, isLocked: true, carrierToNoiseDb: 12 } } }],
  ['cellular', 'lte', { cellular: { lte: { isAlive: false, registration: 'home', sim: 'ready', rsrpDbm: -60 } } }],
  ['starlink', 'dish', { dishes: { dish: { isAlive: false } } }],
] as const)
  test(`of a silent ${kind} nothing is told but that it does not answer`, (t) => {
    const { checks } = testDevice(device(name, kind, lined), { ...well, ...silent })
    t.deepEqual(checks, [{ id: 'answers', value: 'no', limit: 'yes', isMet: false }])
  })

test('every device is well on a train that is', (t) => {
  const all = [
    device('gnss', 'gnss'),
    imu,
    device('modem', 'modem'),
    device('array', 'antenna'),
    device('switch', 'rf-switch', lined),
    device('lte', 'cellular'),
    device('dish', 'starlink'),
    device('power', 'power', lined),
  ]
  for (const one of all) t.is(verdictOf(testDevice(one, well)), 'ok', one.name)
})

test('a modem under a bridge is not bad for want of its carrier, nor a mount on its way for its error', (t) => {
  const permission = { oneweb: { isPointerWell: true, isBlocked: true, isStowed: false } }
  const modems = { oneweb: { isAlive: true, isLocked: false } }
  t.is(verdictOf(testDevice(device('modem', 'modem'), { ...well, permission, modems })), 'ok')
  const pointing = { oneweb: { state: 'aiming', errorDeg: 70, isSlewing: true } }
  t.is(verdictOf(testDevice(device('array', 'rotator'), { ...well, pointing })), 'ok')
})

test('what tells nothing by itself is skipped', (t) => {
  t.like(testDevice(device('odometer', 'odometer', lined), well), { skipped: 'no-measure' })
})

test('a limit stands beside its figure', (t) => {
  const { checks } = testDevice(device('gnss', 'gnss'), well)
  t.like(
    checks.find(({ id }) => id === 'fix-age'),
    { value: '0.2 s', limit: '≤ 1.5 s' },
  )
})

test('links, tunnels and services are bad while they carry or say nothing', (t) => {
  t.is(verdictOf(testLink('lte', { state: 'degraded' })), 'ok')
  t.is(verdictOf(testLink('lte', { state: 'down' })), 'bad')
  t.is(verdictOf(testLink('lte', undefined)), 'bad')
  t.is(verdictOf(testService('links', 2_000)), 'ok')
  t.is(verdictOf(testService('links', 11_000)), 'bad')
  t.is(verdictOf(testService('links', undefined)), 'bad')
  t.deepEqual(testTunnels(true, ['lte', 'geo'], { lte: { state: 'up', latencyMs: 50 } }).map(verdictOf), ['ok', 'bad'])
  t.like(testTunnels(false, [], {}), [{ skipped: 'no-kernel' }])
  t.like(testTunnels(true, [], {}), [{ skipped: 'no-tunnel' }])
})

test('the interlock is tested only on a train of which it is known that it stands', (t) => {
  t.is(muteObstacle(undefined), 'speed-unknown')
  t.is(muteObstacle(0.6), 'moving')
  t.is(muteObstacle(0.1), undefined)
})
