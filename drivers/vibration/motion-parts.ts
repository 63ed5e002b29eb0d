import type { MotionPart } from '../../hal/motion-sensor.ts'

/** What a motion part's data registers held. */
export interface PartReading {
  accelerationG: readonly [x: number, y: number, z: number]
  rateDps?: readonly [x: number, y: number, z: number]
  temperatureC?: number
}

/** A motion part like its data sheet: where it is, how it is set up, and what its registers mean. */
export interface MotionPartDriver {
  part: MotionPart
  address: number
  /** Register writes, in order, each register first. */
  setUp: readonly (readonly number[])[]
  read: { register: number; count: number }
  /** Undefined when the part cannot have said this. */
  decode(data: Uint8Array): PartReading | undefined
}

const signed = (high: number | undefined, low: number | undefined): number => (((high ?? 0) << 24) >> 16) | (low ?? 0)

/** ADXL345 data sheet rev. E: full resolution is 256 LSB/g at every range, so ±16 g holds 13 bits. */
const ADXL_G_PER_COUNT = 1 / 256
const ADXL_MAX_COUNT = 4096

/** Register map, table 19: POWER_CTL 0x2D (measure), DATA_FORMAT 0x31 (full resolution, ±16 g), DATAX0 0x32. */
const adxl345: MotionPartDriver = {
  part: 'adxl345',
  address: 0x53,
  setUp: [
    [0x2d, 0x00],
    [0x2d, 0x08],
    [0x31, 0x08 | 0x03],
  ],
  read: { register: 0x32, count: 6 },
  decode: (data) => {
    const x = signed(data[1], data[0])
    const y = signed(data[3], data[2])
    const z = signed(data[5], data[4])
    if (Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) > ADXL_MAX_COUNT) return undefined
    return { accelerationG: [x * ADXL_G_PER_COUNT, y * ADXL_G_PER_COUNT, z * ADXL_G_PER_COUNT] }
  },
}

/** MPU-6000/6050 product specification 6.1 and 6.2 at the power-up ranges: ±2 g, ±250 °/s. */
const MPU_G_PER_COUNT = 1 / 16384
const MPU_DPS_PER_COUNT = 1 / 131

/** Register map rev. 4.2, 4.18: 340 LSB/°C, 36.53 °C at zero. */
const mpuTemperatureC = (counts: number): number => counts / 340 + 36.53

/** Register map rev. 4.2: PWR_MGMT_1 0x6B (wake), ACCEL_XOUT_H 0x3B, then temperature and gyroscopes, 14 bytes. */
const mpu6050: MotionPartDriver = {
  part: 'mpu6050',
  address: 0x68,
  setUp: [[0x6b, 0x00]],
  read: { register: 0x3b, count: 14 },
  decode: (data) => {
    const at = (index: number): number => signed(data[index], data[index + 1])
    return {
      accelerationG: [at(0) * MPU_G_PER_COUNT, at(2) * MPU_G_PER_COUNT, at(4) * MPU_G_PER_COUNT],
      rateDps: [at(8) * MPU_DPS_PER_COUNT, at(10) * MPU_DPS_PER_COUNT, at(12) * MPU_DPS_PER_COUNT],
      temperatureC: mpuTemperatureC(at(6)),
    }
  },
}

/** The parts that a board may carry, by name. */
export const motionParts: Readonly<Record<MotionPart, MotionPartDriver>> = { adxl345, mpu6050 }
