import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { parseConfig } from './read-config.ts'
import { touchedServices } from './touched-services.ts'
import type { TrainConfig } from './train-config.ts'

const file = join(import.meta.dirname, '..', '..', 'hardware', 'trains', 'twin.yaml')
const train: TrainConfig = parseConfig(readFileSync(file, 'utf8'), file)

test('a file that says the same touches no service', (t) => {
  t.deepEqual(touchedServices(train, structuredClone(train)), { start: [], stop: [], restart: [] })
})

test('what only one service reads starts that one again', (t) => {
  const other: TrainConfig = { ...train, traffic: { ...train.traffic, cctv: { links: ['lte'] } } }
  t.deepEqual(touchedServices(train, other).restart, ['links'])
})

test('what many read starts them all again, but never the keeper of the file', (t) => {
  const other: TrainConfig = { ...train, rates: { ...train.rates, aimHz: 10 } }
  const { restart } = touchedServices(train, other)
  t.true(restart.includes('tracking') && restart.includes('interlock'))
  t.false(restart.includes('configuration'))
})

test('the keeper goes on whatever changes: its restart would end a trial', (t) => {
  const console = train.console && { ...train.console, idleLockS: 300 }
  const { restart } = touchedServices(train, { ...train, console, train: { ...train.train, number: '9' } })
  t.true(restart.includes('console') && restart.includes('access'))
  t.false(restart.includes('configuration'))
})

test('a service that is asked for starts, and ends when nobody asks for it', (t) => {
  const serving: TrainConfig = { ...train, gpsd: { host: '127.0.0.1', port: 2947 } }
  t.deepEqual(touchedServices(train, serving), { start: ['gpsd'], stop: [], restart: [] })
  t.deepEqual(touchedServices(serving, train), { start: [], stop: ['gpsd'], restart: [] })
})
