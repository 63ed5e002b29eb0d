import test from 'ava'
import fc from 'fast-check'
import { mixedFramer } from './frames.ts'

// u-blox M8 (UBX-13003221) §32.4 gives the sum; the frames are of u-center: the poll of MON-VER, ACK-ACK to CFG-MSG
const monVerPoll = 'b5620a0400000e34'
const acknowledge = 'b56205010200 0601 0f38'.replaceAll(' ', '')
// RTCM 10403.1 §4.2, the worked example of message 1005
const rtcm1005 = 'd300133ed7d30202980edeef34b4bd62ac0941986f33360b98'
const hdt = Buffer.from('$GPHDT,274.07,T*03\r\n').toString('hex')

const framed = (hex: readonly string[]) => {
  const found: string[] = []
  const framer = mixedFramer((frame) =>
    found.push(
      frame.protocol === 'nmea'
        ? frame.bytes.toString('latin1', frame.start, frame.end)
        : frame.protocol === 'rtcm3'
          ? `rtcm3 ${frame.messageNumber}`
          : `ubx ${frame.messageClass} ${frame.messageId} ${frame.payload.toString('hex')}`,
    ),
  )
  for (const part of hex) framer.push(Buffer.from(part, 'hex'))
  return { found, end: framer.end, counters: framer.counters }
}

test('sentences, UBX and RTCM 3 share one port', (t) => {
  const { found, counters } = framed([monVerPoll + hdt + rtcm1005 + acknowledge])
  t.deepEqual(found, ['ubx 10 4 ', 'GPHDT,274.07,T', 'rtcm3 1005', 'ubx 5 1 0601'])
  t.deepEqual(counters(), { rxDiscardedBytes: 0, checksumErrors: 0 })
})

test('a wrong checksum of any protocol is counted, and what follows is read', (t) => {
  for (const frame of [acknowledge.replace(/38$/, '39'), rtcm1005.replace(/98$/, '99')]) {
    const { found, end, counters } = framed([frame + hdt])
    // the payload of the RTCM example holds what looks like another header
    end()
    t.deepEqual(found, ['GPHDT,274.07,T'])
    t.is(counters().checksumErrors, 1)
  }
})

test('a false length hides nothing for good: what it covered is looked through again', (t) => {
  const { found, end } = framed([`b562010700 10${hdt}${acknowledge}`.replaceAll(' ', '')])
  t.deepEqual(found, [])
  end()
  t.deepEqual(found, ['GPHDT,274.07,T', 'ubx 5 1 0601'])
})

test('an empty RTCM frame has no number', (t) => {
  t.deepEqual(framed(['d3000047ea4b']).found, ['rtcm3 undefined'])
})

test('any fragmentation gives the same frames', (t) => {
  const piece = fc.oneof(
    fc.constantFrom(monVerPoll, acknowledge, rtcm1005, hdt, 'b562', 'd300', '24'),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), (pieces, length) => {
      const whole = pieces.join('')
      const parts = whole.match(new RegExp(`.{1,${2 * length}}`, 'g')) ?? []
      const one = framed([whole])
      const many = framed(parts)
      one.end()
      many.end()
      t.deepEqual(many.found, one.found)
      t.deepEqual(many.counters(), one.counters())
    }),
  )
})
