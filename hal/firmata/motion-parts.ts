import type { Accelerometer, Board } from 'johnny-five'
import type { MotionPart, MotionSample } from '../motion-sensor.ts'

/** One kind of motion sensor on the board's I2C bus, as its data sheet gives it. */
export interface MotionPartDescriptor {
  manual: string
  address: number
  /** First data register, and how many bytes one reading has. */
  register: number
  byteCount: number
  decode(bytes: readonly number[]): Pick<MotionSample, 'accelerationG' | 'rateDps' | 'temperatureC'>
  /** Lets johnny-five set the part up and start its continuous reading. */
  setUp(accelerometer: typeof Accelerometer, board: Board): void
}

type Triple = readonly [number, number, number]

const signed16 = (high = 0, low = 0): number => ((high << 24) >> 16) | low

const scaled = (values: Triple, perUnit: number): Triple => [
  values[0] / perUnit,
  values[1] / perUnit,
  values[2] / perUnit,
]

const bigEndian = (bytes: readonly number[], at: number): Triple => [
  signed16(bytes[at], bytes[at + 1]),
  signed16(bytes[at + 2], bytes[at + 3]),
  signed16(bytes[at + 4], bytes[at + 5]),
]

const littleEndian = (bytes: readonly number[]): Triple => [
  signed16(bytes[1], bytes[0]),
  signed16(bytes[3], bytes[2]),
  signed16(bytes[5], bytes[4]),
]

/**
 * The parts a board may carry. johnny-five sets them up; their raw registers are read beside it, since its own values
 * are means of five readings, rounded to whole counts: at 100 Hz that takes out the vibration that is to be measured.
 */
export const motionParts: Readonly<Record<MotionPart, MotionPartDescriptor>> = {
  adxl345: {
    manual: 'Analog Devices ADXL345 rev. E, table 1 (256 LSB/g in full resolution at any range), register 0x32',
    address: 0x53,
    register: 0x32,
    byteCount: 6,
    decode: (bytes) => ({ accelerationG: scaled(littleEndian(bytes), 256) }),
    setUp: (Part, board) => void new Part({ controller: 'ADXL345', board, address: 0x53, range: 16 }),
  },
  mpu6050: {
    manual:
      'InvenSense MPU-6000/6050 rev. 3.4, 6.1 and 6.2 (131 LSB per °/s at ±250, 16384 LSB/g at ±2 g), register 0x3B',
    address: 0x68,
    register: 0x3b,
    byteCount: 14,
    decode: (bytes) => ({
      accelerationG: scaled(bigEndian(bytes, 0), 16_384),
      rateDps: scaled(bigEndian(bytes, 8), 131),
      // Register map rev. 4.2, 4.18; it is among the bytes that are read for the rest.
      temperatureC: signed16(bytes[6], bytes[7]) / 340 + 36.53,
    }),
    setUp: (Part, board) => void new Part({ controller: 'MPU6050', board, address: 0x68 }),
  },
}
