import test, { type ExecutionContext } from 'ava'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import type { EventMessage } from '../bus/topics.ts'
import { eventLine, showEvents } from './event-lines.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const event: EventMessage = { atMs: 0, severity: 'warning', subject: 'dish', text: 'it is stuck', reasons: [] }

const showing = (t: ExecutionContext, isAll: boolean) => {
  const [clock, bus, lines] = [new SimClock(), memoryBus(), [] as string[]]
  t.teardown(showEvents({ bus, clock, isAll, write: (line) => void lines.push(line) }))
  const tell = async (change: Partial<EventMessage> = {}): Promise<void> => {
    bus.publish('tracking.event', { ...event, atMs: clock.nowMs(), ...change })
    await settled()
  }
  return { clock, bus, lines, tell }
}

test('a warning is a line with time, service, subject and reasons, and what is no warning is none', async (t) => {
  const { clock, lines, tell } = showing(t, false)
  await clock.runFor(61_000)
  await tell({ reasons: ['it does not move', 'cold'] })
  await tell({ severity: 'info' })
  t.deepEqual(lines, ['1:01 after start  warning  tracking  dish: it is stuck (it does not move; cold)'])
})

test('who wants all is shown all', async (t) => {
  const { lines, tell } = showing(t, true)
  await tell({ severity: 'info', text: 'it moves' })
  t.deepEqual(lines, ['0:00 after start  info  tracking  dish: it moves'])
})

test('the time is UTC once the train knows it', async (t) => {
  const { clock, bus, lines, tell } = showing(t, false)
  const utcMs = Date.UTC(2026, 5, 1, 3, 12, 31)
  bus.publish('time', { atMs: clock.nowMs(), utcMs, source: 'gnss', trust: 'trusted', reasons: [] })
  await settled()
  await clock.runFor(2_000)
  await tell()
  t.regex(lines.join(), /^2026-06-01 03:12:33 UTC {2}warning/)
})

test('of a flood twenty lines are shown in ten seconds, and the others counted', async (t) => {
  const { clock, lines, tell } = showing(t, false)
  for (let index = 0; index < 50; index++) await tell()
  t.is(lines.length, 20)
  await clock.runFor(10_000)
  t.is(lines.at(-1), '30 more events in 10 s, not shown')
  await tell()
  t.is(lines.length, 22)
})

test('what would move a cursor or turn a line about is written out', (t) => {
  const text = 'a\u001b[2Jb\nc\u202ed'
  t.is(eventLine('links', 'now', { ...event, text }), 'now  warning  links  dish: a\\u{1b}[2Jb\\u{a}c\\u{202e}d')
})
