import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { NamedFile } from '../../../hal/file-transfer.ts'

const BLOCK = 512
const zipped = promisify(gzip)

/** A number in octal, as its field is wide; the last byte ends it. */
const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`

/** A header of POSIX.1-1988 "ustar": no time, no owner, for a bundle has none of its own. */
const headerOf = ({ name, bytes }: NamedFile): Buffer => {
  const header = Buffer.alloc(BLOCK)
  const put = (text: string, at: number): number => header.write(text, at, 'latin1')
  put(name, 0)
  put(octal(0o600, 8), 100)
  put(octal(0, 8) + octal(0, 8) + octal(bytes.length, 12) + octal(0, 12), 108)
  // The checksum counts itself as spaces.
  put('        0', 148)
  put('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)])

/** A `.tar.gz` of files whose names have at most 100 letters, digits and signs. */
export const tarArchive = async (files: readonly NamedFile[]): Promise<Uint8Array> => {
  const blocks = files.flatMap((file) => [headerOf(file), padded(file.bytes)])
  return zipped(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 })
}
