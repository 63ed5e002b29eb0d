import test from 'ava'
import { decodeLine, encodeSetPoint } from './rotctld-codec.ts'

// Lines as Hamlib 4.5.4's rotctld with its dummy rotator printed them.
const lines: readonly [line: string, meaning: object][] = [
  ['get_pos:', { kind: 'other' }],
  ['Azimuth: 0.00', { kind: 'position', axis: 'azimuthDeg', deg: 0 }],
  ['Elevation: 12.50', { kind: 'position', axis: 'elevationDeg', deg: 12.5 }],
  ['RPRT 0', { kind: 'result', code: 0 }],
  ['RPRT -1', { kind: 'result', code: -1 }],
  ['rotctld Protocol Ver: 1', { kind: 'other' }],
  ['Minimum Azimuth: -180.000000', { kind: 'limit', axis: 'azimuthDeg', end: 'min', deg: -180 }],
  ['Maximum Elevation: 90.000000', { kind: 'limit', axis: 'elevationDeg', end: 'max', deg: 90 }],
  ['set_pos: -160 30', { kind: 'other' }],
  ['rot_type=AzEl', { kind: 'other' }],
  ['done', { kind: 'other' }],
]
for (const [line, meaning] of lines)
  test(`"${line}" is understood`, (t) => {
    t.deepEqual(decodeLine(line), meaning as ReturnType<typeof decodeLine>)
  })

for (const line of ['Azimuth: 1e3', '0.000000', 'RPRT', '#?'])
  test(`"${line}" is no line of an answer`, (t) => {
    t.is(decodeLine(line), undefined)
  })

test('an azimuth is sent as the far mount counts', (t) => {
  const elevationDeg = [0, 90] as const
  const at = { azimuthDeg: 200, elevationDeg: 30 }
  t.is(encodeSetPoint(at, { azimuthDeg: [0, 360], elevationDeg }), '+P 200.00 30.00\n')
  t.is(encodeSetPoint(at, { azimuthDeg: [-180, 180], elevationDeg }), '+P -160.00 30.00\n')
})
