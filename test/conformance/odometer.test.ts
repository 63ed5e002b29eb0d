import test from 'ava'
import { odometerDrivers } from '../../drivers/odometer/index.ts'
import type { OdometerDescriptor } from '../../drivers/odometer/odometer.ts'
import { deskGpio } from '../../hal/desk/in-process.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { boards } from '../../hardware/boards/index.ts'
import { type VirtualOdometerOptions, virtualOdometers } from '../../hardware/twin/devices/odometer.ts'
import { type FakeWorldOptions, fakeWorld } from '../fakes/world.ts'

const PULSES_PER_METRE = 1.34
const lines = { a: 'odometer-a', b: 'odometer-b' }

const setUp = (descriptor: OdometerDescriptor, world: Omit<FakeWorldOptions, 'clock'> = { speedMps: 25 }) => {
  const clock = new SimClock()
  const faults = new Set<string>()
  const make = virtualOdometers[descriptor.name] as (
    options: VirtualOdometerOptions,
  ) => ReturnType<(typeof virtualOdometers)[string]>
  const bench = make({
    name: 'odometer',
    world: fakeWorld({ clock, ...world }),
    clock,
    random: seededRandom(5),
    faultAgeMs: (fault) => (faults.has(fault) ? 1 : undefined),
    pulsesPerMetre: PULSES_PER_METRE,
  })
  return { clock, bench, faults, gpio: deskGpio(bench, clock) }
}

const opened = async (descriptor: OdometerDescriptor, world?: Omit<FakeWorldOptions, 'clock'>) => {
  const all = setUp(descriptor, world)
  const odometer = await descriptor.open({ ...all, lines, pulsesPerMetre: PULSES_PER_METRE })
  all.bench.start()
  return { ...all, odometer }
}

for (const descriptor of Object.values(odometerDrivers)) {
  const { name } = descriptor

  test(`${name}: its virtual odometer and every pin map have its lines`, (t) => {
    t.deepEqual([...setUp(descriptor).bench.lines].sort(), Object.values(lines))
    for (const board of Object.values(boards)) t.true(Object.values(lines).every((line) => line in board.lines))
  })

  test(`${name}: pulses add up to the way, within the wear of a wheel, and each has its time`, async (t) => {
    const { clock, odometer } = await opened(descriptor)
    await clock.runFor(200_000)
    const reading = odometer.reading()
    const wayM = (reading?.pulses ?? 0) / PULSES_PER_METRE
    t.true(Math.abs(wayM - 5_000) < 55, `${wayM}`)
    t.is(reading?.netPulses, reading?.pulses)
    t.is(reading?.direction, 'forward')
    t.true(clock.nowMs() - (reading?.lastPulseMs ?? 0) < 35)
    t.true(Math.abs((reading?.pulsePeriodMs ?? 0) - 1000 / (25 * PULSES_PER_METRE)) < 1)
    t.true(odometer.counters().bounces > 0)
  })

  test(`${name}: at 80 m/s no pulse is taken for a bounce`, async (t) => {
    const { clock, odometer } = await opened(descriptor, { speedMps: 80 })
    await clock.runFor(20_000)
    t.true(Math.abs((odometer.reading()?.pulses ?? 0) / PULSES_PER_METRE - 1_600) < 20)
  })

  test(`${name}: a coach that runs tail first counts back`, async (t) => {
    const { clock, odometer } = await opened(descriptor, { speedMps: 25, headingTrueDeg: 0, courseTrueDeg: 180 })
    await clock.runFor(10_000)
    const reading = odometer.reading()
    t.is(reading?.direction, 'backward')
    t.true((reading?.netPulses ?? 0) < -300)
    t.true((reading?.pulses ?? 0) > 300)
  })

  test(`${name}: one channel counts and knows no direction`, async (t) => {
    const all = setUp(descriptor)
    const odometer = await descriptor.open({ ...all, lines: { a: lines.a }, pulsesPerMetre: PULSES_PER_METRE })
    all.bench.start()
    await all.clock.runFor(10_000)
    t.true((odometer.reading()?.pulses ?? 0) > 300)
    t.is(odometer.reading()?.netPulses, undefined)
    t.is(odometer.reading()?.direction, 'unknown')
  })

  test(`${name}: a train at rest and a silent odometer give readings without pulses`, async (t) => {
    const still = await opened(descriptor, { speedMps: 0 })
    await still.clock.runFor(10_000)
    t.like(still.odometer.reading(), { pulses: 0, direction: 'unknown' })
    const { clock, faults, odometer } = await opened(descriptor)
    await clock.runFor(5_000)
    faults.add('odometer-silent')
    const before = odometer.reading()?.pulses
    await clock.runFor(5_000)
    t.is(odometer.reading()?.pulses, before)
    faults.clear()
    await clock.runFor(1_000)
    t.true((odometer.reading()?.pulses ?? 0) > (before ?? 0))
  })

  test(`${name}: a wheel that slides counts a third less`, async (t) => {
    const { clock, faults, odometer } = await opened(descriptor)
    faults.add('odometer-slips')
    await clock.runFor(40_000)
    t.true(Math.abs((odometer.reading()?.pulses ?? 0) / PULSES_PER_METRE - 700) < 15)
  })

  test(`${name}: while its lines cannot be read there is no reading, and that is counted`, async (t) => {
    const { clock, gpio, odometer } = await opened(descriptor)
    await clock.runFor(1_000)
    await gpio.close()
    t.is(odometer.reading(), undefined)
    t.is(odometer.counters().readErrors, 1)
  })

  test(`${name}: a board without one of its lines is refused, and the other is free again`, async (t) => {
    const { clock, gpio } = setUp(descriptor)
    const closed: string[] = []
    const watched = {
      ...gpio,
      openInput: async (line: string) => {
        const input = await gpio.openInput(line)
        return { ...input, close: () => void closed.push(line) }
      },
    }
    const wrong = { a: 'odometer-a', b: 'odometer-c' }
    const opening = descriptor.open({ gpio: watched, clock, lines: wrong, pulsesPerMetre: PULSES_PER_METRE })
    const error = await t.throwsAsync(opening, { instanceOf: TerminalError })
    t.is(error.code, 'gpio-missing')
    t.deepEqual(closed, ['odometer-a'])
  })

  test(`${name}: a closed odometer says no more`, async (t) => {
    const { clock, odometer } = await opened(descriptor)
    await clock.runFor(1_000)
    await odometer.close()
    await odometer.close()
    const before = odometer.counters().edges
    await clock.runFor(1_000)
    t.is(odometer.reading(), undefined)
    t.is(odometer.counters().edges, before)
  })
}
