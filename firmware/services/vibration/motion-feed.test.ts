import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { listen } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { topics } from '../../bus/topics.ts'
import { motionFeed } from './motion-feed.ts'

const setUp = (motionHz: number) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const feed = motionFeed({ clock, bus, motionHz })
  feed.carry('imu.mpu6050', { toBody: ([x, y, z]) => [x, y, z], isWell: () => true })
  const heard = listen(bus, 'motion')
  const add = (temperatureC?: number): void =>
    feed.add('imu.mpu6050', {
      part: 'mpu6050',
      atMs: clock.nowMs(),
      accelerationG: [0, 0, -1],
      rateDps: [1, 2, 3],
      ...(temperatureC !== undefined && { temperatureC }),
    })
  return { clock, feed, heard, add }
}

test('a message is what its schema says, with the last temperature', async (t) => {
  const { clock, heard, add } = setUp(20)
  add(30)
  add(31)
  await clock.runFor(50)
  t.is(heard.length, 1)
  t.deepEqual(topics.motion.schema.parse(heard[0]), heard[0])
  t.is(heard[0]?.parts['imu.mpu6050']?.temperatureC, 31)
})

test('no samples, no message', async (t) => {
  const { clock, heard } = setUp(20)
  await clock.runFor(1_000)
  t.deepEqual(heard, [])
})

test('samples that fill a message do not wait for its time', async (t) => {
  const { clock, heard, add } = setUp(1)
  for (let sample = 0; sample < 100; sample++) add()
  await clock.runFor(1_000)
  t.deepEqual(
    heard.map(({ parts }) => parts['imu.mpu6050']?.samples.length),
    [64, 36],
  )
})

test('a stopped feed says no more', async (t) => {
  const { clock, feed, heard, add } = setUp(20)
  add()
  feed.stop()
  await clock.runFor(1_000)
  t.deepEqual(heard, [])
})
