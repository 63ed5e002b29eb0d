import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import { UsageError } from '../usage-error.ts'
import { checkConfig, parseConfig } from './read-config.ts'

const trains = join(import.meta.dirname, '..', '..', 'hardware', 'trains')
const text = await readFile(join(trains, 'twin.yaml'), 'utf8')

/** The mistakes of the twin's train with one place changed; `undefined` takes it out. */
const mistakesWith = (path: string, value: unknown): string[] => {
  const config: unknown = parse(text)
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let at = config as Record<string, unknown>
  for (const key of keys) at = at[key] as Record<string, unknown>
  if (value === undefined) delete at[last]
  else at[last] = value
  const checked = checkConfig(config)
  return 'mistakes' in checked ? checked.mistakes : []
}

test('the train of the twin is well, and what it leaves out has its default', (t) => {
  const config = parseConfig(text, 'twin.yaml')
  t.is(config.rates.aimHz, 20)
  t.is(config.terminals['oneweb']?.beams, 1)
  t.deepEqual(config.terminals['oneweb']?.mount, { yawDeg: 0, pitchDeg: 0, rollDeg: 0 })
})

test('a list alone is a class that asks no more than an order of its links', (t) => {
  t.deepEqual(parseConfig(text, 'twin.yaml').traffic.cctv, { links: ['oneweb', 'lte'] })
})

test('every train of hardware/trains is well', async (t) => {
  for (const file of (await readdir(trains)).filter((name) => name.endsWith('.yaml'))) {
    const train = await readFile(join(trains, file), 'utf8')
    t.notThrows(() => parseConfig(train, file))
  }
})

for (const [path, value, range] of [
  ['devices.gnss.class', 'radar', /radar/],
  ['devices.gnss.driver', 'NMEA 0183!', /lower-case letters/],
  ['devices.gnss.port', 'ttyUSB0', /a device file .* tcp:HOST:PORT/],
  ['devices.gnss.port', 'tcp:10.0.0.1:70000', /port 1 to 65535/],
  ['devices.gnss.port', 'tcp-listen:10.0.0.1:5000', /a device file/],
  ['devices.modem.port', 'tcp-listen:0.0.0.0:5000', /one of this machine’s own addresses/],
  ['devices.modem.port', 'tcp-listen:modem:5000', /tcp-listen:ADDRESS:PORT/],
  ['terminals.geo.secondModem', 'lte', /only terminals whose pointer is of class self-pointing/],
  ['terminals.geo.beams', 2, /only terminals whose pointer is of class antenna/],
  ['terminals.oneweb.beams', 3, /1 or 2/],
  ['terminals.oneweb.stow', {}, /only terminals whose pointer is of class rotator/],
  ['terminals.geo.stow', { speedDegPerS: 0 }, /0\.1/],
  ['stow', { lowClearances: [{ name: 'bridge', line: 'steppe', fromKm: 2, toKm: 1 }] }, /toKm must be fromKm or more/],
  ['stow', { windMps: -1 }, /0/],
  ['devices.gnss.serial', { baudRate: 12 }, /300/],
  ['devices.gnss.serial', { parity: 'mark' }, /"none"\|"even"\|"odd"/],
  ['devices.gnss.speed', 4800, /^devices\.gnss\.speed: 4800: there is no such setting$/],
  ['devices.imu.rateHz', 1000, /100/],
  ['devices.imu.rateHz', 2000, /1000/],
  ['devices.imu.port', 'iio:adxl345', /driver firmata wants a device file/],
  ['terminals.oneweb.pointingLimitDeg', 0, /0\.05/],
  ['terminals.oneweb.elevationMaskDeg', 81, /80/],
  ['terminals.oneweb.service', { kind: 'geostationary', longitudeDeg: 200 }, /180/],
  ['terminals.oneweb.mount', { pitchDeg: 45 }, /10/],
  [
    'terminals.oneweb.noTransmitSectors',
    [{ name: 'walkway', azimuthDeg: [160, 200], elevationDeg: [20, 0] }],
    /guards nothing/,
  ],
  ['terminals.oneweb.hiddenSectors', [{ name: 'walkway', azimuthDeg: [160, 200], elevationDeg: [0, 100] }], /90/],
  ['links.lte', { cellular: 5 }, /string/],
  ['traffic.passenger', [], /1/],
  ['traffic.gaming', ['lte'], /no such setting/],
  ['traffic.passenger', { links: ['lte'], lossLimit: 5 }, /^traffic\.passenger\.lossLimit: 5: .*1/],
  ['traffic.passenger', { links: ['lte'], latency: 5 }, /^traffic\.passenger\.latency: 5: there is no such setting$/],
  ['traffic.passenger', { pin: 'lte' }, /^traffic\.passenger\.links: is missing/],
  ['links.lte', { cellular: 'lte', costPerGb: -1 }, /^links\.lte\.costPerGb: -1: .*0/],
  ['rates', { aimHz: 0 }, /1/],
  ['gpio', { kind: 'desk', socket: 'desk.sock' }, /"\/"/],
  ['network', { kind: 'magic' }, /magic|report/],
  ['gpsd', { port: 0 }, /1/],
  ['gpsd', { host: 'everywhere' }, /everywhere|IPv/],
  ['devices.gnss.leverArmM', [1, 2], /3/],
  ['devices.gnss.baselineYawDeg', 270, /180/],
  ['time', { rtc: '/dev/rtc0' }, /rtc and a number/],
  ['time', { ntp: { chrony: 'chronyd.sock' } }, /"\/"/],
  ['board', undefined, /string/],
] as const) {
  test(`a mistake names path, value and range: ${path} = ${JSON.stringify(value)}`, (t) => {
    const mistakes = mistakesWith(path, value)
    t.is(mistakes.length, 1)
    t.true(mistakes[0]?.startsWith(path), mistakes[0])
    t.regex(mistakes[0] ?? '', range)
    t.notRegex(mistakes[0] ?? '', /\n/)
  })
}

