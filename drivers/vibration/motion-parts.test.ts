import test from 'ava'
import { motionParts } from './motion-parts.ts'

const { adxl345, mpu6050 } = motionParts

test('the ADXL345 gives little-endian counts of 1/256 g', (t) => {
  t.deepEqual(adxl345.decode(Uint8Array.of(0x00, 0x01, 0x00, 0xff, 0x80, 0x00)), { accelerationG: [1, -1, 0.5] })
})

test('counts beyond ±16 g are corrupt', (t) => {
  t.is(adxl345.decode(Uint8Array.of(0, 0x20, 0, 0, 0, 0)), undefined)
})

test('the MPU6050 gives big-endian acceleration, temperature and rate', (t) => {
  const data = Uint8Array.of(0x40, 0, 0xc0, 0, 0x20, 0, 0xf0, 0x0f, 0x00, 0x83, 0xff, 0x7d, 0, 0)
  const { temperatureC, ...motion } = mpu6050.decode(data) ?? {}
  t.deepEqual(motion, { accelerationG: [1, -1, 0.5], rateDps: [1, -1, 0] })
  t.true(Math.abs((temperatureC ?? 0) - (-4081 / 340 + 36.53)) < 1e-9)
})
