import test from 'ava'
import { type AppendLog, memoryAppendLog } from '../../hal/append-log.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../hal/storage.ts'
import { monotonicMs } from '../../hal/units.ts'
import { listen } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { startAlarms } from './alarms.ts'

const calm = { isSupplyFailing: false, isTampered: false, isLockedOut: false, isEmergencyPressed: false }
const parts = { trafficClasses: [], receivers: [], modems: {} }

const setUp = ({ storage = memoryStorage(), log = memoryAppendLog() }: { storage?: Storage; log?: AppendLog } = {}) => {
  const clock = new SimClock(5_000)
  const bus = memoryBus(clock)
  const heard = listen(bus, 'alarms')
  const topics = ['power'] as const
  const services = ['power'] as const
  const service = startAlarms({ clock, bus, storage, log, parts, topics, services, release: 'steppelink 1.2.3' })
  const tell = (severity: 'info' | 'warning' | 'alarm', subject: string, text: string): void =>
    bus.publish('links.event', { atMs: clock.nowMs(), severity, subject, text, reasons: [] })
  /** The power board says so for a while, and its service that it lives. */
  const power = async (more: object, forMs: number, sinceMs = 1_000): Promise<void> => {
    for (let doneMs = 0; doneMs < forMs; doneMs += 500) {
      bus.publish('power', { atMs: clock.nowMs(), ...calm, ...more })
      bus.publish('power.health', { atMs: clock.nowMs(), sinceMs, devices: {} })
      await clock.runFor(500)
    }
  }
  const alarms = async (isAll = false) => {
    const answer = await bus.request('alarms.show', { isAll })
    return answer.ok ? answer.reply.alarms.map((one) => `${one.code} ${one.subject} ${one.state} ×${one.count}`) : []
  }
  return { clock, bus, heard, service, tell, power, alarms, storage, log }
}

test('a state that is wrong is raised, acknowledged by a person, and cleared when it is over', async (t) => {
  const { bus, power, alarms } = setUp()
  await power({ isSupplyFailing: true }, 2_000)
  t.deepEqual(await alarms(), ['supply-failing supply raised ×1'])
  const answer = await bus.request('alarms.acknowledge', { id: 1, by: 'aigerim' })
  t.true(answer.ok && answer.reply.isKept)
  t.deepEqual(await alarms(), ['supply-failing supply acknowledged ×1'])
  await power({}, 12_000)
  t.deepEqual(await alarms(), [])
  t.deepEqual(await alarms(true), ['supply-failing supply cleared ×1'])
})

test('an alarm is kept until a medium refuses it: one that was not written yet is no refusal', async (t) => {
  let isRefused = false
  const sound = memoryStorage()
  const write: Storage['write'] = (...record) =>
    isRefused ? Promise.reject(new RangeError('no room')) : sound.write(...record)
  const { bus, power } = setUp({ storage: { ...sound, write } })
  const isKept = async (): Promise<boolean> => {
    const answer = await bus.request('alarms.show', { isAll: true })
    return answer.ok && answer.reply.isKept
  }
  await power({ isSupplyFailing: true }, 2_000)
  t.true(await isKept())
  isRefused = true
  await power({ isTampered: true }, 8_000)
  t.false(await isKept())
  isRefused = false
  await power({}, 8_000)
  t.true(await isKept())
})

test('alarms and the log outlive a restart', async (t) => {
  const first = setUp()
  await first.power({ isTampered: true }, 2_000)
  await first.service.close()
  const { alarms, bus, clock } = setUp(first)
  t.deepEqual(await alarms(), ['tampered cabinet raised ×1'])
  await clock.runFor(100)
  const log = await bus.request('log.show', { count: 10 })
  const texts = log.ok ? log.reply.entries.map(({ text }) => text) : []
  t.is(texts.filter((text) => text.startsWith('starts: steppelink 1.2.3')).length, 2)
  t.true(texts.includes('raised: tampered'))
})

test('an event that comes behind a later one of its subject is kept, and does not undo it', async (t) => {
  const { bus, clock, alarms } = setUp()
  await clock.runFor(2_000)
  const told = (severity: 'info' | 'alarm', text: string, atMs: number): void =>
    bus.publish('links.event', { severity, subject: 'geo', text, reasons: [], atMs: monotonicMs(atMs) })
  told('info', 'its mount moves again', 6_500)
  told('alarm', 'its mount is stuck', 6_000)
  await clock.runFor(100)
  t.deepEqual(await alarms(), [])
  const log = await bus.request('log.show', { count: 10, source: 'links' })
  t.is(log.ok && log.reply.entries.length, 2)
  told('alarm', 'its mount is stuck', 7_000)
  await clock.runFor(100)
  t.deepEqual(await alarms(), ['event links geo raised ×1'])
})

