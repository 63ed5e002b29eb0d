import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { MotionSample } from '../motion-sensor.ts'
import { seededRandom } from '../random.ts'
import { TerminalError, type TerminalErrorCode } from '../terminal-error.ts'
import { systemClock } from './clock.ts'
import { openIio } from './iio.ts'

const clock = systemClock

/** As an ADXL345 shows itself: 13 bits, 3.9 mg a count, no timestamp switched on yet. */
const adxl345: Readonly<Record<string, string>> = {
  name: 'adxl345',
  in_accel_scale: '0.038245',
  in_accel_sampling_frequency: '100.000000',
  in_accel_sampling_frequency_available: '25 50 100 200 400',
  'buffer/enable': '0',
  'buffer/length': '2',
  'buffer/watermark': '1',
  'trigger/current_trigger': '',
  'scan_elements/in_accel_x_en': '0',
  'scan_elements/in_accel_x_index': '0',
  'scan_elements/in_accel_x_type': 'le:s13/16>>0',
  'scan_elements/in_accel_y_en': '0',
  'scan_elements/in_accel_y_index': '1',
  'scan_elements/in_accel_y_type': 'le:s13/16>>0',
  'scan_elements/in_accel_z_en': '0',
  'scan_elements/in_accel_z_index': '2',
  'scan_elements/in_accel_z_type': 'le:s13/16>>0',
  'scan_elements/in_timestamp_en': '0',
  'scan_elements/in_timestamp_index': '3',
  'scan_elements/in_timestamp_type': 'le:s64/64>>0',
  'scan_elements/in_temp_en': '1',
  'scan_elements/in_temp_index': '4',
  'scan_elements/in_temp_type': 'le:s16/16>>0',
}

/** A sysfs of plain files with a second device beside, and a folder of character devices. */
const fakeKernel = async (t: ExecutionContext, attributes: Readonly<Record<string, string>> = adxl345) => {
  const root = await mkdtemp(join(tmpdir(), 'steppelink-iio-'))
  t.teardown(() => rm(root, { recursive: true, force: true }))
  const places = { sysfs: join(root, 'sys'), dev: join(root, 'dev') }
  const device = join(places.sysfs, 'iio:device1')
  const beside = join(places.sysfs, 'iio:device0')
  await mkdir(beside, { recursive: true })
  await writeFile(join(beside, 'name'), 'thermometer\n')
  await mkdir(places.dev)
  for (const folder of ['buffer', 'trigger', 'scan_elements']) await mkdir(join(device, folder), { recursive: true })
  for (const [name, text] of Object.entries(attributes)) await writeFile(join(device, name), `${text}\n`)
  const buffer = join(places.dev, 'iio:device1')
  await writeFile(buffer, '')
  const attribute = async (name: string): Promise<string> => (await readFile(join(device, name), 'utf8')).trim()
  return { root, places, device, buffer, attribute }
}

/** A scan of counts with its timestamp. */
const scan = (counts: readonly number[], stampMs: number): Buffer => {
  const bytes = Buffer.alloc(16)
  for (const [axis, count] of counts.entries()) bytes.writeInt16LE(count, 2 * axis)
  bytes.writeBigInt64LE(BigInt(Math.round(stampMs * 1e6)), 8)
  return bytes
}

const until = (isTrue: () => boolean, limitMs = 10_000): Promise<boolean> =>
  new Promise((resolve) => {
    const sinceMs = clock.nowMs()
    const stop = clock.every(10, () => {
      if (!isTrue() && clock.nowMs() - sinceMs < limitMs) return
      stop()
      resolve(isTrue())
    })
  })

const listenTo = async (t: ExecutionContext, places: { sysfs: string; dev: string }, rateHz = 150) => {
  const sensor = await openIio({ name: 'adxl345', rateHz, clock, random: seededRandom(1), places })
  t.teardown(() => sensor.close())
  const samples: MotionSample[] = []
  sensor.onSample((sample) => samples.push(sample))
  return { sensor, samples }
}

test('a device is found by its name, and set up: rate, channels, buffer', async (t) => {
  const { places, attribute } = await fakeKernel(t)
  const { sensor } = await listenTo(t, places)
  t.is(sensor.rateHz, 200)
  t.true(Math.abs(sensor.rangeG - 16) < 0.1, `${sensor.rangeG}`)
  const set = ['in_accel_x_en', 'in_accel_z_en', 'in_timestamp_en', 'in_temp_en'].map((name) => `scan_elements/${name}`)
  t.deepEqual(await Promise.all(set.map(attribute)), ['1', '1', '1', '0'])
  t.is(await attribute('in_accel_sampling_frequency'), '200')
  t.is(await attribute('buffer/length'), '400')
  t.is(await attribute('trigger/current_trigger'), 'adxl345-dev1')
  t.is(await attribute('buffer/enable'), '1')
  await sensor.close()
  t.is(await attribute('buffer/enable'), '0')
})

