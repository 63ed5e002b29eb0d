/**
 * Protocol buffers as bytes (protobuf.dev, "Encoding"): a message is its fields one after the other, each a number with a wire type and a value. As in
 * proto 3 a 0, a `false` and an empty text are not written.
 */

const VARINT = 0
const FIXED64 = 1
const LENGTH = 2
const FIXED32 = 5
const nothing: Uint8Array = new Uint8Array()

const rawVarint = (value: bigint): number[] => {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, value)
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  return [...bytes, Number(left)]
}

const tag = (field: number, wireType: number): number[] => rawVarint(BigInt(field * 8 + wireType))

const withLength = (field: number, bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from([...tag(field, LENGTH), ...rawVarint(BigInt(bytes.length))]), bytes])

/** A whole number or a truth. */
export const whole = (field: number, value: number | bigint | boolean): Uint8Array =>
  Number(value) === 0 ? nothing : Buffer.from([...tag(field, VARINT), ...rawVarint(BigInt(value))])

export const float = (field: number, value: number): Uint8Array => {
  if (value === 0) return nothing
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return Buffer.concat([Buffer.from(tag(field, FIXED32)), bytes])
}

export const double = (field: number, value: number): Uint8Array => {
  if (value === 0) return nothing
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([Buffer.from(tag(field, FIXED64)), bytes])
}

export const text = (field: number, value: string): Uint8Array =>
  value === '' ? nothing : withLength(field, Buffer.from(value))

/** A message inside another; it is written even when it is empty. */
export const nested = (field: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  withLength(field, Buffer.concat(parts))

/** Repeated floats, packed as proto 3 packs them. */
export const floats = (field: number, values: readonly number[]): Uint8Array => {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, 4 * index)
  return values.length === 0 ? nothing : withLength(field, bytes)
}

/** One field as it was read: a number, or the bytes of a text or message. */
export interface ReadField {
  field: number
  value: bigint | Uint8Array
}

interface Reader {
  bytes: Uint8Array
  at: number
}

const readVarint = (reader: Reader): bigint | undefined => {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes[reader.at++]
    if (byte === undefined) return undefined
    value |= BigInt(byte & 127) << shift
    if (byte < 128) return BigInt.asUintN(64, value)
  }
  return undefined
}

const readBytes = (reader: Reader, length: number): Uint8Array | undefined => {
  const from = reader.at
  reader.at += length
  return reader.at <= reader.bytes.length ? reader.bytes.subarray(from, reader.at) : undefined
}

const readValue = (reader: Reader, wireType: number): ReadField['value'] | undefined => {
  if (wireType === VARINT) return readVarint(reader)
  if (wireType === FIXED64) return readBytes(reader, 8)
  if (wireType === FIXED32) return readBytes(reader, 4)
  const length = wireType === LENGTH ? readVarint(reader) : undefined
  return length === undefined ? undefined : readBytes(reader, Number(length))
}

/** The fields of a message; `undefined` when it is none. */
export const readFields = (bytes: Uint8Array): ReadField[] | undefined => {
  const reader = { bytes, at: 0 }
  const fields: ReadField[] = []
  while (reader.at < bytes.length) {
    const key = readVarint(reader)
    const value = key === undefined ? undefined : readValue(reader, Number(key & 7n))
    if (key === undefined || value === undefined) return undefined
    fields.push({ field: Number(key >> 3n), value })
  }
  return fields
}