for (const [path, value, said] of [
  [
    'terminals.oneweb.modem',
    'modme',
    'terminals.oneweb.modem: "modme": no such device; devices of class modem: modem, geo-modem',
  ],
  ['terminals.oneweb.modem', 'lte', 'terminals.oneweb.modem: "lte": is a cellular, must be a modem'],
  [
    'terminals.oneweb.pointer',
    'gnss',
    'terminals.oneweb.pointer: "gnss": is a gnss, must be a antenna or rotator or self-pointing',
  ],
  ['links.lte', { cellular: 'gnss' }, 'links.lte.cellular: "gnss": is a gnss, must be a cellular'],
  ['links.geo', { terminal: 'leo' }, 'links.geo.terminal: "leo": no such terminal; terminals: oneweb, geo'],
  ['traffic.cctv', ['wifi'], 'traffic.cctv: "wifi": no such link; links: oneweb, geo, lte'],
  ['traffic.cctv', ['lte', 'lte'], 'traffic.cctv: names a link twice'],
  [
    'traffic.cctv',
    { links: ['oneweb', 'lte'], pin: 'geo' },
    'traffic.cctv.pin: "geo": is not in the list of the class; links: oneweb, lte',
  ],
  [
    'traffic.cctv',
    { links: ['lte'], rateFloorKbps: 900, rateCeilingKbps: 500 },
    'traffic.cctv.rateFloorKbps: 900: is over rateCeilingKbps, 500',
  ],
  [
    'traffic.emergency',
    { links: ['lte'], budgetGb: 5 },
    'traffic.emergency.budgetGb: 5: no budget may hold an emergency back',
  ],
  [
    'devices.dish.port',
    '/run/steppelink/twin/gnss',
    'devices.dish.port: "/run/steppelink/twin/gnss": is the port of gnss already',
  ],
  [
    'console.ports.cable.port',
    'pty:/run/steppelink/twin/../twin/gnss',
    'console.ports.cable.port: "pty:/run/steppelink/twin/../twin/gnss": is the port of gnss already',
  ],
  [
    'console.ports.second',
    { port: '/run/steppelink/twin/console' },
    'console.ports.second.port: "/run/steppelink/twin/console": is the port of console.ports.cable already',
  ],
  [
    'devices.odometer.lines.b',
    'odometer-a',
    'devices.odometer.lines.b: "odometer-a": is devices.odometer.lines.a already',
  ],
  [
    'gpio',
    { kind: 'linux' },
    'interlock.orderKeys.twin-noc: "fuZX3LofVUj94Znm5MtIVMBquARyUV77yca0dpeBYQ4=": is the twin\'s, with which everybody can sign',
  ],
  ['terminals.geo.modem', 'modem', 'terminals.geo.modem: "modem": serves terminal oneweb already'],
  ['terminals.geo.pointer', 'array', 'terminals.geo.pointer: "array": serves terminal oneweb already'],
] as const) {
  test(`what each part allows and the whole does not: ${path} = ${JSON.stringify(value)}`, (t) => {
    t.deepEqual(mistakesWith(path, value), [said])
  })
}

