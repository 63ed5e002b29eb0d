import { crc32 } from 'node:zlib'
import type { NamedFile } from '../../../hal/file-transfer.ts'
import { sha256Of } from './file-of.ts'

const BYTES_A_LINE = 48
const BEGIN = /^-----BEGIN STEPPELINK (\S{1,100}) (\d{1,8}) BYTES-----$/
const END = /^-----END SHA256 ([0-9a-f]{64})-----$/
const LINE = /^(\d{5,6}) ([A-Za-z0-9+/]{1,64}={0,2}) ([0-9a-f]{8})$/

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0')

const numbered = (number: number, base64: string): string => {
  const text = `${String(number).padStart(5, '0')} ${base64}`
  return `${text} ${checksum(text)}`
}

/** A file as lines for a terminal, those of its bytes at most 80 letters: each has its number and a CRC-32 of both; the last has the hash of all. */
export const textFileLines = ({ name, bytes }: NamedFile): string[] => {
  const base64 = (at: number): string => Buffer.from(bytes.subarray(at, at + BYTES_A_LINE)).toString('base64')
  const count = Math.ceil(bytes.length / BYTES_A_LINE)
  return [
    `-----BEGIN STEPPELINK ${name} ${bytes.length} BYTES-----`,
    ...Array.from({ length: count }, (_, index) => numbered(index + 1, base64(index * BYTES_A_LINE))),
    `-----END SHA256 ${sha256Of(bytes)}-----`,
  ]
}

/** What a line made of a file that is read. */
export type TextFileRead =
  | { kind: 'more' }
  | { kind: 'begin' | 'damaged' | 'too-large' | 'other-hash' }
  | { kind: 'missing'; lines: readonly number[] }
  | { kind: 'done'; file: NamedFile }

/** Reads such lines in any order, each as often as it comes; keeps only whole ones. */
export class TextFileReader {
  readonly #atMostBytes: number
  readonly #lines = new Map<number, Uint8Array>()
  #head: { name: string; bytes: number } | undefined

  constructor(atMostBytes: number) {
    this.#atMostBytes = atMostBytes
  }

  take(line: string): TextFileRead {
    const text = line.trim()
    if (text === '') return { kind: 'more' }
    const [, name, bytes] = BEGIN.exec(text) ?? []
    if (name !== undefined) return this.#begin({ name, bytes: Number(bytes) })
    const [, sha256] = END.exec(text) ?? []
    return sha256 === undefined ? this.#keep(text) : this.#end(sha256)
  }

  #begin(head: { name: string; bytes: number }): TextFileRead {
    if (head.bytes > this.#atMostBytes) return { kind: 'too-large' }
    // Another file's lines are not this one's.
    if (this.#head && (this.#head.name !== head.name || this.#head.bytes !== head.bytes)) this.#lines.clear()
    this.#head = head
    return { kind: 'more' }
  }

  #keep(text: string): TextFileRead {
    const [, number = '', base64 = '', sum] = LINE.exec(text) ?? []
    if (sum === undefined || checksum(`${number} ${base64}`) !== sum) return { kind: 'damaged' }
    const at = Number(number)
    if (at < 1 || at > Math.ceil(this.#atMostBytes / BYTES_A_LINE)) return { kind: 'too-large' }
    this.#lines.set(at, Buffer.from(base64, 'base64'))
    return { kind: 'more' }
  }

  #end(sha256: string): TextFileRead {
    if (!this.#head) return { kind: 'begin' }
    const count = Math.ceil(this.#head.bytes / BYTES_A_LINE)
    const numbers = Array.from({ length: count }, (_, index) => index + 1)
    const lines = numbers.filter((number) => !this.#lines.has(number))
    if (lines.length > 0) return { kind: 'missing', lines }
    const bytes = Buffer.concat(numbers.map((number) => this.#lines.get(number) ?? new Uint8Array()))
    if (sha256Of(bytes) === sha256) return { kind: 'done', file: { name: this.#head.name, bytes } }
    this.#lines.clear()
    return { kind: 'other-hash' }
  }
}
