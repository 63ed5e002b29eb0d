import { openFirmataBoard } from './firmata-board.ts'
import type { MotionBoardDescriptor } from './vibration.ts'

/** An Arduino with StandardFirmata, an ADXL345 at 0x53 and an MPU6050 at 0x68. */
export const firmata: MotionBoardDescriptor = {
  name: 'firmata',
  manual: 'Firmata protocol 2.6 (protocol.md, i2c.md); ADXL345 data sheet rev. E; MPU-6000/6050 register map rev. 4.2',
  maturity: 'twin',
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  parts: ['adxl345', 'mpu6050'],
  // The ADXL345 stays at its power-up rate of 100 Hz, so half of that is all that it passes.
  limits: {
    maxRateHz: 100,
    rangeG: { adxl345: 16, mpu6050: 2 },
    rangeDps: { mpu6050: 250 },
    validBandHz: [0.1, 50],
    // MPU-6050 register map 4.3: 260 Hz with the digital filter as it powers up.
    bandwidthHz: { adxl345: 50, mpu6050: 260 },
  },
  timing: { silentAfterMs: 2000 },
  open: ({ openPort, rateHz, clock, random }) =>
    openFirmataBoard({
      openPort,
      parts: firmata.parts,
      rateHz: Math.min(rateHz, firmata.limits.maxRateHz),
      silentAfterMs: firmata.timing.silentAfterMs,
      clock,
      random,
    }),
}
