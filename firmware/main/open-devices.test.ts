import { readFile } from 'node:fs/promises'
import test from 'ava'
import { memoryAppendLog } from '../../hal/append-log.ts'
import type { SerialSettings } from '../../hal/port.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { fakeMotion } from '../../test/fakes/drivers.ts'
import { parseConfig } from '../config/read-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { UsageError } from '../usage-error.ts'
import type { Machine } from './machine.ts'
import { DeviceOpener, devicesOf } from './open-devices.ts'
import { twinTrainFile } from './twin-config.ts'

const config = parseConfig(await readFile(twinTrainFile, 'utf8'), 'twin.yaml')

const missing = (device: string) =>
  new TerminalError({ code: 'port-missing', device, retry: 'backoff', message: 'there is no such port' })

/** A machine without a single port, which remembers what it was asked to open. */
const setUp = (iio?: Machine['iio'], readPrivate?: Machine['readPrivate']) => {
  const clock = new SimClock()
  const asked: { device: string; where: string; settings: SerialSettings }[] = []
  const machine: Machine = {
    clock,
    random: seededRandom(1),
    line: (device, where, settings) => {
      asked.push({ device, where, settings })
      return () => Promise.reject(missing(device))
    },
    rpc: () => Promise.reject(missing('rpc')),
    gpio: () => Promise.reject(missing('gpio')),
    network: () => Promise.reject(missing('network')),
    listen: () => Promise.reject(missing('network')),
    transmissionLog: async () => memoryAppendLog(),
    storage: async () => memoryStorage(),
    readText: () => Promise.reject(new UsageError('no files here')),
    ...(iio && { iio }),
    ...(readPrivate && { readPrivate }),
  }
  return { clock, asked, opener: new DeviceOpener(machine, config.rates) }
}

const firstOf = <C extends Parameters<typeof devicesOf>[1]>(wanted: C) => {
  const [found] = devicesOf<C>(config, wanted)
  if (!found) throw new Error(`the twin has no ${wanted}`)
  return found
}

for (const driver of ['nmea-0183', 'constructor', 'to-string']) {
  for (const open of ['gnss', 'modem', 'antenna', 'rotator', 'cellular', 'vibration', 'power'] as const) {
    test(`an unknown driver of class ${open} is refused with those there are: ${driver}`, async (t) => {
      const { asked, opener } = setUp()
      const [name, device] = firstOf(open)
      const wrong = { ...device, driver }
      const error = await t.throwsAsync(async () => opener[open](name, wrong as never), { instanceOf: UsageError })
      t.is(error?.message.split('; drivers: ')[0], `devices.${name}.driver: "${driver}": no such driver`)
      t.regex(error?.message ?? '', /; drivers: [a-z0-9-]+/)
      t.deepEqual(asked, [])
    })
  }
}

test('the settings of the configuration replace the driver’s own, and only those that are given', (t) => {
  const { asked, opener } = setUp()
  const [name, device] = firstOf('gnss')
  opener.gnss(name, device)
  opener.gnss(name, { ...device, serial: { baudRate: 4_800 } } satisfies TrainConfig['devices'][string])
  t.is(asked[0]?.where, device.port)
  t.deepEqual(asked[1]?.settings, { ...(asked[0]?.settings as SerialSettings), baudRate: 4_800 })
})

test('a line that cannot be opened is told to those who ask', async (t) => {
  const { clock, opener } = setUp()
  const receiver = opener.gnss(...firstOf('gnss'))
  await t.throwsAsync(opener.firstOpenings(), { instanceOf: TerminalError, message: 'gnss: there is no such port' })
  await Promise.all([receiver.close(), clock.runFor(1_000)])
})

test('devices are found by their class, with their names', (t) => {
  t.deepEqual(
    devicesOf(config, 'modem').map(([name]) => name),
    ['modem', 'geo-modem'],
  )
})

test('an accelerometer of the kernel is opened by its name there, and its own rate and range hold', async (t) => {
  const asked: object[] = []
  const { sensor } = fakeMotion()
  const { opener } = setUp(async (wanted) => {
    asked.push(wanted)
    return { ...sensor, rateHz: 400, rangeG: 8 }
  })
  const [, device] = firstOf('vibration')
  const fitted = await opener.vibration('bogie', { ...device, driver: 'iio', port: 'iio:adxl345', rateHz: 250 })
  t.deepEqual(asked, [{ name: 'adxl345', rateHz: 250 }])
  t.like(fitted, { rateHz: 400, limits: { rangeG: { accelerometer: 8 }, validBandHz: [0.1, 500] } })
})

test('a vibration board that is not there is fitted all the same, and told to those who ask', async (t) => {
  const { clock, opener } = setUp()
  const [name, device] = firstOf('vibration')
  const line = await opener.vibration(name, device)
  await t.throwsAsync(opener.firstOpenings(), { instanceOf: TerminalError, message: 'imu: there is no such port' })
  let isThere = false
  const { sensor } = fakeMotion()
  const late = setUp(async () => {
    if (!isThere) throw missing('bogie')
    return { ...sensor, rateHz: 400, rangeG: 8 }
  })
  const kernel = await late.opener.vibration('bogie', { ...device, driver: 'iio', port: 'iio:adxl345', rateHz: 250 })
  t.is(kernel.rateHz, 250)
  isThere = true
  await late.clock.runFor(6_000)
  t.like(kernel, { rateHz: 400, limits: { rangeG: { accelerometer: 8 } } })
  await Promise.all([line.sensor.close(), kernel.sensor.close(), clock.runFor(1_000)])
})

test('a machine without a kernel below has no accelerometers of it', async (t) => {
  const [, device] = firstOf('vibration')
  const opening = setUp().opener.vibration('bogie', { ...device, driver: 'iio', port: 'iio:adxl345' })
  await t.throwsAsync(opening, { instanceOf: UsageError, message: /devices\.bogie\.driver/ })
})

test('a PIN that others than its owner may read is not read, and the setting that names its file is', async (t) => {
  const [name, device] = firstOf('cellular')
  const message = '/etc/lte.pin: others than its owner may read it: chmod 600 /etc/lte.pin'
  const { opener } = setUp(undefined, () =>
    Promise.reject(new TerminalError({ code: 'network-failed', device: 'network', retry: 'never', message })),
  )
  const error = await t.throwsAsync(opener.cellular(name, { ...device, pinFile: '/etc/lte.pin' }), {
    instanceOf: UsageError,
  })
  t.regex(error?.message ?? '', /^devices\.lte\.pinFile: .*chmod 600/)
})

test('two SIMs need a driver that can choose between them', async (t) => {
  const [name, device] = firstOf('cellular')
  const slots = { first: { mayRoam: true }, second: { mayRoam: true } }
  const error = await t.throwsAsync(setUp().opener.cellular(name, { ...device, slots }), { instanceOf: UsageError })
  t.regex(error?.message ?? '', /^devices\.lte\.slots: the driver at-lte cannot choose a SIM slot/)
})
