import { readFile } from 'node:fs/promises'
import test from 'ava'
import { parseConfig } from '../config/read-config.ts'
import { twinConfigFor, twinTrainFile } from './twin-config.ts'

for (const folder of ['/tmp/steppelink-ride-1', '/tmp/a$&b']) {
  test(`every path of the twin’s train is put into the folder of the run: ${folder}`, async (t) => {
    const text = twinConfigFor(await readFile(twinTrainFile, 'utf8'), { folder })
    const config = parseConfig(text, 'twin.yaml')
    const ports = Object.values(config.devices).flatMap((device) => ('port' in device ? [device.port] : []))
    t.true(ports.length > 5 && ports.every((port) => port.startsWith(`${folder}/`)))
    t.deepEqual([config.gpio, config.network] as unknown[], [
      { kind: 'desk', socket: `${folder}/desk.sock` },
      { kind: 'desk', socket: `${folder}/desk.sock` },
    ])
    t.notRegex(text.replace(/^#.*$/gm, ''), /\/run\/steppelink/)
  })
}

test('a device that the run goes without is not in its file, the others are', async (t) => {
  const text = await readFile(twinTrainFile, 'utf8')
  const [all, fewer] = [[], ['odometer', 'imu']].map((without) =>
    Object.keys(parseConfig(twinConfigFor(text, { folder: '/tmp/a', without }), 'a').devices),
  )
  t.deepEqual(
    all?.filter((name) => !fewer?.includes(name)),
    ['imu', 'odometer'],
  )
})
