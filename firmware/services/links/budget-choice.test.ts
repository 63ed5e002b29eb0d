import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { fakeCellular, fakeNetwork } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import type { TrafficClass } from '../../domain/traffic-class.ts'
import type { ClassPolicies } from '../../plan/class-policy.ts'
import { startLinks } from '../links.ts'

const usual: ClassPolicies = { passenger: { links: ['dear', 'cheap'] }, cctv: { links: ['dear'], fail: true } }

const setUp = (policies = usual) => {
  const clock = new SimClock()
  const bus = memoryBus()
  const modems = { dear: fakeCellular(), cheap: fakeCellular() }
  const { network, counters, routes } = fakeNetwork()
  startLinks({
    clock,
    bus,
    links: { dear: { cellular: 'dear', budgetGb: 1 }, cheap: { cellular: 'cheap' } },
    policies,
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
  const carry = (sentBytes: number, trafficClass?: TrafficClass): void => {
    const read = { link: 'dear', epoch: 'boot', sentBytes, receivedBytes: 0 }
    counters[trafficClass === undefined ? 0 : 1] = { ...read, ...(trafficClass && { trafficClass }) }
  }
  carry(0)
  carry(0, 'passenger')
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

test('when a class has carried its own budget on links that cost something, it alone goes by others', async (t) => {
  const { clock, routes, carry } = setUp({
    passenger: { links: ['dear', 'cheap'], budgetGb: 0.5 },
    cctv: { links: ['dear'] },
  })
  await clock.runFor(60_000)
  carry(400_000_000, 'passenger')
  await clock.runFor(60_000)
  t.like(routes, { passenger: 'dear', cctv: 'dear' })
  carry(500_000_000, 'passenger')
  await clock.runFor(60_000)
  t.like(routes, { passenger: 'cheap', cctv: 'dear' })
})
