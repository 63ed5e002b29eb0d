import test from 'ava'
import type { PowerReport } from '../../drivers/power/power.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { memoryStorage } from '../../hal/storage.ts'
import { monotonicMs } from '../../hal/units.ts'
import { fakePowerBoard, listen } from '../../test/fakes/drivers.ts'
import { memoryBus } from '../bus/memory-bus.ts'
import { startPower } from './power.ts'

const well: PowerReport = {
  atMs: monotonicMs(0),
  isSupplyFailing: false,
  isTampered: false,
  isLockedOut: false,
  isEmergencyPressed: false,
}

const setUp = () => {
  const clock = new SimClock()
  const bus = memoryBus()
  const fake = fakePowerBoard()
  const heard = { events: listen(bus, 'power.event'), power: listen(bus, 'power') }
  return {
    clock,
    bus,
    ...fake,
    ...heard,
    service: startPower({ clock, bus, powerHz: 5, board: fake.board, storage: memoryStorage() }),
  }
}

for (const [claim, subject, severity] of [
  ['isSupplyFailing', 'supply', 'alarm'],
  ['isTampered', 'cabinet', 'alarm'],
  ['isLockedOut', 'lockout', 'warning'],
  ['isEmergencyPressed', 'emergency', 'alarm'],
] as const) {
  test(`an alarm of the ${subject} is told once when it begins and once when it ends`, async (t) => {
    const { clock, say, events } = setUp()
    for (const isOn of [false, true, true, true, false, false]) say({ ...well, [claim]: isOn })
    await clock.runFor(0)
    t.deepEqual(
      events.map((event) => [event.subject, event.severity]),
      [
        [subject, severity],
        [subject, 'info'],
      ],
    )
  })
}

test('an alarm that holds from the start is told', async (t) => {
  const { clock, say, events } = setUp()
  say({ ...well, isLockedOut: true })
  await clock.runFor(0)
  t.is(events.length, 1)
})

test('nothing is published before the board has told its levels, then each change at once and all five times a second', async (t) => {
  const { clock, say, power } = setUp()
  await clock.runFor(2_500)
  t.is(power.length, 0)
  say(well)
  say({ ...well, isTampered: true })
  await clock.runFor(400)
  t.deepEqual(
    power.map(({ atMs, isTampered }) => [atMs, isTampered] as [number, boolean]),
    [
      [2_500, false],
      [2_500, true],
      [2_600, true],
      [2_800, true],
    ],
  )
})

test('a board that cannot be read is silent, which is told once, until it can be', async (t) => {
  const { clock, say, lose, power, events } = setUp()
  say(well)
  lose()
  await clock.runFor(2_000)
  t.is(power.length, 1)
  t.deepEqual(
    events.map(({ subject, severity }) => `${subject} ${severity}`),
    ['power board warning'],
  )
  say(well)
  await clock.runFor(200)
  t.is(events.at(-1)?.text, 'can be read again')
  t.true(power.length > 1)
})

test('the run light beats once a second while the service runs, and no longer', async (t) => {
  const { clock, service, shown } = setUp()
  await clock.runFor(2_000)
  t.deepEqual(shown, ['run lit', 'run dark', 'run lit', 'run dark'])
  await service.close()
  await clock.runFor(5_000)
  t.is(shown.length, 4)
})

test('the link light shows whether any link is up, the fault light whether the board has an alarm', async (t) => {
  const { clock, bus, say, leds } = setUp()
  const links = (state: 'up' | 'down') =>
    bus.publish('links', { atMs: clock.nowMs(), links: { lte: { state, reason: 'so' } }, routes: {} })
  say({ ...well, isTampered: true })
  links('up')
  await clock.runFor(0)
  t.deepEqual([leds.link, leds.fault], [true, true])
  say(well)
  links('down')
  await clock.runFor(0)
  t.deepEqual([leds.link, leds.fault], [false, false])
})

test('closing closes the board and ends the repeats', async (t) => {
  const { clock, say, service, power, isClosed } = setUp()
  say(well)
  await service.close()
  await clock.runFor(5_000)
  t.true(isClosed())
  t.is(power.length, 1)
})
