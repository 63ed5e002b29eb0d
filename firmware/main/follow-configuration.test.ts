import { readFileSync } from 'node:fs'
import test from 'ava'
import { parseConfig } from '../config/read-config.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { followConfiguration } from './follow-configuration.ts'
import { twinTrainFile } from './twin-config.ts'

const train = parseConfig(readFileSync(twinTrainFile, 'utf8'), twinTrainFile)

const setUp = () => {
  const did: string[] = []
  const file: { config: TrainConfig | Error } = { config: train }
  const note = (what: string) => async (service: string) => void did.push(`${what} ${service}`)
  const follow = followConfiguration({
    config: train,
    read: async () => {
      if (file.config instanceof Error) throw file.config
      return file.config
    },
    start: note('start'),
    renew: note('renew'),
    retire: note('retire'),
    onTrouble: (cause) => did.push(String(cause)),
  })
  return { did, file, follow }
}

test('services follow the file: what reads a change starts again, what is new starts, what is gone ends', async (t) => {
  const { did, file, follow } = setUp()
  file.config = { ...train, texts: { ...train.texts, alarms: [] }, gpsd: { host: '127.0.0.1', port: 2947 } }
  await follow()
  t.deepEqual(did.splice(0), ['renew links', 'start gpsd'])
  await follow()
  t.deepEqual(did.splice(0), [])
  file.config = train
  await follow()
  t.deepEqual(did, ['retire gpsd', 'renew links'])
})

test('a file that cannot be used is told, and the next one is followed from what runs', async (t) => {
  const { did, file, follow } = setUp()
  file.config = new TypeError('no YAML')
  await follow()
  t.deepEqual(did.splice(0), ['TypeError: no YAML'])
  file.config = { ...train, gpsd: { host: '127.0.0.1', port: 2947 } }
  await follow()
  t.deepEqual(did, ['start gpsd'])
})
