import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { fakeCellular, fakeNetwork } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { startLinks } from '../links.ts'

const setUp = () => {
  const clock = new SimClock()
  const bus = memoryBus()
  const modems = { dear: fakeCellular(), cheap: fakeCellular() }
  const { network, counters, routes } = fakeNetwork()
  startLinks({
    clock,
    bus,
    links: { dear: { cellular: 'dear', budgetGb: 1 }, cheap: { cellular: 'cheap' } },
    policies: { passenger: { links: ['dear', 'cheap'] }, cctv: { links: ['dear'], fail: true } },
    cellular: modems,
    starlink: {},
    network,
    storage: memoryStorage(),
    recipients: {},
  })
  clock.every(1_000, () => {
    for (const modem of Object.values(modems))
      modem.say({ atMs: clock.nowMs(), isAlive: true, registration: 'home', rsrpDbm: -90 })
  })
  const carry = (sentBytes: number): void => {
    counters[0] = { link: 'dear', epoch: 'boot', sentBytes, receivedBytes: 0 }
  }
  carry(0)
  return { clock, routes, carry }
}

test('when a link has carried its budget its classes go by others, and those that fail rather go by none', async (t) => {
  const { clock, routes, carry } = setUp()
  await clock.runFor(60_000)
  t.like(routes, { passenger: 'dear', cctv: 'dear' })
  carry(900_000_000)
  await clock.runFor(60_000)
  t.like(routes, { passenger: 'dear', cctv: 'dear' })
  carry(1_000_000_000)
  await clock.runFor(60_000)
  t.like(routes, { passenger: 'cheap', cctv: undefined })
})
