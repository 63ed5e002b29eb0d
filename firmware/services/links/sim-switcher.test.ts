import test from 'ava'
import type { CellularReport } from '../../../drivers/cellular/cellular.ts'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage, type Storage } from '../../../hal/storage.ts'
import { fakeCellular, listen } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { tellAs } from '../tell.ts'
import { SimSwitcher } from './sim-switcher.ts'

const setUp = (storage: Storage = memoryStorage(), budgetGb?: number) => {
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const lte = fakeCellular()
  const events = listen(bus, 'links.event')
  const rig = { isEmergency: false, usedGb: 0, away: [] as string[] }
  const switcher = new SimSwitcher({
    clock,
    bus,
    storage,
    tell: tellAs('links', { clock, bus }),
    modems: { lte },
    rules: { lte: { 1: { mayRoam: true, ...(budgetGb !== undefined && { budgetGb }) }, 2: { mayRoam: true } } },
    announce: (modem, forMs) => rig.away.push(`${modem} ${forMs}`) > 0,
    usedGb: () => rig.usedGb,
    isEmergency: () => rig.isEmergency,
  })
  const says = async (seconds: number, report: Partial<CellularReport>): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      const atMs = clock.nowMs()
      switcher.onReport('lte', { atMs, isAlive: true, registration: 'home', simSlot: 1, ...report })
      await clock.runFor(1_000)
    }
  }
  return { rig, clock, lte, events, switcher, says }
}

test('a modem whose SIM is refused is told to use the other, and people why', async (t) => {
  const { rig, lte, events, says } = setUp()
  await says(90, { registration: 'denied' })
  t.deepEqual(lte.selected, [2])
  t.deepEqual(rig.away, ['lte 60000'])
  t.regex(events[0]?.text ?? '', /SIM 2 is chosen: SIM 1 is refused/)
})

test('not in the middle of an emergency', async (t) => {
  const { rig, lte, says } = setUp()
  rig.isEmergency = true
  await says(300, { registration: 'denied' })
  t.deepEqual(lte.selected, [])
})

test('what a SIM has carried counts over a restart', async (t) => {
  const storage = memoryStorage()
  const first = setUp(storage, 1)
  await first.says(10, {})
  first.rig.usedGb = 0.9
  await first.says(10, {})
  await first.switcher.close()
  t.deepEqual(first.lte.selected, [])
  const second = setUp(storage, 1)
  second.rig.usedGb = 1.1
  await second.says(10, {})
  t.deepEqual(second.lte.selected, [2])
})
