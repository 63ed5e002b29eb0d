import test from 'ava'
import fc from 'fast-check'
import { parseScanType, readCounts, type ScanType, scanLayout } from './iio-scan.ts'

const type = (text: string): ScanType => {
  const parsed = parseScanType(text)
  if (!parsed) throw new TypeError(text)
  return parsed
}

test('a type says endianness, sign, valid bits, storage and shift', (t) => {
  t.deepEqual(parseScanType('le:s12/16>>4\n'), {
    isBigEndian: false,
    isSigned: true,
    bits: 12,
    storageBytes: 2,
    shift: 4,
  })
})

test('what the kernel does not write, or we do not read, is no type', (t) => {
  for (const text of ['', 'le:s12/16', 'xe:s12/16>>4', 'le:s12/24>>0', 'le:s16/16>>4', 'le:s0/16>>0', 'le:s16/16X2>>0'])
    t.is(parseScanType(text), undefined, text)
  fc.assert(fc.property(fc.string(), (text) => parseScanType(text) === undefined || text.includes('/')))
})

test('channels lie in the order of their indices, the timestamp on its own eight bytes', (t) => {
  const sixteen = type('le:s16/16>>0')
  const { bytes, at } = scanLayout([
    { name: 'timestamp', index: 3, type: type('le:s64/64>>0') },
    { name: 'accel_z', index: 2, type: sixteen },
    { name: 'accel_x', index: 0, type: sixteen },
    { name: 'accel_y', index: 1, type: sixteen },
  ])
  t.deepEqual(
    [...at].map(([name, { offset }]) => [name, offset]),
    [
      ['accel_x', 0],
      ['accel_y', 2],
      ['accel_z', 4],
      ['timestamp', 8],
    ],
  )
  t.is(bytes, 16)
})

const counts = test.macro({
  exec: (t, text: string, hex: string, wanted: number) =>
    t.is(readCounts(Buffer.from(hex, 'hex'), 0, type(text)), wanted),
  title: (_, text: string, hex: string, wanted: number) => `${text} of ${hex} is ${wanted}`,
})
test(counts, 'le:s12/16>>4', '0080', -2048)
test(counts, 'le:s12/16>>4', 'ff7f', 2047)
test(counts, 'be:s16/16>>0', 'fffe', -2)
test(counts, 'le:u8/8>>0', 'ff', 255)
test(counts, 'be:s24/32>>8', 'ffffff00', -1)
test(counts, 'be:u24/32>>8', 'ffffff00', 0xffffff)
test(counts, 'le:s64/64>>0', '00d2496b00000000', 1800000000)
test(counts, 'le:s64/64>>0', 'ffffffffffffffff', -1)
