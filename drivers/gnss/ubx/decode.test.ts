import test from 'ava'
import { decodeUbx } from './decode.ts'

const message = (messageClass: number, messageId: number, payload: Buffer) =>
  decodeUbx({ protocol: 'ubx', messageClass, messageId, payload })

test('an acknowledgement names the message that it answers', (t) => {
  const payload = Buffer.from([0x06, 0x8a])
  const of = { kind: 'acknowledge', messageClass: 0x06, messageId: 0x8a }
  t.like(message(0x05, 0x01, payload), { ...of, isAccepted: true })
  t.like(message(0x05, 0x00, payload), { ...of, isAccepted: false })
})

test('texts of the version end at their first zero', (t) => {
  const payload = Buffer.alloc(40 + 2 * 30)
  payload.write('EXT CORE 1.00 (61b2dd)', 0)
  payload.write('00190000', 30)
  payload.write('FWVER=HPG 1.32', 40)
  payload.write('PROTVER=27.31', 70)
  t.deepEqual(message(0x0a, 0x04, payload), {
    kind: 'version',
    software: 'EXT CORE 1.00 (61b2dd)',
    hardware: '00190000',
    extensions: ['FWVER=HPG 1.32', 'PROTVER=27.31'],
  })
})

test('a message of another length than the manual gives is invalid, of an unknown kind it is other', (t) => {
  t.is(message(0x05, 0x01, Buffer.alloc(3)).kind, 'invalid')
  t.is(message(0x0a, 0x04, Buffer.alloc(41)).kind, 'invalid')
  t.is(message(0x0a, 0x04, Buffer.alloc(0)).kind, 'other')
  t.is(message(0x77, 0x01, Buffer.alloc(4)).kind, 'other')
})
