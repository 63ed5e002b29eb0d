import test from 'ava'
import type { SerialLink } from '../../hal/serial-link.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { RotatorStatus } from './rotator.ts'
import { stepper } from './stepper.ts'

const VERSION = 'f90206'
const port = (bits: number): string => `91${bits.toString(16).padStart(2, '0')}00`
const STOPS = 'f0620500f7f0620501f7'
/** Both axes say that they stand so many steps, below 128, from where they were zeroed. */
const stand = (steps: number): string =>
  [0, 1].map((device) => `f062060${device}${steps.toString(16).padStart(2, '0')}00000000f7`).join('')

/** A board that a test speaks for. */
const setUp = () => {
  const clock = new SimClock()
  const written: string[] = []
  let hear = (_bytes: Uint8Array): void => undefined
  const link: SerialLink = {
    name: 'dish',
    write: async (bytes) => void written.push(Buffer.from(bytes).toString('hex')),
    onData: (handler) => {
      hear = handler
    },
    onState: (handler) => handler('open'),
    counters: () => ({ rxBytes: 0, txBytes: 0, reconnects: 0, writeErrors: 0 }),
    close: async () => undefined,
  }
  const rotator = stepper.open({ link, clock })
  const statuses: RotatorStatus[] = []
  rotator.onStatus((status) => statuses.push(status))
  const say = (hex: string): void => hear(Buffer.from(hex, 'hex'))
  const leaveSwitches = async (): Promise<void> => {
    say(VERSION + port(3))
    await clock.runFor(1_500)
    say(port(0))
    await clock.runFor(100)
  }
  const home = async (): Promise<void> => {
    await leaveSwitches()
    say(stand(0))
    await clock.runFor(100)
  }
  return { clock, written, rotator, statuses, say, leaveSwitches, home }
}

test('a board that says its version is set up, and both axes seek their switches', async (t) => {
  const { written, say } = setUp()
  say(VERSION)
  const [set = '', azimuth = '', elevation = ''] = written.slice(-3)
  t.regex(set, /^f062000010020300f7f06208.*f4080bd101.*f062000110040500f7.*f4090bd101$/)
  // 3°/s of 80 steps a degree, far to the left.
  t.is(azimuth, 'f0620100f7f062090018000030f7f0620300007104000 8f7'.replace(' ', ''))
  t.true(elevation.startsWith('f0620101f7'))
})

test('before it is home it refuses set-points, and keeps the line alive', async (t) => {
  const { rotator, say, clock, written } = setUp()
  say(VERSION)
  await clock.runFor(5_000)
  const error = await t.throwsAsync(rotator.point({ azimuthDeg: 100, elevationDeg: 40 }), { instanceOf: TerminalError })
  t.is(error.code, 'port-closed')
  t.true(written.filter((bytes) => bytes === 'f0620600f7f0620601f7').length >= 9)
  t.deepEqual(await rotator.stop().catch(() => 'refused'), 'refused')
})

test('home is where the switches open: set-points count from there', async (t) => {
  const { rotator, home, clock, written } = setUp()
  await home()
  await rotator.point({ azimuthDeg: 100.5, elevationDeg: 40.5 })
  await clock.runFor(300)
  // 100° and 40° from the switches, 80 steps each: 8000 and 3200.
  t.true(written.includes('f062030040 3e000000f7f0620301001900 0000f7'.replaceAll(' ', '')), written.join('\n'))
})

test('a position that was asked for before the axes were home is not taken for theirs', async (t) => {
  const { rotator, leaveSwitches, say, clock, statuses } = setUp()
  await leaveSwitches()
  say(stand(41))
  await clock.runFor(100)
  t.deepEqual(statuses, [])
  await t.throwsAsync(rotator.point({ azimuthDeg: 100, elevationDeg: 40 }))
  say(stand(1))
  await clock.runFor(100)
  say(stand(1))
  await clock.runFor(300)
  t.true(statuses.length > 0)
  t.true(statuses.every(({ position }) => position.azimuthDeg === 0.5125))
  await t.notThrowsAsync(rotator.point({ azimuthDeg: 100, elevationDeg: 40 }))
})

test('axes that are said to be elsewhere once they are home are stopped after 200 s', async (t) => {
  const { leaveSwitches, say, clock, written } = setUp()
  await leaveSwitches()
  say(stand(41))
  written.length = 0
  await clock.runFor(202_000)
  t.true(written.includes(STOPS))
})

test('a switch that is met while riding stops both axes, and they home anew', async (t) => {
  const { rotator, home, say, clock, written, statuses } = setUp()
  await home()
  await rotator.point({ azimuthDeg: 100, elevationDeg: 40 })
  written.length = 0
  say(port(1))
  t.is(written[0], STOPS)
  t.true(written.some((bytes) => bytes.startsWith('f062000010')))
  await t.throwsAsync(rotator.point({ azimuthDeg: 100, elevationDeg: 40 }))
  const before = statuses.length
  await clock.runFor(2_000)
  t.is(statuses.length, before)
})

test('homing that does not end is stopped after 200 s, and tried three times in all', async (t) => {
  const { say, clock, written } = setUp()
  say(VERSION + port(0))
  await clock.runFor(199_000)
  t.false(written.includes(STOPS))
  await clock.runFor(2_000)
  t.true(written.includes(STOPS))
  written.length = 0
  await clock.runFor(10_000)
  t.true(written.some((bytes) => bytes.startsWith('f062000010')))
  say(port(0))
  await clock.runFor(3_600_000)
  t.is(written.filter((bytes) => bytes.startsWith('f062000010')).length, 2)
  t.is(
    written.findLast((bytes) => !bytes.startsWith('f06206')),
    STOPS,
  )
})
