import type { MotionPart } from '../../../hal/motion-sensor.ts'
import type { Felt } from './imu-errors.ts'

/** A motion part on the board's I2C bus: a pointer and a file of 8-bit registers. */
export interface I2cPart {
  readonly part: MotionPart
  readonly address: number
  /** Sets the register pointer to the first byte and writes the rest from there on. */
  write(bytes: readonly number[]): void
  /** Registers from `register` on, at most to the last one; it shows what they hold later, too. */
  view(register: number, count: number): Uint8Array
  /** Where a read without a register begins. */
  pointer(): number
  /** Takes a new reading into the data registers, if the part is awake. */
  measure(felt: Felt): void
  /** The reading becomes all zeros, as of a part whose supply sags: the bus still answers. */
  zero(): void
}

const REGISTERS = 128

interface PartDesign {
  part: MotionPart
  address: number
  resetValues: Readonly<Record<number, number>>
  readOnly: (register: number) => boolean
  data: readonly [first: number, last: number]
  measure: (registers: Uint8Array, felt: Felt) => void
  /** Looks at a register that was just written. */
  written?: (registers: Uint8Array, register: number) => boolean
}

const clampRound = (value: number, limit: number): number => Math.max(-limit - 1, Math.min(limit, Math.round(value)))

const createPart = (design: PartDesign): I2cPart => {
  const registers = new Uint8Array(REGISTERS)
  let pointer = 0
  const reset = (): void => {
    registers.fill(0)
    for (const [register, value] of Object.entries(design.resetValues)) registers[Number(register)] = value
  }
  const put = (value: number): void => {
    if (!design.readOnly(pointer)) {
      registers[pointer] = value
      if (design.written?.(registers, pointer)) reset()
    }
    pointer = (pointer + 1) % REGISTERS
  }
  reset()
  return {
    part: design.part,
    address: design.address,
    write: ([first = 0, ...values]) => {
      pointer = first % REGISTERS
      for (const value of values) put(value)
    },
    view: (register, count) => registers.subarray(register, register + count),
    pointer: () => pointer,
    measure: (felt) => design.measure(registers, felt),
    zero: () => registers.fill(0, design.data[0], design.data[1] + 1),
  }
}

/** ADXL345 data sheet rev. E, register map (table 19). */
const adxl = { BW_RATE: 0x2c, POWER_CTL: 0x2d, DATA_FORMAT: 0x31, DATAX0: 0x32, DATAZ1: 0x37 } as const
const ADXL_MEASURE = 0x08
const ADXL_FULL_RES = 0x08
const ADXL_JUSTIFY = 0x04

/** DATA_FORMAT: ±2, 4, 8 or 16 g; 10 bits, or 256 LSB/g in full resolution; right or left justified. */
const adxlCounts = (g: number, format: number): number => {
  const rangeExponent = format & 0x03
  const bits = format & ADXL_FULL_RES ? 10 + rangeExponent : 10
  const countsPerG = format & ADXL_FULL_RES ? 256 : 256 >> rangeExponent
  const counts = clampRound(g * countsPerG, (1 << (bits - 1)) - 1)
  return format & ADXL_JUSTIFY ? counts << (16 - bits) : counts
}

/** An ADXL345 with its ALT ADDRESS pin low. */
export const virtualAdxl345 = (): I2cPart =>
  createPart({
    part: 'adxl345',
    address: 0x53,
    resetValues: { 0: 0xe5, [adxl.BW_RATE]: 0x0a, 48: 0x02 },
    readOnly: (register) =>
      register < 0x1d || register === 0x2b || register === 0x30 || (register >= 0x32 && register < 0x38),
    data: [adxl.DATAX0, adxl.DATAZ1],
    measure: (registers, felt) => {
      if (((registers[adxl.POWER_CTL] ?? 0) & ADXL_MEASURE) === 0) return
      for (let axis = 0; axis < 3; axis++) {
        const counts = adxlCounts(felt.accelerationG[axis] ?? 0, registers[adxl.DATA_FORMAT] ?? 0)
        registers[adxl.DATAX0 + 2 * axis] = counts & 0xff
        registers[adxl.DATAX0 + 2 * axis + 1] = (counts >> 8) & 0xff
      }
    },
  })

/** MPU-6000/6050 register map rev. 4.2. */
const mpu = {
  GYRO_CONFIG: 0x1b,
  ACCEL_CONFIG: 0x1c,
  ACCEL_XOUT_H: 0x3b,
  TEMP_OUT_H: 0x41,
  GYRO_XOUT_H: 0x43,
  PWR_MGMT_1: 0x6b,
  WHO_AM_I: 0x75,
} as const
const MPU_SLEEP = 0x40
const MPU_RESET = 0x80

const putBigEndian = (registers: Uint8Array, at: number, value: number): void => {
  registers[at] = (value >> 8) & 0xff
  registers[at + 1] = value & 0xff
}

const selected = (register: number): number => (register >> 3) & 0x03

const measureMpu = (registers: Uint8Array, felt: Felt): void => {
  if (((registers[mpu.PWR_MGMT_1] ?? 0) & MPU_SLEEP) !== 0) return
  const countsPerG = 16384 / 2 ** selected(registers[mpu.ACCEL_CONFIG] ?? 0)
  const countsPerDps = 131 / 2 ** selected(registers[mpu.GYRO_CONFIG] ?? 0)
  for (let axis = 0; axis < 3; axis++) {
    putBigEndian(
      registers,
      mpu.ACCEL_XOUT_H + 2 * axis,
      clampRound((felt.accelerationG[axis] ?? 0) * countsPerG, 32767),
    )
    putBigEndian(registers, mpu.GYRO_XOUT_H + 2 * axis, clampRound((felt.rateDps[axis] ?? 0) * countsPerDps, 32767))
  }
  // Register map rev. 4.2, 4.18: 340 LSB/°C, 36.53 °C at zero.
  putBigEndian(registers, mpu.TEMP_OUT_H, Math.round((felt.thermometerC - 36.53) * 340))
}

/** An MPU6050 with its AD0 pin low; it wakes asleep, at ±2 g and ±250 °/s. */
export const virtualMpu6050 = (): I2cPart =>
  createPart({
    part: 'mpu6050',
    address: 0x68,
    resetValues: { [mpu.PWR_MGMT_1]: MPU_SLEEP, [mpu.WHO_AM_I]: 0x68 },
    readOnly: (register) => (register >= 0x3a && register <= 0x60) || register >= mpu.WHO_AM_I,
    data: [mpu.ACCEL_XOUT_H, mpu.GYRO_XOUT_H + 5],
    measure: measureMpu,
    written: (registers, register) => register === mpu.PWR_MGMT_1 && ((registers[register] ?? 0) & MPU_RESET) !== 0,
  })
