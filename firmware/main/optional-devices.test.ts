import { readFileSync } from 'node:fs'
import test from 'ava'
import { parseConfig } from '../config/read-config.ts'
import { UsageError } from '../usage-error.ts'
import { checkWithout, withoutDevices } from './optional-devices.ts'
import { twinTrainFile } from './twin-config.ts'

const config = parseConfig(readFileSync(twinTrainFile, 'utf8'), 'twin.yaml')

test('a ride can go without what nothing else needs', (t) => {
  t.notThrows(() => checkWithout(['gnss', 'imu', 'odometer'], config))
  t.deepEqual(
    Object.keys(config.devices).filter((name) => !(name in withoutDevices(config, ['imu', 'odometer']).devices)),
    ['imu', 'odometer'],
  )
})

for (const [device, said] of [
  ['power', '--without power: the transmit permit needs it; a ride can go without gnss, gnss-roof-2, imu, odometer'],
  ['array', '--without array: terminal oneweb needs it; a ride can go without gnss, gnss-roof-2, imu, odometer'],
  ['geo-modem', '--without geo-modem: terminal geo needs it; a ride can go without gnss, gnss-roof-2, imu, odometer'],
  ['lte', '--without lte: link lte needs it; a ride can go without gnss, gnss-roof-2, imu, odometer'],
  ['wings', '--without "wings": no such device; a ride can go without gnss, gnss-roof-2, imu, odometer'],
  ['constructor', '--without "constructor": no such device; a ride can go without gnss, gnss-roof-2, imu, odometer'],
] as const)
  test(`a ride does not go without ${device}`, (t) => {
    t.throws(() => checkWithout([device], config), { instanceOf: UsageError, message: said })
  })
