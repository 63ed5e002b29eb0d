import test from 'ava'
import { decodeUbx } from './decode.ts'
import type { UbxMessage } from './message.ts'

type Field = readonly [type: 'u1' | 'i1' | 'u2' | 'i2' | 'u4' | 'i4', at: number, value: number]

const write: { [K in Field[0]]: (payload: Buffer, at: number, value: number) => void } = {
  u1: (payload, at, value) => payload.writeUInt8(value, at),
  i1: (payload, at, value) => payload.writeInt8(value, at),
  u2: (payload, at, value) => payload.writeUInt16LE(value, at),
  i2: (payload, at, value) => payload.writeInt16LE(value, at),
  u4: (payload, at, value) => payload.writeUInt32LE(value, at),
  i4: (payload, at, value) => payload.writeInt32LE(value, at),
}

/** A payload laid out by hand from the manual's table: offset, type and raw value of each field. */
const decoded = (id: number, bytes: number, fields: readonly Field[]): UbxMessage => {
  const payload = Buffer.alloc(bytes)
  for (const [type, at, value] of fields) write[type](payload, at, value)
  return decodeUbx({ protocol: 'ubx', messageClass: id >> 8, messageId: id & 0xff, payload })
}

const pvtFields: readonly Field[] = [
  ['u4', 0, 43_200_000],
  ['u2', 4, 2026],
  ['u1', 6, 5],
  ['u1', 7, 31],
  ['u1', 8, 11],
  ['u1', 9, 59],
  ['u1', 10, 42],
  ['u1', 11, 0x37],
  ['i4', 16, -123_456],
  ['u1', 20, 3],
  ['u1', 21, 0x83],
  ['u1', 23, 17],
  ['i4', 24, 715_330_000],
  ['i4', 28, 511_120_000],
  ['i4', 32, 350_250],
  ['i4', 36, 386_000],
  ['u4', 40, 1200],
  ['u4', 44, 2100],
  ['i4', 56, 250],
  ['i4', 60, 30_000],
  ['i4', 64, 9_000_000],
  ['u4', 68, 50],
  ['u4', 72, 40_000],
]

const place: readonly Field[] = [
  ['i4', 4, 715_330_000],
  ['i4', 8, 511_120_000],
]

