import test from 'ava'
import { memoryBus } from '../../bus/memory-bus.ts'
import type { EventMessage } from '../../bus/topics.ts'
import { followRide, type RideEvent } from './ride-view.ts'

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const event: EventMessage = { atMs: 1, severity: 'info', subject: 'fix', text: 'first fix', reasons: [] }

test('the view holds the last message of each topic', async (t) => {
  const bus = memoryBus()
  const { view } = followRide(bus, () => undefined)
  for (const atMs of [1, 2]) bus.publish('fix', { kind: 'no-fix', atMs, reason: 'silent' })
  await settled()
  t.is(view.fix?.atMs, 2)
  t.is(view.navigation, undefined)
})

test('events of every service are heard with their source, and the latest 32 are kept', async (t) => {
  const bus = memoryBus()
  const heard: RideEvent[] = []
  const { view, add } = followRide(bus, (one) => heard.push(one))
  bus.publish('navigation.event', event)
  bus.publish('links.event', { ...event, subject: 'links' })
  await settled()
  for (let atMs = 0; atMs < 40; atMs++) add({ ...event, source: 'processes', atMs })
  t.deepEqual(
    heard.slice(0, 2).map(({ source, subject }) => [source, subject]),
    [
      ['navigation', 'fix'],
      ['links', 'links'],
    ],
  )
  t.is(heard.length, 42)
  t.deepEqual([view.events.length, view.events[0]?.atMs, view.events.at(-1)?.atMs] as unknown[], [32, 8, 39])
})
