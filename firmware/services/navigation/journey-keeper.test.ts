import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { utcMs } from '../../../hal/units.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import type { EventMessage, TopicMessage } from '../../bus/topics.ts'
import type { Route } from '../../domain/route.ts'
import { readText } from '../../main/linux-machine.ts'
import { readRoutes } from '../../main/read-route.ts'
import { tellAs } from '../tell.ts'
import { JourneyKeeper } from './journey-keeper.ts'

const routes = await readRoutes({ readText })
const lineOf = (id: string): Route => routes.find((route) => route.id === id) as Route
const EVENING = Date.UTC(2026, 4, 30, 20)
const HOUR_MS = 3_600_000
const position = { latDeg: 50, lonDeg: 72, heightM: 400 }

interface Ridden {
  id?: string
  km: number
  direction?: 'up' | 'down' | 'unknown'
  forwardMps?: number
}

/** A process that starts at `startUtcMs`; `kill` ends it as a power cut does. */
const start = async (storage: Storage = memoryStorage(), startUtcMs = EVENING) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const told: TopicMessage<'journey'>[] = []
  const events: EventMessage[] = []
  bus.subscribe('journey', (message) => told.push(message))
  bus.subscribe('navigation.event', (message) => events.push(message))
  const utcAt = () => utcMs(startUtcMs + clock.nowMs())
  const lineIds = routes.map(({ id }) => id)
  const keeper = new JourneyKeeper({ clock, bus, storage, lineIds, utcAt, tell: tellAs('navigation', { clock, bus }) })
  await clock.runFor(10)
  const at = ({ id = 'astana-almaty', km, direction = 'up', forwardMps = 25 }: Ridden): void => {
    const match = { route: lineOf(id), chainageKm: km, offsetM: 400, bearingDeg: 0, isOffRoute: false, direction }
    const speedMps = Math.abs(forwardMps)
    keeper.onMatch(match, { atMs: clock.nowMs(), mode: 'fixed', position, speedMps, forwardMps })
  }
  return { clock, bus, told, events, keeper, storage, at, last: () => told.at(-1) }
}

test('the journey is told on each change, every ten seconds and to whoever asks', async (t) => {
  const { clock, bus, told, events, at } = await start()
  at({ km: 0.1, direction: 'unknown', forwardMps: 0 })
  at({ km: 1 })
  await clock.runFor(1)
  t.deepEqual(
    told.map(({ state }) => state),
    ['waiting', 'running'],
  )
  t.regex(events.at(-1)?.text ?? '', /^the train is running on .*, from Astana.*, to Almaty/)
  await clock.runFor(30_000)
  t.is(told.length, 5)
  const shown = await bus.request('journey.show', {})
  t.like(shown, { ok: true, reply: { state: 'running', direction: 'up', lineId: 'astana-almaty', setBy: 'position' } })
})

test('the crew sets the journey, only to a line that is known, and clears it', async (t) => {
  const { bus, at } = await start()
  at({ km: 1 })
  const wrong = await bus.request('journey.set', { trainNumber: '009', lineId: 'no-line' })
  t.like(wrong, { ok: false, reason: 'refused' })
  t.regex(wrong.ok ? '' : wrong.text, /unknown line "no-line"; lines: .*astana-almaty/)
  t.like(await bus.request('journey.set', {}), { ok: false, reason: 'refused' })
  const set = await bus.request('journey.set', { trainNumber: '009', direction: 'down' })
  t.like(set, { ok: true, reply: { trainNumber: '009', direction: 'down', setBy: 'crew' } })
  at({ km: 5 })
  t.like(await bus.request('journey.show', {}), { reply: { trainNumber: '009', direction: 'down' } })
  t.like(await bus.request('journey.clear', {}), { ok: true, reply: { state: 'unknown', setBy: 'position' } })
  at({ km: 6 })
  const found = await bus.request('journey.show', {})
  t.like(found, { reply: { state: 'running', direction: 'up', setBy: 'position' } })
  t.false(found.ok && 'trainNumber' in found.reply)
})

