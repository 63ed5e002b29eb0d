import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { fakeWorld } from '../../../test/fakes/world.ts'
import type { Terminal } from '../terminal.ts'
import { virtualDish } from './dish.ts'
import { gs232Limits, type MountAxes } from './dish-mount.ts'

const setUp = (options: { mountYawDeg?: number; speedMps?: number; limits?: MountAxes } = {}) => {
  const clock = new SimClock()
  const faults = new Set<string>()
  const heard: string[] = []
  const boresight = { azimuthDeg: -1, elevationDeg: -1, updates: 0 }
  const terminal: Terminal = {
    name: 'geo',
    service: { kind: 'geo', longitudeDeg: 58.5 },
    setBoresight: (azimuthDeg, elevationDeg) => {
      Object.assign(boresight, { azimuthDeg, elevationDeg, updates: boresight.updates + 1 })
    },
    setMuted: () => {},
    reception: () => ({ isReceiving: false, carrierToNoiseDb: 0, errorDeg: 0, isBlocked: false }),
  }
  const dish = virtualDish({
    name: 'dish',
    world: fakeWorld({ clock, speedMps: options.speedMps ?? 0 }),
    clock,
    random: seededRandom(1),
    faultAgeMs: (fault) => (faults.has(fault) ? 1 : undefined),
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 100 },
    terminal,
    mountYawDeg: options.mountYawDeg ?? 0,
    ...(options.limits && { limits: options.limits }),
  })
  dish.start({ send: (bytes) => heard.push(Buffer.from(bytes).toString()) })
  const send = (text: string): void => dish.receive(Buffer.from(text))
  return { clock, faults, heard, boresight, dish, send }
}

test('queries of one line are answered in one line, 20 to 60 ms later', async (t) => {
  const { clock, send, heard } = setUp()
  send('AZ EL GS GE\r\n')
  await clock.runFor(19)
  t.deepEqual(heard, [])
  await clock.runFor(42)
  t.deepEqual(heard, ['AZ180.0 EL30.0 GS1 GE0\n'])
})

test('commands may be cut anywhere and separated by space, CR or LF', async (t) => {
  const { clock, send, heard } = setUp()
  for (const letter of 'AZ185 EL33.5\rAZ EL\n') send(letter)
  await clock.runFor(10_000)
  send('AZ EL GS\n')
  await clock.runFor(100)
  t.is(heard.at(-1), 'AZ185.0 EL33.5 GS4\n')
})

test('the boresight follows the mount turned by its yaw, and play and wind keep it off by little', async (t) => {
  const { clock, send, boresight } = setUp({ mountYawDeg: 270, speedMps: 30 })
  send('AZ200 EL40\n')
  await clock.runFor(10_000)
  t.true(Math.abs(boresight.azimuthDeg - 110) < 0.2, `${boresight.azimuthDeg}`)
  t.true(Math.abs(boresight.elevationDeg - 40) < 0.2, `${boresight.elevationDeg}`)
  t.not(boresight.azimuthDeg, 110)
})

test('a mount at rest sets no timer', async (t) => {
  const { clock, send, boresight } = setUp()
  send('AZ181\n')
  await clock.runFor(5000)
  const { updates } = boresight
  t.true(updates > 10)
  await clock.runFor(60_000)
  t.is(boresight.updates, updates)
})

test('VR turns clockwise and VU up, in mdeg/s, until SA and SE', async (t) => {
  const { clock, send, heard } = setUp()
  send('VR2000 VU1000\n')
  await clock.runFor(5000)
  send('SA SE\n')
  await clock.runFor(2000)
  send('AZ EL GS\n')
  await clock.runFor(100)
  const [azimuthDeg = 0, elevationDeg = 0] = (heard.at(-1)?.match(/[\d.]+/g) ?? []).map(Number)
  t.true(Math.abs(azimuthDeg - 190) < 0.5, `${azimuthDeg}`)
  t.true(Math.abs(elevationDeg - 35) < 0.3, `${elevationDeg}`)
  t.true(heard.at(-1)?.endsWith('GS1\n'))
})

test('a jammed mount stands still, says so unasked once, and shows it in both registers', async (t) => {
  const { clock, send, heard, faults } = setUp()
  faults.add('dish-jam')
  send('AZ200\n')
  await clock.runFor(3000)
  send('AZ GS GE\n')
  await clock.runFor(100)
  t.deepEqual(heard, ['ALjam\n', 'AZ180.0 GS12 GE2\n'])
})

test('garbage is ignored and memory stays bounded', async (t) => {
  const { clock, send, heard } = setUp()
  send(`${'\u0001x'.repeat(5000)}\nAZnan EL-- VRx \u0000 AZ\n`)
  await clock.runFor(100)
  t.deepEqual(heard, ['AZ180.0\n'])
})

test('power loss forgets the set-point and silences the line', async (t) => {
  const { clock, send, heard, dish } = setUp()
  send('AZ250\nAZ EL\n')
  dish.stop()
  await clock.runFor(10_000)
  t.deepEqual(heard, [])
  dish.start({ send: (bytes) => heard.push(Buffer.from(bytes).toString()) })
  send('AZ EL GS\n')
  await clock.runFor(100)
  t.deepEqual(heard, ['AZ180.0 EL30.0 GS1\n'])
})

test('a velocity against an end stop ends there, is said once, and shows until the next command', async (t) => {
  const { clock, send, heard } = setUp()
  send('VR20000\n')
  await clock.runFor(40_000)
  send('AZ GS\n')
  await clock.runFor(100)
  t.deepEqual(heard, ['ALend stop\n', 'AZ450.0 GS8\n'])
  send('VL1000\n')
  await clock.runFor(1_000)
  send('GS\n')
  await clock.runFor(100)
  t.is(heard.at(-1), 'GS2\n')
})

test('a mount that leans over backwards looks to the other side', async (t) => {
  const { clock, boresight, send } = setUp({ limits: gs232Limits })
  send('AZ200 EL130\n')
  await clock.runFor(60_000)
  t.true(Math.abs(boresight.azimuthDeg - 20) < 0.2 && Math.abs(boresight.elevationDeg - 50) < 0.2)
})
