import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { stepperJohnnyFive } from '../../drivers/rotator/stepper.ts'
import { sleep } from '../../hal/clock.ts'
import { johnnyFiveSteppers } from '../../hal/firmata/johnny-five-steppers.ts'
import { systemClock as clock } from '../../hal/linux/clock.ts'
import { openPty } from '../../hal/linux/pty.ts'
import { openSerialPort } from '../../hal/linux/serial-port.ts'
import { seededRandom } from '../../hal/random.ts'
import { reconnectingLink } from '../../hal/reconnecting-link.ts'
import { virtualStepperDish } from '../../hardware/twin/devices/dish-stepper.ts'
import { FaultSchedule } from '../../hardware/twin/faults.ts'
import { pacedLine } from '../../hardware/twin/line/paced-line.ts'
import { servePty } from '../../hardware/twin/line/serve-pty.ts'
import { fakeWorld } from '../fakes/world.ts'

/** Everything that these tests put on disk. */
const temporary = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

const POLL_MS = 20
/** A switch is left at half a degree a second: a busy machine that hears of it a second late homes no better. */
const HOMED_WITHIN_DEG = 0.5

const untilReally = async (isTrue: () => boolean, limitMs: number): Promise<boolean> => {
  const endMs = clock.nowMs() + limitMs
  while (!isTrue() && clock.nowMs() < endMs) await sleep(clock, POLL_MS)
  return isTrue()
}

/** The board on a real pseudo-terminal, at real speed; the dish stands near its switches, so that homing takes seconds. */
const onPty = async () => {
  const random = seededRandom(11)
  const faults = new FaultSchedule(clock)
  const device = virtualStepperDish({
    name: 'dish',
    world: fakeWorld({ clock }),
    clock,
    random,
    faultAgeMs: (fault) => faults.ageMs(fault),
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 100 },
    terminal: {
      name: 'geo',
      service: { kind: 'geo', longitudeDeg: 58.5 },
      setBoresight: () => {},
      setMuted: () => {},
      reception: () => ({ isReceiving: false, carrierToNoiseDb: 0, errorDeg: 0, isBlocked: false }),
    },
  })
  device.mount.azimuth.turnBy(-178)
  device.mount.elevation.turnBy(-28.5)
  const line = pacedLine({ device, clock, random, faults })
  line.start()
  const path = join(mkdtempSync(join(temporary, 'dish-')), 'dish')
  const errors: unknown[] = []
  const server = await servePty({ line, link: path, openPty, onError: (error) => errors.push(error) })
  const open = openSerialPort(path, device.serial, 'dish')
  const link = reconnectingLink({ name: 'dish', open, clock, random })
  const board = await johnnyFiveSteppers()
  const rotator = stepperJohnnyFive.openOnBoard?.({ link, clock, board })
  const end = async (): Promise<void> => {
    await rotator?.close()
    server.close()
    line.stop()
    faults.close()
  }
  return { rotator, device, errors, end }
}

test('johnny-five homes a mount on its switches and points it, at real speed on a pseudo-terminal', async (t) => {
  const { rotator, device, errors, end } = await onPty()
  t.teardown(end)
  if (!rotator) return t.fail('the driver takes no board')
  let azimuthDeg = Number.NaN
  rotator.onStatus(({ position }) => {
    azimuthDeg = position.azimuthDeg
  })
  t.true(await untilReally(() => !Number.isNaN(azimuthDeg), 30_000))
  t.true(Math.abs(azimuthDeg - device.mount.azimuth.encoderDeg) < HOMED_WITHIN_DEG, `${azimuthDeg}`)
  await rotator.point({ azimuthDeg: 5, elevationDeg: 3 })
  t.true(await untilReally(() => Math.abs(azimuthDeg - 5) < 0.1, 15_000), `${azimuthDeg}`)
  t.true(Math.abs(device.mount.azimuth.encoderDeg - 5) < 0.1 + HOMED_WITHIN_DEG)
  t.true(Math.abs(device.mount.elevation.encoderDeg - 3) < 0.1 + HOMED_WITHIN_DEG)
  t.deepEqual(errors, [])
})
