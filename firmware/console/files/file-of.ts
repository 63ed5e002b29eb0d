import { createHash } from 'node:crypto'
import type { NamedFile } from '../../../hal/file-transfer.ts'

const HASH_DIGITS = 8
const ODD = /[^A-Za-z0-9-]+/g

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * A file of this train, `log-TRAIN-1a2b3c4d.txt`: its name carries the beginning of its hash, so that a terminal program that goes on with a
 * broken transfer can never join two files.
 */
export const fileOf = (
  what: string,
  { train, ending, bytes }: { train: string; ending: string; bytes: Uint8Array },
): NamedFile => {
  const id = train.replaceAll(ODD, '-').slice(0, 32)
  return { name: `${what}-${id}-${sha256Of(bytes).slice(0, HASH_DIGITS)}.${ending}`, bytes }
}

export const textFileOf = (what: string, train: string, text: string): NamedFile =>
  fileOf(what, { train, ending: 'txt', bytes: new TextEncoder().encode(text) })