test('what is missing is said to be, with what belongs there', (t) => {
  t.deepEqual(mistakesWith('board', undefined), ['board: is missing: must be a string'])
  t.deepEqual(mistakesWith('devices', undefined), ['devices: is missing: must be a mapping of names to values'])
  t.deepEqual(mistakesWith('board', 5), ['board: 5: must be a string: put it in quotes'])
})

test('what YAML reads as a number where a string belongs is to be quoted', (t) => {
  t.deepEqual(mistakesWith('train.number', parse('009')), ['train.number: 9: must be a string: put it in quotes'])
})

test('a part that cannot be read hides no mistake of the others, and who refers to it is not at fault', (t) => {
  const config = parse(text) as Record<'devices' | 'terminals' | 'links', Record<string, Record<string, unknown>>>
  Object.assign(config.devices['modem'] ?? {}, { port: 'ttyUSB0' })
  Object.assign(config.devices['gnss'] ?? {}, { speed: 4800 })
  Object.assign(config.devices['dish'] ?? {}, { port: config.devices['gnss']?.['port'] })
  Object.assign(config.terminals['geo'] ?? {}, { pointer: 'dihs' })
  const checked = checkConfig(config)
  const [port, speed, ...others] = 'mistakes' in checked ? checked.mistakes : []
  t.regex([port, speed].sort().join('\n'), /^devices\.gnss\.speed: .*\ndevices\.modem\.port: /)
  t.is(others.length, 2)
  t.regex(others[0] ?? '', /^terminals\.geo\.pointer: "dihs": no such device/)
  t.regex(others[1] ?? '', /^devices\.dish\.port: .* is the port of gnss already$/)
  t.deepEqual('mistakes' in checked && checked.readable?.unread, ['modem'])
})

test('names that every object has by nature name no device, terminal or link', (t) => {
  for (const [path, value] of [
    ['terminals.oneweb.modem', 'constructor'],
    ['links.lte', { cellular: 'constructor' }],
    ['links.geo', { terminal: 'constructor' }],
    ['traffic.cctv', ['constructor']],
  ] as const) {
    const mistakes = mistakesWith(path, value)
    t.is(mistakes.length, 1, path)
    t.regex(mistakes[0] ?? '', /"constructor": no such (device|terminal|link)/)
  }
})

for (const line of ['__proto__: { class: gnss, driver: nmea0183, port: /dev/ttyS0 }', '__proto__: 5']) {
  test(`a device named __proto__ is refused: ${line}`, (t) => {
    const error = t.throws(() => parseConfig(text.replace('devices:\n', `devices:\n  ${line}\n`), 'train.yaml'), {
      instanceOf: UsageError,
    })
    t.regex(error?.message ?? '', /devices.*__proto__/)
  })
}

test('all mistakes of a file are told in one line that names the file', (t) => {
  const wrong = text.replace('elevationMaskDeg: 25', 'elevationMaskDeg: 99').replace('board: desk', 'board: "A\\nB"')
  const error = t.throws(() => parseConfig(wrong, 'train.yaml'), { instanceOf: UsageError })
  t.regex(error?.message ?? '', /^train\.yaml: board: "A\\nB": .*; terminals\.oneweb\.elevationMaskDeg: 99: .*80/)
  t.notRegex(error?.message ?? '', /\n/)
})

for (const [what, wrong, said] of [
  ['not YAML', 'a: [1\nb: 2', /^train\.yaml: line \d+: /],
  ['empty', '', /^train\.yaml: \(the whole file\): /],
  ['a list', '- a\n- b', /^train\.yaml: \(the whole file\): /],
  ['one key twice', 'board: a\nboard: b', /^train\.yaml: line 2: /],
  ['aliases without end', `a: &a [1]\nb: [${'*a,'.repeat(500)}]\nc: &c [*a, *a]`, /^train\.yaml: /],
  ['an alias of what holds it', 'a: &a [*a]', /^train\.yaml: /],
  ['an alias without a thing', 'board: *missing', /^train\.yaml: /],
] as const) {
  test(`a file that is ${what} is one clear line`, (t) => {
    const error = t.throws(() => parseConfig(wrong, 'train.yaml'), { instanceOf: UsageError })
    t.regex(error?.message ?? '', said)
    t.notRegex(error?.message ?? '', /\n/)
  })
}