const rows: readonly (readonly [what: string, message: UbxMessage, expected: object])[] = [
  [
    'NAV-PVT',
    decoded(0x0107, 92, pvtFields),
    {
      kind: 'pvt',
      utcMs: Date.UTC(2026, 4, 31, 11, 59, 42),
      fix: { mode: '3d', quality: 'rtk-fixed' },
      latDeg: 51.112,
      lonDeg: 71.533,
      heightM: 350.25,
      heightMslM: 386,
      speedMps: 30,
      courseTrueDeg: 90,
      climbMps: -0.25,
      horizontalSigmaM: 1.2,
      verticalSigmaM: 2.1,
      speedSigmaMps: 0.05,
      courseSigmaDeg: 0.4,
      satellitesUsed: 17,
      headingTrueDeg: undefined,
    },
  ],
  ['NAV-PVT of u-blox 7', decoded(0x0107, 84, pvtFields), { kind: 'pvt', latDeg: 51.112 }],
  [
    'NAV-PVT outside the receiver’s own limits',
    decoded(0x0107, 92, [...pvtFields, ['u1', 21, 0]]),
    { kind: 'pvt', fix: { mode: 'none', quality: 'autonomous' } },
  ],
  [
    'NAV-PVT whose place is taken back',
    decoded(0x0107, 92, [...pvtFields, ['u2', 78, 1]]),
    { kind: 'pvt', fix: { mode: 'none', quality: 'autonomous' } },
  ],
  [
    'NAV-PVT of u-blox 7, in which the same bit is reserved',
    decoded(0x0107, 84, [...pvtFields, ['u2', 78, 1]]),
    { kind: 'pvt', fix: { mode: '3d', quality: 'rtk-fixed' } },
  ],
  [
    'NAV-PVT with dead reckoning alone',
    decoded(0x0107, 92, [...pvtFields, ['u1', 20, 1]]),
    { kind: 'pvt', fix: { mode: '2d', quality: 'estimated' } },
  ],
  [
    'NAV-PVT with satellites and dead reckoning',
    decoded(0x0107, 92, [...pvtFields, ['u1', 20, 4], ['u1', 21, 1]]),
    { kind: 'pvt', fix: { mode: '3d', quality: 'autonomous' } },
  ],
  [
    'NAV-PVT without a valid date',
    decoded(0x0107, 92, [...pvtFields, ['u1', 11, 2]]),
    { kind: 'pvt', utcMs: undefined },
  ],
  ['NAV-PVT at 95° north', decoded(0x0107, 92, [...pvtFields, ['i4', 28, 950_000_000]]), { kind: 'invalid' }],
  [
    'NAV-POSLLH',
    decoded(0x0102, 28, [...place, ['i4', 12, -10_500], ['u4', 20, 900]]),
    { kind: 'position', latDeg: 51.112, lonDeg: 71.533, heightM: -10.5, horizontalSigmaM: 0.9, isPrecise: false },
  ],
  [
    'NAV-HPPOSLLH',
    decoded(0x0114, 36, [
      ['i4', 8, 715_330_000],
      ['i4', 12, 511_120_000],
      ['i4', 16, 350_250],
      ['i1', 24, -7],
      ['i1', 25, 99],
      ['i1', 26, 4],
      ['u4', 28, 141],
    ]),
    { kind: 'position', lonDeg: 71.532999993, latDeg: 51.112000099, heightM: 350.2504, horizontalSigmaM: 0.0141 },
  ],
  ['NAV-HPPOSLLH that says it is invalid', decoded(0x0114, 36, [['u1', 3, 1]]), { kind: 'invalid' }],
  [
    'NAV-SOL',
    decoded(0x0106, 52, [
      ['u4', 0, 43_200_000],
      ['i4', 4, -250_000],
      ['i2', 8, 2421],
      ['u1', 10, 2],
      ['u1', 11, 0x0f],
      ['i4', 12, 100_00],
      ['i4', 28, -12],
      ['u1', 47, 3],
    ]),
    {
      kind: 'solution',
      gpsTime: { week: 2421, fractionMs: -0.25 },
      fix: { mode: '2d', quality: 'differential' },
      positionEcefM: [100, 0, 0],
      velocityEcefMps: [-0.12, 0, 0],
      satellitesUsed: 3,
    },
  ],
  [
    'NAV-STATUS that sees spoofing',
    decoded(0x0103, 16, [
      ['u1', 4, 3],
      ['u1', 5, 1],
      ['u1', 7, 0x10],
    ]),
    { kind: 'status', fix: { mode: '3d', quality: 'autonomous' }, spoofing: 'warning' },
  ],
  [
    'NAV-VELNED',
    decoded(0x0112, 36, [
      ['i4', 12, 40],
      ['u4', 20, 3000],
      ['i4', 24, -9_000_000],
      ['u4', 28, 5],
      ['u4', 32, 40_000],
    ]),
    { kind: 'velocity', speedMps: 30, courseTrueDeg: 270, climbMps: -0.4, speedSigmaMps: 0.05, courseSigmaDeg: 0.4 },
  ],
  [
    'NAV-RELPOSNED',
    decoded(0x013c, 64, [
      ['u1', 0, 1],
      ['i4', 8, 100],
      ['i4', 16, -100],
      ['i4', 20, 151],
      ['i4', 24, 12_345_678],
      ['i1', 35, 42],
      ['u4', 52, 20_000],
      ['u4', 60, 0x125],
    ]),
    { kind: 'relative-position', headingTrueDeg: 123.45678, headingSigmaDeg: 0.2, pitchDeg: 45, lengthM: 1.5142 },
  ],
  [
    'NAV-RELPOSNED without a valid heading',
    decoded(0x013c, 64, [['u4', 60, 0x25]]),
    { kind: 'relative-position', headingTrueDeg: undefined },
  ],
  [
    'NAV-RELPOSNED towards a base that does not move along',
    decoded(0x013c, 64, [
      ['i4', 8, 500_000],
      ['i4', 20, 500_000],
      ['u4', 52, 1000],
      ['u4', 60, 0x115],
    ]),
    { kind: 'relative-position', headingTrueDeg: undefined },
  ],
  ['NAV-RELPOSNED of version 0', decoded(0x013c, 40, []), { kind: 'relative-position', headingTrueDeg: undefined }],
  [
    'NAV-SAT',
    decoded(0x0135, 20, [
      ['u1', 5, 1],
      ['u1', 8, 2],
      ['u1', 9, 7],
      ['u1', 10, 41],
      ['i1', 11, 33],
      ['i2', 12, 280],
      ['u4', 16, 0x0f],
    ]),
    {
      kind: 'satellites',
      satellites: [
        { system: 'galileo', svid: 7, azimuthDeg: 280, elevationDeg: 33, carrierToNoiseDbHz: 41, isUsed: true },
      ],
    },
  ],
  ['NAV-SAT with blocks that are not there', decoded(0x0135, 20, [['u1', 5, 2]]), { kind: 'invalid' }],
  [
    'NAV-SVINFO',
    decoded(0x0130, 20, [
      ['u1', 4, 1],
      ['u1', 9, 70],
      ['u1', 10, 1],
      ['u1', 12, 38],
      ['i1', 13, 12],
      ['i2', 14, 90],
    ]),
    {
      kind: 'satellites',
      satellites: [
        { system: 'glonass', svid: 6, azimuthDeg: 90, elevationDeg: 12, carrierToNoiseDbHz: 38, isUsed: true },
      ],
    },
  ],
  [
    'NAV-TIMEUTC in a leap second',
    decoded(0x0121, 20, [
      ['u2', 12, 2016],
      ['u1', 14, 12],
      ['u1', 15, 31],
      ['u1', 16, 23],
      ['u1', 17, 59],
      ['u1', 18, 60],
      ['u1', 19, 7],
    ]),
    { kind: 'utc', utcMs: Date.UTC(2017, 0, 1) },
  ],
  ['NAV-TIMEUTC without leap seconds', decoded(0x0121, 20, [['u1', 19, 3]]), { kind: 'utc', utcMs: undefined }],
  [
    'NAV-TIMEGPS',
    decoded(0x0120, 16, [
      ['i2', 8, 2421],
      ['i1', 10, 18],
      ['u1', 11, 7],
    ]),
    { kind: 'gps-time', gpsTime: { week: 2421, fractionMs: 0 }, leapSeconds: 18 },
  ],
  [
    'NAV-TIMELS',
    decoded(0x0126, 24, [
      ['i1', 9, 18],
      ['i1', 11, 1],
      ['i4', 12, 3600],
      ['u1', 23, 3],
    ]),
    { kind: 'leap-seconds', leapSeconds: 18, next: { inS: 3600, change: 1 } },
  ],
  ['NAV-EOE', decoded(0x0161, 4, [['u4', 0, 1000]]), { kind: 'end-of-epoch', iTowMs: 1000 }],
  [
    'NAV-ATT',
    decoded(0x0105, 32, [
      ['i4', 8, -150_000],
      ['i4', 12, 200_000],
      ['i4', 16, 27_000_000],
      ['u4', 20, 1],
      ['u4', 24, 1],
      ['u4', 28, 50_000],
    ]),
    { kind: 'attitude', rollDeg: -1.5, pitchDeg: 2, headingTrueDeg: 270, headingSigmaDeg: 0.5 },
  ],
  [
    'NAV-ATT before the alignment',
    decoded(0x0105, 32, []),
    { kind: 'attitude', headingTrueDeg: undefined, rollDeg: undefined },
  ],
  [
    'NAV-DOP',
    decoded(0x0104, 18, [
      ['u2', 6, 150],
      ['u2', 10, 120],
      ['u2', 12, 80],
    ]),
    { kind: 'dop', pdop: 1.5, vdop: 1.2, hdop: 0.8 },
  ],
  [
    'ESF-INS',
    decoded(0x1015, 36, [
      ['u4', 0, 0x0900],
      ['i4', 12, 1500],
      ['i4', 24, -12],
    ]),
    { kind: 'inertial', rateDps: [1.5, undefined, undefined], accelerationMps2: [-0.12, undefined, undefined] },
  ],
  [
    'HNR-PVT',
    decoded(0x2800, 72, [
      ['u2', 4, 2026],
      ['u1', 6, 5],
      ['u1', 7, 31],
      ['u1', 11, 3],
      ['u1', 16, 4],
      ['u1', 17, 0x11],
      ['i4', 20, 715_330_000],
      ['i4', 24, 511_120_000],
      ['i4', 36, 30_000],
      ['i4', 48, 9_100_000],
    ]),
    {
      kind: 'pvt',
      isHighRate: true,
      utcMs: Date.UTC(2026, 4, 31),
      latDeg: 51.112,
      speedMps: 30,
      headingTrueDeg: 91,
      fix: { mode: '3d', quality: 'autonomous' },
    },
  ],
  ['MON-HW', decoded(0x0a09, 60, [['u1', 22, 0x0c]]), { kind: 'interference', source: 'MON-HW', jamming: 'critical' }],
  [
    'MON-RF, of two front ends the worse',
    decoded(0x0a38, 52, [
      ['u1', 1, 2],
      ['u1', 5, 1],
      ['u1', 29, 2],
    ]),
    { kind: 'interference', source: 'MON-RF', jamming: 'warning' },
  ],
  [
    'SEC-SIG of version 1',
    decoded(0x2709, 12, [
      ['u1', 0, 1],
      ['u1', 4, 3],
      ['u1', 8, 7],
    ]),
    { kind: 'interference', source: 'SEC-SIG', jamming: 'ok', spoofing: 'critical' },
  ],
  [
    'SEC-SIG of version 2',
    decoded(0x2709, 8, [
      ['u1', 0, 2],
      ['u1', 1, 0x15],
      ['u1', 3, 1],
    ]),
    { kind: 'interference', source: 'SEC-SIG', jamming: 'warning', spoofing: 'ok' },
  ],
]

for (const [what, message, expected] of rows) {
  test(`${what} decodes as its manual lays it out`, (t) => {
    t.like(message, expected)
  })
}