test('a restart midway, after midnight, goes on with the journey and with what the crew set', async (t) => {
  const before = await start()
  before.at({ km: 200 })
  await before.bus.request('journey.set', { trainNumber: '009', direction: 'up' })
  await before.clock.runFor(3.95 * HOUR_MS)
  before.at({ km: 500 })
  await before.clock.runFor(600_000)
  // No close: the power is gone.
  const after = await start(before.storage, EVENING + 4.2 * HOUR_MS)
  t.is(after.last(), undefined)
  after.at({ km: 505, direction: 'unknown', forwardMps: 0 })
  await after.clock.runFor(1)
  const { trainNumber, direction, startedUtcMs, from, setBy, state } = before.last() ?? t.fail() ?? ({} as never)
  t.like(after.last(), { trainNumber, direction, from, setBy, state })
  t.is(after.last()?.startedUtcMs, startedUtcMs)
  t.is(after.last()?.trainNumber, '009')
  t.regex(after.events[0]?.text ?? '', /goes on after a restart/)
  after.at({ km: 510, direction: 'down' })
  await after.clock.runFor(1)
  t.is(after.last()?.direction, 'up')
})

test('what the crew cleared does not come back with a restart', async (t) => {
  const before = await start()
  before.at({ km: 200 })
  await before.bus.request('journey.set', { trainNumber: '009' })
  before.at({ km: 201 })
  await before.bus.request('journey.clear', {})
  await before.clock.runFor(1)
  const after = await start(before.storage, EVENING + 60_000)
  after.at({ km: 202 })
  await after.clock.runFor(1)
  t.is(after.last()?.state, 'running')
  t.is(after.last()?.trainNumber, undefined)
})

test('a record that is spoilt is none', async (t) => {
  const storage = memoryStorage()
  await storage.write('journey', new TextEncoder().encode('{"state":"running","direction":"sideways"'))
  const { at, clock, last, events } = await start(storage)
  at({ km: 200 })
  await clock.runFor(1)
  t.is(last()?.state, 'running')
  t.false(events.some(({ text }) => text.includes('restart')))
})

test('a medium that fails is told of once, and the journey goes on', async (t) => {
  const broken = {
    read: async () => undefined,
    has: async () => false,
    write: () => Promise.reject(new RangeError('broken')),
  }
  const { at, clock, last, events, keeper } = await start(broken)
  at({ km: 200 })
  await clock.runFor(HOUR_MS)
  await keeper.close()
  t.is(last()?.state, 'running')
  t.is(events.filter(({ subject }) => subject === 'storage').length, 1)
})

test('a reversed coach is found by how it moves, nothing set', async (t) => {
  const { at, clock, last } = await start()
  at({ km: 200, forwardMps: -25 })
  await clock.runFor(1)
  t.like(last(), { state: 'running', direction: 'up', coachFacing: 'backwards' })
})

test('a coach that joins another line goes by that line, nothing set', async (t) => {
  const { at, clock, last } = await start()
  at({ km: 20 })
  at({ id: 'astana-borovoe', km: 60 })
  await clock.runFor(1)
  t.like(last(), {
    state: 'running',
    lineId: 'astana-borovoe',
    to: lineOf('astana-borovoe').stations.at(-1)?.name as string,
  })
})

test('the line of before a restart is the hint where the journey goes on, and is none where it does not', async (t) => {
  const before = await start()
  before.at({ id: 'astana-oskemen', km: 20 })
  await before.clock.runFor(600_000)
  t.is(before.keeper.hintLineId(), undefined)
  const soon = await start(before.storage, EVENING + 700_000)
  t.is(soon.keeper.hintLineId(), 'astana-oskemen')
  soon.at({ id: 'astana-oskemen', km: 21 })
  t.is(soon.keeper.hintLineId(), 'astana-oskemen')
  const later = await start(before.storage, EVENING + 100 * HOUR_MS)
  later.at({ km: 21 })
  t.is(later.keeper.hintLineId(), undefined)
})
