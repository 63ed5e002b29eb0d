import test from 'ava'
import { Acknowledged } from './acknowledged.ts'

// ZACK of 8192, its checksum by the CRC-16 of XMODEM (`binascii.crc_hqx`).
const FIRST = '**\x18B03002000006814'
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

test('a position that the other end acknowledges counts, also in pieces', (t) => {
  const seen = new Acknowledged()
  seen.take(bytesOf(`noise${FIRST.slice(0, 7)}`))
  t.is(seen.bytes, 0)
  seen.take(bytesOf(`${FIRST.slice(7)}\r\n\x11`))
  t.is(seen.bytes, 8_192)
  seen.take(bytesOf(FIRST))
  t.is(seen.bytes, 8_192)
})

test('a header whose checksum is another, noise, and other headers acknowledge nothing', (t) => {
  const seen = new Acknowledged()
  for (const text of [FIRST.replace('0020', '0021'), '**\x18B0100000023be50', '\x00\xff'.repeat(9_000)])
    seen.take(bytesOf(text))
  t.is(seen.bytes, 0)
})
