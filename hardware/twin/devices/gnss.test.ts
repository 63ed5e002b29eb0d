import test from 'ava'
import { seededRandom } from '../../../hal/random.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { type FakeWorldOptions, fakeWorld } from '../../../test/fakes/world.ts'
import { virtualGnss } from './gnss.ts'

const START_UTC_MS = Date.UTC(2028, 1, 28, 23, 59, 50)

const powerUp = (options: Partial<FakeWorldOptions> & { seed?: number; fixHz?: number } = {}) => {
  const { seed = 3, fixHz = 5, ...world } = options
  const clock = new SimClock()
  const device = virtualGnss({
    name: 'gnss',
    world: fakeWorld({ clock, startUtcMs: START_UTC_MS, ...world }),
    clock,
    random: seededRandom(seed),
    faultAgeMs: () => undefined,
    rates: { fixHz, motionHz: 100, statusEveryMs: 200 },
  })
  const sent: { atMs: number; text: string }[] = []
  const start = (): void =>
    device.start({
      send: (bytes, holdMs = 0) => sent.push({ atMs: clock.nowMs() + holdMs, text: Buffer.from(bytes).toString() }),
    })
  start()
  const lines = (formatter: string): string[][] =>
    sent
      .flatMap(({ text }) => text.trim().split('\r\n'))
      .filter((line) => line.slice(3, 6) === formatter)
      .map((line) => line.slice(1, line.indexOf('*')).split(','))
  return { clock, device, sent, start, lines }
}

const statuses = (rmcs: readonly string[][]): string => rmcs.map((fields) => fields[2]).join('')
const minutesDeg = (field: string, degreeDigits: number): number =>
  Number(field.slice(0, degreeDigits)) + Number(field.slice(degreeDigits)) / 60

test('every sentence has its checksum, ends with CR LF and is short enough for the standard', async (t) => {
  const { clock, sent } = powerUp()
  await clock.runFor(10_000)
  for (const line of sent.flatMap(({ text }) => text.split(/(?<=\n)/))) {
    const [, body = '', sum = ''] = /^\$([ -)+-~]+)\*([0-9A-F]{2})\r\n$/.exec(line) ?? []
    t.is(
      [...Buffer.from(body)].reduce((all, byte) => all ^ byte, 0),
      Number.parseInt(sum, 16),
    )
    t.true(line.length <= 82, line)
  }
})

test('five epochs a second, each 60 to 100 ms after its time', async (t) => {
  const { clock, sent } = powerUp()
  await clock.runFor(10_050)
  const epochs = sent.filter(({ text }) => text.includes('RMC'))
  t.is(epochs.length, 50)
  for (const { atMs } of epochs) t.true(atMs % 200 >= 60 && atMs % 200 <= 100)
})

test('satellites, errors and the date are sent once a second', async (t) => {
  const { clock, lines } = powerUp()
  await clock.runFor(10_150)
  t.is(lines('ZDA').length, 11)
  t.is(lines('GST').length, 11)
  t.is(lines('GSV').filter((fields) => fields[0] === 'GPGSV' && fields[2] === '1').length, 11)
})

test('time and date are right over midnight of a leap day', async (t) => {
  const { clock, lines } = powerUp({ fixHz: 1 })
  await clock.runFor(12_500)
  t.deepEqual(lines('ZDA').at(-1)?.slice(1, 5), ['000002.00', '29', '02', '2028'])
  t.is(lines('RMC').at(-1)?.[9], '290228')
})

test('from cold there is no fix for three seconds, and no position', async (t) => {
  const { clock, lines } = powerUp({ fixHz: 1 })
  await clock.runFor(5500)
  t.is(statuses(lines('RMC')), 'VVAAA')
  t.deepEqual(lines('GGA')[0]?.slice(2, 8), ['', '', '', '', '0', '00'])
})

test('at rest there is no course', async (t) => {
  const { clock, lines } = powerUp()
  await clock.runFor(20_000)
  t.deepEqual(new Set(lines('RMC').map((fields) => fields[8])), new Set(['']))
})

test('in a tunnel the fix goes within two seconds and is back eight seconds after it at the latest', async (t) => {
  let isTunnel = false
  const { clock, lines } = powerUp({
    fixHz: 1,
    surroundings: () => ({ kind: isTunnel ? 'tunnel' : 'open', horizonDeg: () => 0 }),
  })
  await clock.runFor(10_500)
  isTunnel = true
  await clock.runFor(30_000)
  isTunnel = false
  await clock.runFor(15_000)
  t.regex(statuses(lines('RMC')), /^VV+A+V{27,30}V{2,9}A+$/)
  t.regex(
    lines('GSA')
      .map((fields) => fields[2])
      .join(''),
    /^1+3+1+3+$/,
  )
})

test('a horizon of 90° all round is as dark as a tunnel, a half one is not', async (t) => {
  const dark = powerUp({ surroundings: () => ({ kind: 'canopy', horizonDeg: () => 90 }) })
  const half = powerUp({
    surroundings: () => ({ kind: 'cutting', horizonDeg: (azimuthDeg) => (azimuthDeg < 180 ? 30 : 0) }),
  })
  await dark.clock.runFor(20_000)
  await half.clock.runFor(20_000)
  t.notRegex(statuses(dark.lines('RMC')), /A/)
  t.regex(statuses(half.lines('RMC')), /A$/)
})

test('position errors are 2.5 m rms over many receivers, and hardly change within seconds', async (t) => {
  const squares: number[] = []
  for (let seed = 0; seed < 60; seed++) {
    const { clock, lines } = powerUp({ seed, fixHz: 1 })
    await clock.runFor(8500)
    const fixes = lines('RMC').filter((fields) => fields[2] === 'A')
    const errors = fixes.map((fields) => [
      (minutesDeg(fields[3] as string, 2) - 51.112) * 111_250,
      (minutesDeg(fields[5] as string, 3) - 71.533) * 70_030,
    ])
    const [first = [0, 0], last = [0, 0]] = [errors[0], errors.at(-1)]
    squares.push((last[0] as number) ** 2 + (last[1] as number) ** 2)
    t.true(Math.hypot((first[0] as number) - (last[0] as number), (first[1] as number) - (last[1] as number)) < 3)
  }
  const rmsM = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
  t.true(rmsM > 2 && rmsM < 3, `${rmsM}`)
})

test('height over the sea and the geoid add up to the height over the ellipsoid', async (t) => {
  const { clock, lines } = powerUp()
  await clock.runFor(6000)
  const fields = lines('GGA').at(-1) as string[]
  t.true(Math.abs(Number(fields[9]) + Number(fields[11]) - 350) < 15)
  t.true(Number(fields[11]) < 0)
})

test('switched off it is silent, and starts from cold again', async (t) => {
  const { clock, device, sent, start, lines } = powerUp({ fixHz: 1 })
  await clock.runFor(6020)
  device.stop()
  sent.length = 0
  await clock.runFor(5000)
  t.deepEqual(sent, [])
  start()
  await clock.runFor(2500)
  t.is(statuses(lines('RMC')), 'VV')
})

test('the same seed gives the same bytes, another one others', async (t) => {
  const [first, same, other] = [powerUp(), powerUp(), powerUp({ seed: 4 })]
  for (const { clock } of [first, same, other]) await clock.runFor(10_000)
  t.deepEqual(first.sent, same.sent)
  t.notDeepEqual(first.sent, other.sent)
})
