import test from 'ava'
import fc from 'fast-check'
import { switchMac } from '../services/switch-mac.ts'
import { decodeProbe, encodeProbe, PROBE_MESSAGE_BYTES, type ProbeMessage } from './probe-message.ts'

const mac = switchMac(Buffer.alloc(32, 7).toString('base64'))
const counts = { receivedPackets: 0xffff_ffff, sentPackets: 12 }

for (const message of [
  { kind: 'probe', number: 0xffff_fffe },
  { kind: 'answer', number: 3, ...counts },
  { kind: 'unheard', silentMs: 90, ...counts },
] satisfies ProbeMessage[])
  test(`what was encoded is decoded: ${message.kind}`, (t) => {
    const bytes = encodeProbe(message, mac)
    t.is(bytes.length, PROBE_MESSAGE_BYTES)
    t.deepEqual(decodeProbe(bytes, mac), message)
    t.is(decodeProbe(bytes, switchMac('')), 'forged')
  })

test('any other bytes are garbled or forged, and end nothing', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 48 }), (bytes) => typeof decodeProbe(bytes, mac) === 'string'),
    { numRuns: 300 },
  )
  const bytes = encodeProbe({ kind: 'probe', number: 1 }, mac)
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.map((byte, index) => (index === at ? byte ^ 0x40 : byte))
    t.is(typeof decodeProbe(changed, mac), 'string', `byte ${at}`)
  }
})
