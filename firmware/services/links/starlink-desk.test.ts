import test from 'ava'
import type { StarlinkDish, StarlinkOrder, StarlinkReport, StarlinkSample } from '../../../drivers/starlink/starlink.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { TerminalError, type TerminalErrorCode } from '../../../hal/terminal-error.ts'
import { fakeCellular, fakeNetwork, listen, someCounters } from '../../../test/fakes/drivers.ts'
import type { CommandRequest } from '../../bus/commands.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { startLinks } from '../links.ts'

const setUp = (storage: Storage = memoryStorage()) => {
  const clock = new SimClock()
  const bus = memoryBus()
  let say: (report: StarlinkReport) => void = () => undefined
  let measure: (samples: readonly StarlinkSample[]) => void = () => undefined
  const orders: [order: StarlinkOrder, carriedBy: string | undefined][] = []
  let trouble: Error | undefined
  const dish: StarlinkDish = {
    onReport: (handler) => {
      say = handler
    },
    onSamples: (handler) => {
      measure = handler
    },
    order: async (order) => {
      if (trouble) throw trouble
      orders.push([order, routes['operations']])
    },
    obstructionMap: async () => ({ rows: 2, columns: 3, cells: [1, 0, undefined, 0.5, 1, 1] }),
    diagnostics: async () => ({ hardware: 'rev4', selfTest: 'failed', selfTestCodes: [3] }),
    counters: () => someCounters,
    close: () => Promise.resolve(),
  }
  const lte = fakeCellular()
  const { network, routes } = fakeNetwork()
  startLinks({
    clock,
    bus,
    links: { sky: { starlink: 'dish' }, lte: { cellular: 'lte' } },
    policies: { emergency: { links: ['lte', 'sky'] }, operations: { links: ['sky', 'lte'] } },
    cellular: { lte },
    recipients: {},
    starlink: { dish },
    network,
    storage,
  })
  let hasCell = true
  clock.every(1_000, () => {
    const atMs = clock.nowMs()
    bus.publish('time', { atMs, utcMs: Date.UTC(2026, 4, 31) + atMs, source: 'gnss', trust: 'trusted', reasons: [] })
    lte.say({ atMs, isAlive: true, registration: hasCell ? 'home' : 'searching', rsrpDbm: -90 })
    say({ atMs, isAlive: true, alerts: [], lostSeconds: 0 })
  })
  return {
    clock,
    bus,
    orders,
    routes,
    events: listen(bus, 'links.event'),
    measure: (samples: readonly StarlinkSample[]) => measure(samples),
    loseCells: () => {
      hasCell = false
    },
    failWith: (code: TerminalErrorCode, message: string) => {
      trouble = new TerminalError({ code, device: 'dish', retry: 'backoff', message })
    },
    order: async (order: CommandRequest<'starlink.order'>['order'], isForced = false, name = 'dish') => {
      const asked = bus.request('starlink.order', { dish: name, by: 'Aigerim', order, isForced })
      await clock.runFor(3_000)
      return asked
    },
    show: async () => {
      const answer = await bus.request('starlink.show', {})
      return answer.ok ? answer.reply : undefined
    },
  }
}

test('traffic leaves a terminal before it is told to restart, and the order stands in the log', async (t) => {
  const { clock, orders, order, routes, show, events } = setUp()
  await clock.runFor(30_000)
  t.is(routes['operations'], 'sky')
  t.like(await order('reboot'), { ok: true, reply: { outcome: 'taken' } })
  t.deepEqual(orders, [[{ do: 'reboot' }, 'lte']])
  t.like((await show())?.orders[0], { dish: 'dish', by: 'Aigerim', order: 'reboot', isForced: false, outcome: 'taken' })
  t.true(events.some(({ text }) => text === 'reboot ordered by Aigerim: taken'))
})

