import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { sleep } from '../../hal/clock.ts'
import { openJohnnyFiveBoard } from '../../hal/firmata/johnny-five-board.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { openPty } from '../../hal/linux/pty.ts'
import { openSerialPort } from '../../hal/linux/serial-port.ts'
import { seededRandom } from '../../hal/random.ts'
import { virtualImu } from '../../hardware/twin/devices/imu.ts'
import { FaultSchedule } from '../../hardware/twin/faults.ts'
import { pacedLine } from '../../hardware/twin/line/paced-line.ts'
import { servePty } from '../../hardware/twin/line/serve-pty.ts'
import { fakeWorld } from '../fakes/world.ts'
import { CONFORMANCE_RATE_HZ, conformanceMotion, type VibrationRig, vibrationConformance } from './vibration.ts'

/** Everything that these tests put on disk. */
const temporary = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const POLL_MS = 20

const untilReally = async (isTrue: () => boolean, limitMs: number): Promise<boolean> => {
  const endMs = systemClock.nowMs() + limitMs
  while (!isTrue() && systemClock.nowMs() < endMs) await sleep(systemClock, POLL_MS)
  return isTrue()
}

/** The board on a real pseudo-terminal, read by serialport, firmata-io and johnny-five. */
const onPty = async (): Promise<VibrationRig> => {
  const clock = systemClock
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
  const link = join(mkdtempSync(join(temporary, 'imu-')), 'imu')
  const errors: unknown[] = []
  const server = await servePty({ line, link, openPty, onError: (error) => errors.push(error) })
  const openPort = openSerialPort(link, device.serial, 'imu')
  const powerOff = (): void => {
    server.close()
    line.stop()
    faults.close()
  }
  const sensor = await openJohnnyFiveBoard({
    name: 'imu',
    link: openPort,
    parts: ['adxl345', 'mpu6050'],
    rateHz: CONFORMANCE_RATE_HZ,
    clock,
    random,
  }).catch((error) => {
    powerOff()
    throw error
  })
  return {
    sensor,
    isRealTime: true,
    until: untilReally,
    fault: (name, durationMs) => faults.add({ name, atMs: 0, durationMs }),
    isLineFree: async () => {
      const port = await openPort()
      port.close()
      return errors.length === 0
    },
    end: async () => {
      await sensor.close()
      powerOff()
    },
  }
}

vibrationConformance(test, 'johnny-five', onPty)
