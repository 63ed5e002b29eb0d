import test from 'ava'
import { motionBoardDrivers } from '../../drivers/vibration/index.ts'
import type { MotionBoardDescriptor } from '../../drivers/vibration/vibration.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { virtualImu } from '../../hardware/twin/devices/imu.ts'
import { FaultSchedule } from '../../hardware/twin/faults.ts'
import { memoryPort } from '../../hardware/twin/line/memory-port.ts'
import { pacedLine } from '../../hardware/twin/line/paced-line.ts'
import { fakeWorld } from '../fakes/world.ts'
import { CONFORMANCE_RATE_HZ, conformanceMotion, type VibrationRig, vibrationConformance } from './vibration.ts'

const inMemory = async (descriptor: MotionBoardDescriptor): Promise<VibrationRig> => {
  const clock = new SimClock()
  const random = seededRandom(11)
  const faults = new FaultSchedule(clock)
  const device = virtualImu({
    name: 'imu',
    world: fakeWorld({ clock, motion: () => conformanceMotion }),
    clock,
    random,
    faultAgeMs: (fault) => faults.ageMs(fault),
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 1000 },
  })
  const line = pacedLine({ device, clock, random, faults })
  line.start()
  const openPort = memoryPort(line)
  const sensor = await descriptor.open({ openPort, rateHz: CONFORMANCE_RATE_HZ, clock, random })
  return {
    sensor,
    until: async (isTrue, limitMs) => {
      await clock.runFor(limitMs, isTrue)
      return isTrue()
    },
    fault: (name, durationMs) => faults.add({ name, atMs: 0, durationMs }),
    isLineFree: async () => {
      const port = await openPort()
      port.close()
      return true
    },
    end: async () => {
      await sensor.close()
      line.stop()
    },
  }
}

for (const [name, descriptor] of Object.entries(motionBoardDrivers)) {
  vibrationConformance(test, name, () => inMemory(descriptor))
}