test('what alone carries emergency is neither restarted nor stowed, unless forced; unstowing is no matter', async (t) => {
  const { clock, loseCells, orders, order } = setUp()
  loseCells()
  await clock.runFor(30_000)
  for (const name of ['reboot', 'stow'] as const) t.like(await order(name), { ok: false, reason: 'refused' })
  t.deepEqual(orders, [])
  t.like(await order('unstow'), { ok: true })
  t.like(await order('clear-map'), { ok: true })
  t.like(await order('reboot', true), { ok: true })
  t.deepEqual(
    orders.map(([one]) => one.do),
    ['stow', 'clear-obstruction-map', 'reboot'],
  )
})

test('an order that is not taken is said and kept as such, and traffic may come back', async (t) => {
  const { clock, failWith, order, show, routes } = setUp()
  await clock.runFor(30_000)
  failWith('device-refused', 'it refused')
  t.like(await order('stow'), { ok: false, reason: 'failed', text: 'dish: not taken: it refused' })
  t.is((await show())?.orders[0]?.outcome, 'not taken: it refused')
  await clock.runFor(120_000)
  t.is(routes['operations'], 'sky')
})

test('of an order without an answer nobody says that it was not taken', async (t) => {
  for (const code of ['device-timeout', 'port-closed'] as const) {
    const { clock, failWith, order, show, routes } = setUp()
    await clock.runFor(30_000)
    failWith(code, 'it did not answer')
    const outcome = 'no answer: it may or may not have been taken; look with starlink show'
    t.like(await order('reboot'), { ok: false, reason: 'failed', text: `dish: ${outcome}` })
    t.is((await show())?.orders[0]?.outcome, outcome)
    await clock.runFor(120_000)
    t.is(routes['operations'], 'lte', 'it may be restarting')
  }
})

test('an order that cannot be kept is not carried out', async (t) => {
  const failing: Storage = { ...memoryStorage(), write: () => Promise.reject(new RangeError('no space')) }
  const { clock, order, orders } = setUp(failing)
  await clock.runFor(30_000)
  t.like(await order('reboot'), { ok: false, reason: 'failed' })
  t.deepEqual(orders, [])
})

test('orders are there after a restart, and a list that is damaged keeps nobody from new ones', async (t) => {
  const storage = memoryStorage()
  const first = setUp(storage)
  await first.clock.runFor(30_000)
  await first.order('clear-map')
  const second = setUp(storage)
  await second.clock.runFor(1_000)
  t.is((await second.show())?.orders.length, 1)
  const damaged = setUp(memoryStorage(new Map([['starlink-orders', new TextEncoder().encode('[{}]')]])))
  await damaged.clock.runFor(1_000)
  t.like(await damaged.order('clear-map'), { ok: true })
})

test('a terminal that there is not is refused by name', async (t) => {
  const { order, bus } = setUp()
  t.like(await order('reboot', false, 'lamp'), {
    ok: false,
    text: '"lamp": no such Starlink terminal; there are: dish',
  })
  t.like(await bus.request('starlink.map', { dish: 'constructor' }), { ok: false, reason: 'refused' })
})

test('the map is told cell by cell, and diagnostics as they are', async (t) => {
  const { bus } = setUp()
  t.deepEqual(await bus.request('starlink.map', { dish: 'dish' }), {
    ok: true,
    reply: { columns: 3, rows: ['90?', '599'] },
  })
  t.like(await bus.request('starlink.diagnostics', { dish: 'dish' }), {
    ok: true,
    reply: { hardware: 'rev4', selfTest: 'failed', selfTestCodes: [3] },
  })
})

test('the last quarter of an hour that the terminal measured is shown, and no more of it', async (t) => {
  const { clock, measure, show } = setUp()
  await clock.runFor(2_000)
  measure(Array.from({ length: 200 }, (_, number) => ({ number, loss: 1 })))
  measure(Array.from({ length: 850 }, (_, number) => ({ number: 200 + number, loss: 0, latencyMs: 40 })))
  t.deepEqual((await show())?.dishes['dish']?.quarter, {
    seconds: 900,
    loss: 50 / 900,
    outS: 50,
    latencyMedianMs: 40,
    latencyP95Ms: 40,
  })
})