test('a service that falls silent, and one that began again, are alarms', async (t) => {
  const { power, clock, alarms } = setUp()
  await power({}, 2_000)
  await clock.runFor(25_000)
  t.deepEqual(await alarms(), ['service-silent power raised ×1'])
  await power({}, 12_000, 30_000)
  t.deepEqual(await alarms(), ['service-silent power cleared ×1', 'service-restarted power raised ×1'])
})

test('a service that a commit had start again is no alarm', async (t) => {
  const { bus, clock, power, alarms } = setUp()
  await power({}, 2_000)
  bus.publish('configuration.event', {
    atMs: clock.nowMs(),
    severity: 'info',
    subject: 'configuration',
    text: 'dana put version 2 in force',
    reasons: [],
    code: 'configuration-placed',
    values: { by: 'dana', version: 2, services: 'power' },
  })
  await power({}, 2_000, 7_500)
  t.deepEqual(await alarms(true), [])
  await power({}, 2_000, 9_000)
  t.deepEqual(await alarms(true), ['service-restarted power raised ×1'])
})

test('one alarm that is not there cannot be acknowledged', async (t) => {
  const { bus } = setUp()
  const answer = await bus.request('alarms.acknowledge', { id: 7, by: 'aigerim' })
  t.is(!answer.ok && answer.text, '7: there is no such alarm')
})

test('the log is asked for by gravity, by service, and page by page', async (t) => {
  const { bus, tell, clock } = setUp()
  for (const [severity, text] of [
    ['info', 'a'],
    ['warning', 'b'],
    ['alarm', 'c'],
    ['info', 'd'],
  ] as const) {
    tell(severity, 'lte', text)
    await clock.runFor(10)
  }
  const ask = async (wanted: object): Promise<string> => {
    const answer = await bus.request('log.show', { count: 10, ...wanted })
    return answer.ok ? answer.reply.entries.map(({ text }) => text).join('') : '?'
  }
  t.is(await ask({ source: 'links' }), 'abcd')
  t.is(await ask({ source: 'links', severity: 'warning' }), 'bc')
  t.is(await ask({ source: 'links', count: 2 }), 'cd')
  const last = await bus.request('log.show', { count: 1, source: 'links' })
  t.is(await ask({ source: 'links', before: last.ok ? last.reply.entries[0]?.number : 0 }), 'abc')
})

test('of a burst only the number is kept', async (t) => {
  const { bus, tell, clock } = setUp()
  for (let count = 0; count < 100; count++) {
    tell('info', 'lte', `event ${count}`)
    if (count % 10 === 9) await clock.runFor(10)
  }
  await clock.runFor(11_000)
  tell('info', 'lte', 'later')
  await clock.runFor(10)
  const answer = await bus.request('log.show', { count: 200 })
  const texts = answer.ok ? answer.reply.entries.map(({ text }) => text) : []
  t.is(texts.filter((text) => text.startsWith('event ')).length, 29)
  t.true(texts.some((text) => /^\d+ more events in 10 s were not kept$/.test(text)))
  t.is(texts.at(-1), 'later')
})

test('a medium that fails is told of once, and costs neither alarms nor the log in memory', async (t) => {
  const failing = { ...memoryAppendLog(), append: () => Promise.reject(new RangeError('read-only')) }
  const { bus, tell, clock } = setUp({ log: failing })
  const events = listen(bus, 'alarms.event')
  for (const text of ['a', 'b']) {
    tell('info', 'lte', text)
    await clock.runFor(100)
  }
  t.is(events.filter(({ text }) => text === 'is not kept over a restart').length, 1)
  const answer = await bus.request('log.show', { count: 10, source: 'links' })
  t.is(answer.ok && answer.reply.entries.length, 2)
})

test('the topic tells of what is wrong, every two seconds', async (t) => {
  const { power, heard } = setUp()
  await power({ isSupplyFailing: true }, 6_000)
  t.true(heard.length >= 2)
  t.is(heard.at(-1)?.alarms[0]?.code, 'supply-failing')
})