test('a self-pointing antenna is told a geostationary satellite and no other', (t) => {
  const mistakes = mistakesWith('devices.array', { class: 'self-pointing', driver: 'openamip', port: '/dev/a' })
  t.deepEqual(mistakes, [
    'terminals.oneweb.service.kind: "constellation": a self-pointing antenna is told a geostationary satellite',
  ])
})

test('a modem may connect to an address of ours, and two antennas may share a modem', (t) => {
  const config = parse(text) as { devices: Record<string, object>; terminals: Record<string, object> }
  const antenna = { class: 'self-pointing', driver: 'openamip' }
  config.devices['geo-modem'] = { class: 'modem', driver: 'openamip', port: 'tcp-listen:192.168.7.1:5002' }
  config.devices['dish'] = { ...antenna, port: 'tcp:192.168.7.20:5002' }
  config.devices['rear'] = { ...antenna, port: '/dev/ttyUSB4' }
  config.terminals['geo'] = { ...config.terminals['geo'], secondPointer: 'rear' }
  const checked = checkConfig(config)
  t.deepEqual('mistakes' in checked ? checked.mistakes : [], [])
  config.terminals['geo'] = { ...config.terminals['geo'], secondPointer: 'dish' }
  const doubled = checkConfig(config)
  t.regex('mistakes' in doubled ? doubled.mistakes.join() : '', /serves terminal geo already/)
})

test('a switch of radio cables chooses between two antennas or two modems, and its lines fit its coils', (t) => {
  const mistakesWith = (terminal: object, lines: object, driver = 'coax-failsafe'): string => {
    const config = parse(text) as { devices: Record<string, object>; terminals: Record<string, object> }
    const antenna = { class: 'self-pointing', driver: 'openamip' }
    config.devices['dish'] = { ...antenna, port: 'tcp:192.168.7.20:5002' }
    config.devices['rear'] = { ...antenna, port: '/dev/ttyUSB4' }
    config.devices['cable'] = { class: 'rf-switch', driver, lines }
    config.terminals['geo'] = { ...config.terminals['geo'], rfSwitch: 'cable', ...terminal }
    const checked = checkConfig(config)
    return 'mistakes' in checked ? checked.mistakes.join() : ''
  }
  const both = { secondPointer: 'rear' }
  const coil = { to2: 'rf-switch-to-2' }
  t.is(mistakesWith(both, coil), '')
  t.is(mistakesWith(both, { ...coil, at1: 'rf-switch-at-1', at2: 'rf-switch-at-2' }), '')
  t.regex(mistakesWith({}, coil), /geo.rfSwitch: "cable": give one of secondModem and secondPointer/)
  t.regex(mistakesWith(both, coil, 'coax-latching'), /lines.to1: driver coax-latching needs it/)
  t.regex(mistakesWith(both, { ...coil, to1: 'rf-switch-to-1' }), /lines.to1: driver coax-failsafe has no such coil/)
  t.regex(mistakesWith(both, { ...coil, at1: 'rf-switch-at-1' }), /give both of at1 and at2/)
  t.regex(mistakesWith(both, { to2: 'odometer-a' }), /lines.to2: "odometer-a": is devices.odometer.lines.a already/)
  t.regex(mistakesWith({ ...both, rfSwitch: 'dish' }, coil), /"dish": is a self-pointing, must be a rf-switch/)
})

test('an assisted antenna may be told the whole carrier, in pairs, and no other antenna is', (t) => {
  const mistakesWith = (carrier: object, driver = 'openamip-assisted'): string => {
    const config = parse(text) as { devices: Record<string, object>; terminals: Record<string, object> }
    config.devices['dish'] = { class: 'self-pointing', driver, port: 'tcp:192.168.7.20:5002' }
    config.terminals['geo'] = {
      ...config.terminals['geo'],
      service: { kind: 'geostationary', longitudeDeg: 58.5, carrier },
    }
    const checked = checkConfig(config)
    return 'mistakes' in checked ? checked.mistakes.join() : ''
  }
  const whole = { skewDeg: 12, rxPolarization: 'H', txPolarization: 'V', huntFrequencyMhz: 1_250, huntBandwidthMhz: 36 }
  t.is(mistakesWith(whole), '')
  t.regex(mistakesWith({ huntFrequencyMhz: 1_250 }), /both of huntFrequencyMhz and huntBandwidthMhz/)
  t.regex(mistakesWith(whole, 'openamip'), /only an antenna of driver openamip-assisted is told it/)
})
