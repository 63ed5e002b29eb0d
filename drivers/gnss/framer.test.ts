import test from 'ava'
import fc from 'fast-check'
import { seededRandom } from '../../hal/random.ts'
import { gnssFramer } from './framer.ts'
import { nmeaFrame } from './nmea/frame.ts'

const hdt = '$GPHDT,274.07,T*03\r\n'
const ths = '$GNTHS,244.28,A*11\r\n'

const framed = (parts: readonly (string | Uint8Array)[]) => {
  const bodies: string[] = []
  const framer = gnssFramer({
    kinds: [nmeaFrame],
    onFrame: ({ bytes, start, end }) => bodies.push(bytes.toString('latin1', start, end)),
  })
  for (const part of parts) framer.push(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
  return { bodies, ...framer.counters() }
}

test('a sentence is whole with its checksum; its line end is waited for by no one and counted as nothing', (t) => {
  t.deepEqual(framed([hdt.trimEnd()]), { bodies: ['GPHDT,274.07,T'], rxDiscardedBytes: 0, checksumErrors: 0 })
  t.deepEqual(framed([hdt, ths]).rxDiscardedBytes, 0)
})

test('without a checksum there is no sentence', (t) => {
  t.deepEqual(framed(['$GPHDT,274.07,T\r\n', ths]), {
    bodies: ['GNTHS,244.28,A'],
    rxDiscardedBytes: 15,
    checksumErrors: 0,
  })
})

test('a wrong checksum is counted and the next sentence is read', (t) => {
  t.deepEqual(framed([hdt.replace('*03', '*04'), ths]), {
    bodies: ['GNTHS,244.28,A'],
    rxDiscardedBytes: 18,
    checksumErrors: 1,
  })
})

test('a sentence cut off by the next one loses nothing of it', (t) => {
  t.deepEqual(framed(['$GPHDT,27', ths]).bodies, ['GNTHS,244.28,A'])
})

test('a control character or a byte above ASCII ends the hope for a sentence', (t) => {
  t.deepEqual(framed(['$GP\u0000HDT,274.07,T*03\r\n', '$GPHDT,\u00ff*33', ths]).bodies, ['GNTHS,244.28,A'])
})

test('an endless sentence is given up and what follows is read', (t) => {
  t.deepEqual(framed([`$${'A'.repeat(5000)}`, ths]), {
    bodies: ['GNTHS,244.28,A'],
    rxDiscardedBytes: 5001,
    checksumErrors: 0,
  })
})

const cut = (bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] => {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = lengths[parts.length % lengths.length] as number
    parts.push(bytes.subarray(at, at + length))
    at += length
  }
  return parts
}

test('any fragmentation gives the same sentences and the same counts', (t) => {
  const piece = fc.oneof(fc.constantFrom(hdt, ths, '$', '*', '$GPHDT,274.07,T*99'), fc.string({ maxLength: 300 }))
  const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), lengths, (pieces, sizes) => {
      const bytes = Buffer.from(pieces.join(''), 'latin1')
      t.deepEqual(framed(cut(bytes, sizes)), framed([bytes]))
    }),
  )
})

test('200 kB of random bytes are discarded and counted, but for chance', (t) => {
  const random = seededRandom(7)
  const noise = Uint8Array.from({ length: 200_000 }, () => Math.floor(random.next() * 256))
  const { bodies, rxDiscardedBytes } = framed([noise, '\r\n', hdt])
  t.deepEqual(bodies, ['GPHDT,274.07,T'])
  t.true(rxDiscardedBytes > 195_000 && rxDiscardedBytes <= 200_000)
})
