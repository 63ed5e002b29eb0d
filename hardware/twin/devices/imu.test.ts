import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { type FakeWorldOptions, fakeWorld } from '../../../test/fakes/world.ts'
import type { DeviceContext } from '../device.ts'
import { virtualImu } from './imu.ts'

/** A board with power, on a wire that carries at once; all requests are bytes as firmata-io writes them. */
const board = (world: Partial<FakeWorldOptions> = {}) => {
  const clock = new SimClock()
  const faults = new Map<string, number>()
  const context: DeviceContext = {
    name: 'imu',
    world: fakeWorld({ clock, ...world }),
    clock,
    random: seededRandom(3),
    faultAgeMs: (fault) => faults.get(fault),
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 500 },
  }
  const imu = virtualImu(context)
  const said: string[] = []
  const holdsMs: number[] = []
  imu.start({
    send: (bytes, holdMs = 0) => {
      said.push(Buffer.from(bytes).toString('hex'))
      holdsMs.push(holdMs)
    },
  })
  const ask = (text: string): string[] => {
    const before = said.length
    imu.receive(Buffer.from(text.replaceAll(' ', ''), 'hex'))
    return said.slice(before)
  }
  const booted = async (): Promise<void> => {
    await clock.runFor(1000)
    ask('f9')
    said.length = 0
  }
  return { imu, clock, faults, said, holdsMs, ask, booted }
}

/** Bytes of the data of the i-th reply in a run of equal ones. */
const dataOf = (reply: string): number[] => {
  const halves = [...Buffer.from(reply, 'hex')].slice(6, -1)
  return Array.from({ length: halves.length / 2 }, (_, at) => (halves[2 * at] ?? 0) | ((halves[2 * at + 1] ?? 0) << 7))
}
const signed = (high = 0, low = 0): number => ((high << 24) >> 16) | low
const adxlG = (reply: string): number[] => {
  const data = dataOf(reply)
  return [0, 2, 4].map((at) => signed(data[at + 1], data[at]) / 256)
}

const wakeAdxl = 'f0 76 53 00 2d 00 08 00 f7  f0 76 53 00 31 00 0b 00 f7'
const readAdxlOnce = 'f0 76 53 08 32 00 06 00 f7'
const readAdxl = 'f0 76 53 10 32 00 06 00 f7'
const wakeMpu = 'f0 76 68 00 6b 00 00 00 f7'
const readMpuOnce = 'f0 76 68 08 3b 00 0e 00 f7'
const interval20 = 'f0 7a 14 00 f7'

test('the board says its version and name unasked after power on, until the host speaks', async (t) => {
  const { clock, said, ask } = board()
  await clock.runFor(600)
  t.deepEqual(said, [])
  await clock.runFor(700)
  t.is(said.length, 4)
  t.is(said[0], 'f90206')
  t.regex(said[1] ?? '', /^f07902065300740061006e00.*f7$/)
  ask('f9')
  said.length = 0
  await clock.runFor(5000)
  t.deepEqual(said, [])
})

test('the board hears nothing before it has started', async (t) => {
  const { ask } = board()
  t.deepEqual(ask('f9'), [])
})

test('version, firmware, capabilities and analog mapping are told on request', async (t) => {
  const { ask, booted } = board()
  await booted()
  t.deepEqual(ask('f9'), ['f90206'])
  t.regex(ask('f0 79 f7')[0] ?? '', /^f0790206/)
  const pins = (ask('f0 6b f7')[0] ?? '').split('7f').length - 1
  t.is(pins, 20)
  t.is(ask('f0 69 f7')[0], `f06a${'7f'.repeat(14)}000102030405f7`)
})

test('both parts answer with their identities', async (t) => {
  const { ask, booted } = board()
  await booted()
  t.deepEqual(dataOf(ask('f0 76 53 08 00 00 01 00 f7')[0] ?? ''), [0xe5])
  t.deepEqual(dataOf(ask('f0 76 68 08 75 00 01 00 f7')[0] ?? ''), [0x68])
})

test('a part measures nothing until it is woken', async (t) => {
  const { ask, booted } = board()
  await booted()
  t.deepEqual(dataOf(ask(readAdxlOnce)[0] ?? ''), [0, 0, 0, 0, 0, 0])
  ask(wakeAdxl)
  const g = adxlG(ask(readAdxlOnce)[0] ?? '')
  t.true(Math.abs((g[2] ?? 0) + 1) < 0.04 && Math.abs(g[0] ?? 1) < 0.04, `${g}`)
})