test('counts become g, and times follow the timestamps back from now', async (t) => {
  const { places, buffer } = await fakeKernel(t)
  const { samples, sensor } = await listenTo(t, places)
  await appendFile(
    buffer,
    Buffer.concat([scan([256, -128, 0], 1_000), scan([0, 0, 256], 1_005), scan([0, 0, 4], 1_010)]),
  )
  t.true(await until(() => samples.length === 3))
  const [first, second, third] = samples
  t.is(first?.part, 'accelerometer')
  for (const [axis, g] of [1, -0.5, 0].entries()) t.true(Math.abs((first?.accelerationG[axis] ?? 9) - g) < 0.005)
  t.true(Math.abs((second?.atMs ?? 0) - (first?.atMs ?? 0) - 5) < 1e-6)
  t.true(Math.abs((third?.atMs ?? 0) - (second?.atMs ?? 0) - 5) < 1e-6)
  t.like(sensor.counters(), { rxBytes: 48, rxFrames: 3, reconnects: 0 })
})

test('a scan may come in two halves, and a full buffer is read in pieces', async (t) => {
  const { places, buffer } = await fakeKernel(t)
  const { samples } = await listenTo(t, places)
  const whole = scan([1, 2, 256], 0)
  await appendFile(buffer, whole.subarray(0, 7))
  t.false(await until(() => samples.length > 0, 200))
  await appendFile(
    buffer,
    Buffer.concat([whole.subarray(7), ...Array.from({ length: 4_999 }, (_, at) => scan([1, 2, 256], at))]),
  )
  t.true(await until(() => samples.length === 5_000))
  t.true(samples.every(({ accelerationG: [, , z] }) => Math.abs(z - 1) < 0.01))
  t.true(samples.every(({ atMs }, at) => at === 0 || atMs >= (samples[at - 1]?.atMs ?? 0)))
})

test('a FIFO serves as well: what is not there is not waited for', async (t) => {
  const { places, buffer } = await fakeKernel(t)
  await rm(buffer)
  execFileSync('mkfifo', [buffer])
  const { samples, sensor } = await listenTo(t, places)
  const writer = await open(buffer, 'w')
  await writer.write(scan([0, 0, 256], 0))
  t.true(await until(() => samples.length === 1))
  const sinceMs = clock.nowMs()
  await sensor.close()
  t.true(clock.nowMs() - sinceMs < 500)
  await writer.close()
})

test('a device that vanishes is found again when it is back', async (t) => {
  const { places, root, buffer, attribute } = await fakeKernel(t)
  const { samples, sensor } = await listenTo(t, places)
  await appendFile(buffer, scan([0, 0, 256], 0))
  t.true(await until(() => samples.length === 1))
  await rename(places.sysfs, join(root, 'gone'))
  await rm(buffer)
  // It says nothing for two seconds, and is not there when it is looked for.
  t.true(await until(() => sensor.counters().timeouts === 1))
  t.false(await until(() => sensor.counters().reconnects > 0, 700))
  await rename(join(root, 'gone'), places.sysfs)
  await writeFile(buffer, scan([0, 0, 256], 0))
  t.true(await until(() => samples.length === 2))
  t.is(sensor.counters().reconnects, 1)
  t.is(await attribute('buffer/enable'), '1')
})

const refuses = test.macro({
  exec: async (t, attributes: Readonly<Record<string, string>>, code: TerminalErrorCode, message: RegExp) => {
    const { places } = await fakeKernel(t, attributes)
    const error = await t.throwsAsync(listenTo(t, places), { instanceOf: TerminalError })
    t.is(error.code, code)
    t.regex(error.message, message)
  },
  title: (title) => `${title} is refused with its reason`,
})
test('a name that is not there', refuses, { ...adxl345, name: 'lis3dh' }, 'port-missing', /there are .*lis3dh/)
test(
  'a type that we do not read',
  refuses,
  { ...adxl345, 'scan_elements/in_accel_y_type': 'le:s16/16X3>>0' },
  'device-refused',
  /accel_y has a type we do not read/,
)
test(
  'a device without accelerometers',
  refuses,
  { name: 'adxl345', 'buffer/enable': '0', 'buffer/length': '2' },
  'device-refused',
  /no three accelerometers/,
)

test('gyroscopes of the same device are read with it', async (t) => {
  const gyroscopes = Object.fromEntries(
    ['x', 'y', 'z'].flatMap((axis, at) => [
      [`scan_elements/in_anglvel_${axis}_en`, '0'],
      [`scan_elements/in_anglvel_${axis}_index`, String(3 + at)],
      [`scan_elements/in_anglvel_${axis}_type`, 'be:s16/16>>0'],
    ]),
  )
  const moved = { 'scan_elements/in_timestamp_index': '9', in_anglvel_scale: String(Math.PI / 180 / 131) }
  const { places, buffer } = await fakeKernel(t, { ...adxl345, ...gyroscopes, ...moved })
  const { samples } = await listenTo(t, places)
  const bytes = Buffer.alloc(24)
  for (const [axis, count] of [131, -262, 0].entries()) bytes.writeInt16BE(count, 6 + 2 * axis)
  await appendFile(buffer, bytes)
  t.true(await until(() => samples.length === 1))
  const rates = samples[0]?.rateDps ?? [9, 9, 9]
  t.true(Math.abs(rates[0] - 1) < 1e-9 && Math.abs(rates[1] + 2) < 1e-9 && Math.abs(rates[2]) < 1e-9, `${rates}`)
})
