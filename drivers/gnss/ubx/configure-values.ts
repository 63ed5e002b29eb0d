import { encodeUbx } from './encode.ts'
import { rateInEpochs, type UbxOutput } from './outputs.ts'
import type { UbxPortNumber } from './port.ts'

/** A configuration item: its key, which holds its size, and its value. */
export interface ConfigurationItem {
  key: number
  value: number
}

/** Keys of single items. F9 HPG 1.32 (UBX-22008968) §5.9.10, §5.9.19, §5.9.22, §5.9.26. */
const MEASUREMENT_PERIOD_MS = 0x3021_0001
const EPOCHS_PER_SOLUTION = 0x3021_0002
const DYNAMIC_MODEL = 0x2011_0021
const INTERFERENCE_MONITOR = 0x1041_000d
/** CFG-UART1-BAUDRATE, CFG-UART2-BAUDRATE by port number. */
const BAUD_RATE: Readonly<Partial<Record<UbxPortNumber, number>>> = { 1: 0x4052_0001, 2: 0x4053_0001 }
/** CFG-…OUTPROT-NMEA by port number. */
const NMEA_OUT: Readonly<Record<UbxPortNumber, number>> = {
  0: 0x1072_0002,
  1: 0x1074_0002,
  2: 0x1076_0002,
  3: 0x1078_0002,
  4: 0x107a_0002,
}

/** Bytes of a value by the size in bits 28 to 30 of its key: one bit is a whole byte too. F9 HPG 1.32 §5.2. */
const BYTES_BY_SIZE: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 2: 1, 3: 2, 4: 4 }

const RAM_LAYER = 1
const KEY_BYTES = 4
/** In one message. F9 HPG 1.32 §3.10.5. */
const MAX_ITEMS = 64

const itemBytes = ({ key, value }: ConfigurationItem): Buffer => {
  const size = BYTES_BY_SIZE[(key >>> 28) & 7] ?? 4
  const bytes = Buffer.alloc(KEY_BYTES + size)
  bytes.writeUInt32LE(key)
  bytes.writeUIntLE(value, KEY_BYTES, size)
  return bytes
}

/** CFG-VALSET, version 0, to the RAM layer alone: power takes it away, so nothing of ours stays in a receiver. F9 HPG 1.32 §3.10.5. */
export const setValues = (items: readonly ConfigurationItem[]): Buffer =>
  encodeUbx(0x06, 0x8a, Buffer.concat([Buffer.of(0, RAM_LAYER, 0, 0), ...items.slice(0, MAX_ITEMS).map(itemBytes)]))

export const epochItems = (epochMs: number): ConfigurationItem[] => [
  { key: MEASUREMENT_PERIOD_MS, value: epochMs },
  { key: EPOCHS_PER_SOLUTION, value: 1 },
]

export const dynamicModelItem = (model: number): ConfigurationItem => ({ key: DYNAMIC_MODEL, value: model })

export const interferenceItem: ConfigurationItem = { key: INTERFERENCE_MONITOR, value: 1 }

export const outputItem = (output: UbxOutput, port: UbxPortNumber, epochMs: number): ConfigurationItem => ({
  key: output.key + port,
  value: rateInEpochs(output, epochMs),
})

export const nmeaOffItem = (port: UbxPortNumber): ConfigurationItem => ({ key: NMEA_OUT[port], value: 0 })

/** `undefined` for a port that has no baud rate. */
export const baudRateItem = (port: UbxPortNumber, baudRate: number): ConfigurationItem | undefined => {
  const key = BAUD_RATE[port]
  return key === undefined ? undefined : { key, value: baudRate }
}
