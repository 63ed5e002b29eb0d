import { fromPairs, i2cReplyLength, putI2cReply } from './imu-firmata.ts'
import type { I2cPart } from './imu-parts.ts'

/** One read that the board does, once or in every sampling interval. */
export interface Query {
  address: number
  /** The registers to read, as they are when they are looked at. */
  registers: Uint8Array
  /** What the reply names as its register: 0 where the request named none. */
  named: number
}

/** What a request came to: reads to answer now, a complaint for the host, or nothing to say. */
export type BusOutcome =
  | { say: 'readings'; queries: readonly Query[] }
  | { say: 'text'; text: string }
  | { say: 'nothing' }

/** The I2C side of StandardFirmata.ino, limits included. */
export interface I2cBus {
  /** Reads that are repeated. */
  queries(): readonly Query[]
  /** Obeys the body of an I2C_REQUEST. */
  request(body: readonly number[]): BusOutcome
  forgetQueries(): void
}

/** StandardFirmata.ino: I2C_MAX_QUERIES. */
const MAX_QUERIES = 8
/** The Wire library's buffer: no I2C transfer is longer. */
const MAX_I2C_BYTES = 32

const nothing: BusOutcome = { say: 'nothing' }
const complaint = (text: string): BusOutcome => ({ say: 'text', text })

/** A register and a count, or a count alone: then from where the pointer stands. */
const queryOf = (part: I2cPart, values: readonly number[]): Query => {
  const [first = 0, second] = values
  const count = Math.min(MAX_I2C_BYTES, second ?? first)
  const register = second === undefined ? part.pointer() : first & 0x7f
  return { address: part.address, registers: part.view(register, count), named: second === undefined ? 0 : register }
}

/** Forgets the first query of the address, and all of them when there is only one, as the firmware does. */
const withoutAddress = (queries: readonly Query[], address: number): Query[] => {
  const at = queries.findIndex((query) => query.address === address)
  return queries.length <= 1 ? [] : queries.filter((_, index) => index !== at)
}

type ModeHandler = (address: number, values: readonly number[]) => BusOutcome

/** A bus with parts on it. */
export const i2cBus = (parts: readonly I2cPart[]): I2cBus => {
  let queries: Query[] = []
  const partAt = (address: number): I2cPart | undefined => parts.find((part) => part.address === address)
  const read = (address: number, values: readonly number[], use: (query: Query) => BusOutcome): BusOutcome => {
    const part = partAt(address)
    return part ? use(queryOf(part, values)) : complaint('I2C: Too few bytes received')
  }
  const write: ModeHandler = (address, values) => {
    partAt(address)?.write(values)
    return nothing
  }
  const readOnce: ModeHandler = (address, values) =>
    read(address, values, (query) => ({ say: 'readings', queries: [query] }))
  const readContinuously: ModeHandler = (address, values) => {
    if (queries.length >= MAX_QUERIES) return complaint('too many queries')
    return read(address, values, (query) => {
      queries.push(query)
      return nothing
    })
  }
  const stopReading: ModeHandler = (address) => {
    queries = withoutAddress(queries, address)
    return nothing
  }
  const modes: readonly ModeHandler[] = [write, readOnce, readContinuously, stopReading]
  return {
    queries: () => queries,
    request: ([address = 0, control = 0, ...halves]) => {
      if (control & 0x20) return complaint('10-bit addressing not supported')
      return modes[(control >> 3) & 0x03]?.(address, fromPairs(halves)) ?? nothing
    },
    forgetQueries: () => {
      queries = []
    },
  }
}

/** The replies to some queries in one run of bytes, as the firmware writes them in one turn of its loop. */
export const encodeReadings = (queries: readonly Query[]): Uint8Array => {
  let size = 0
  for (const { registers } of queries) size += i2cReplyLength(registers.length)
  const bytes = new Uint8Array(size)
  let at = 0
  for (const query of queries) at = putI2cReply(bytes, at, query)
  return bytes
}
