import test from 'ava'
import { decodeReply, encodeSetPoint } from './gs232-codec.ts'

// Replies as printed in the manuals: GS-232A §"C2", GS-232B §"C2".
const positions: readonly [line: string, azimuthDeg: number, elevationDeg: number][] = [
  ['+0180+0045', 180, 45],
  ['+0450+0000', 450, 0],
  ['AZ=180 EL=045', 180, 45],
  ['AZ=000  EL=180', 0, 180],
]
for (const [line, azimuthDeg, elevationDeg] of positions)
  test(`"${line}" is a position`, (t) => {
    t.deepEqual(decodeReply(line), { kind: 'position', position: { azimuthDeg, elevationDeg } })
  })

test('a question mark is a refusal', (t) => {
  t.deepEqual(decodeReply('?>'), { kind: 'refused' })
})

for (const line of ['+0180', '+018O+0045', 'AZ=180', 'AZ=18 EL=45', '+0180+0045x', ''])
  test(`"${line}" is no reply`, (t) => {
    t.is(decodeReply(line), undefined)
  })

test('a set-point is sent in whole degrees of three digits', (t) => {
  t.is(encodeSetPoint({ azimuthDeg: 7.6, elevationDeg: 45.4 }), 'W008 045\r')
})