test('DATA_FORMAT sets the scale and the clipping of the ADXL345', async (t) => {
  const { ask, booted } = board({ motion: () => ({ specificForceG: [3, -3, 1], angularRateDps: [0, 0, 0] }) })
  await booted()
  ask(wakeAdxl)
  const counts = (format: string): number[] => {
    ask(`f0 76 53 00 31 00 ${format} 00 f7`)
    return adxlG(ask(readAdxlOnce)[0] ?? '').map((g) => g * 256)
  }
  t.deepEqual(counts('08').slice(0, 2), [511, -512])
  t.true(Math.abs((counts('0b')[0] ?? 0) - 768) < 12)
  t.true(Math.abs((counts('03')[0] ?? 0) - 96) < 3)
})

test('the MPU6050 clips at 2 g until it is told otherwise', async (t) => {
  const { ask, booted } = board({ motion: () => ({ specificForceG: [0, 0, -3], angularRateDps: [0, 0, 10] }) })
  await booted()
  ask(wakeMpu)
  const clipped = dataOf(ask(readMpuOnce)[0] ?? '')
  t.is(signed(clipped[4], clipped[5]), -32768)
  t.true(Math.abs(signed(clipped[12], clipped[13]) / 131 - 10) < 0.5)
  const toldC = signed(clipped[6], clipped[7]) / 340 + 36.53
  t.true(toldC > 5 && toldC < 45)
  ask('f0 76 68 00 1c 00 08 00 f7')
  const wide = dataOf(ask(readMpuOnce)[0] ?? '')
  t.true(Math.abs(signed(wide[4], wide[5]) / 8192 + 3) < 0.05)
})

test('continuous reads come at the sampling interval, 10 to 20 ms late, until they are stopped', async (t) => {
  const { clock, said, holdsMs, ask, booted } = board()
  await booted()
  ask(interval20 + wakeAdxl + readAdxl)
  await clock.runFor(1000)
  t.is(said.length, 50)
  t.true(holdsMs.slice(-50).every((ms) => ms >= 10 && ms <= 20))
  ask('f0 76 53 18 f7')
  said.length = 0
  await clock.runFor(1000)
  t.deepEqual(said, [])
})

test('a reset ends continuous reads', async (t) => {
  const { clock, said, ask, booted } = board()
  await booted()
  ask(`${interval20}${readAdxl}ff`)
  await clock.runFor(1000)
  t.deepEqual(said, [])
})

test('an address where no part is gets a complaint', async (t) => {
  const { ask, booted } = board()
  await booted()
  t.regex(ask('f0 76 1d 08 00 00 01 00 f7')[0] ?? '', /^f071/)
})

test('a stuck board repeats its last reading, one that streams zeros is all zeros', async (t) => {
  const { faults, ask, booted } = board({ speedMps: 20 })
  await booted()
  ask(wakeMpu)
  const [last] = ask(readMpuOnce)
  faults.set('imu-stuck', 0)
  t.deepEqual([ask(readMpuOnce), ask(readMpuOnce)], [[last], [last]])
  faults.clear()
  t.not(ask(readMpuOnce)[0], last)
  faults.set('imu-zeros', 0)
  t.true(dataOf(ask(readMpuOnce)[0] ?? '').every((byte) => byte === 0))
})

test('a board that is struck clips', async (t) => {
  const { faults, ask, booted } = board()
  await booted()
  ask(wakeMpu)
  faults.set('imu-clips', 0)
  const clipped = Array.from({ length: 50 }, () => dataOf(ask(readMpuOnce)[0] ?? '')).filter((data) =>
    [0, 2, 4].some((at) => Math.abs(signed(data[at], data[at + 1])) >= 32_767),
  )
  t.true(clipped.length > 40)
})

test('a board at half its rate sends every other reading', async (t) => {
  const { clock, faults, said, ask, booted } = board()
  await booted()
  ask(interval20 + wakeAdxl + readAdxl)
  faults.set('imu-rate', 0)
  await clock.runFor(1000)
  t.is(said.length, 25)
})

test('a pulled plug takes the power: the board forgets all and speaks first when it is back', async (t) => {
  const { clock, faults, said, ask, booted } = board()
  await booted()
  ask(interval20 + wakeAdxl + readAdxl)
  faults.set('imu-unplug', 0)
  await clock.runFor(500)
  said.length = 0
  await clock.runFor(1000)
  t.deepEqual(said, [])
  faults.clear()
  await clock.runFor(1000)
  t.is(said[0], 'f90206')
  ask('f9')
  t.deepEqual(adxlG(ask(readAdxlOnce)[0] ?? ''), [0, 0, 0])
})

test('a board without power says nothing and may be started again', async (t) => {
  const { imu, clock, said, ask, booted } = board()
  await booted()
  ask(interval20 + readAdxl)
  imu.stop()
  await clock.runFor(2000)
  t.deepEqual(said, [])
  const again: number[] = []
  imu.start({ send: (bytes) => again.push(bytes.length) })
  await clock.runFor(1000)
  t.is(again.length, 2)
})
