import test from 'ava'
import { powerDrivers } from '../../drivers/power/index.ts'
import type { PowerBoardDescriptor, PowerReport } from '../../drivers/power/power.ts'
import { deskGpio } from '../../hal/desk/in-process.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { boards } from '../../hardware/boards/index.ts'
import { type VirtualPowerBoardOptions, virtualPowerBoard } from '../../hardware/twin/devices/power.ts'

/** The virtual board of each driver; a driver without one fails the first test. */
const virtualBoards: Readonly<Record<string, typeof virtualPowerBoard>> = { 'steppelink-power': virtualPowerBoard }

const setUp = (descriptor: PowerBoardDescriptor) => {
  const clock = new SimClock()
  const faults = new Set<string>()
  const options: VirtualPowerBoardOptions = {
    clock,
    permitHoldMs: descriptor.timing.permitHoldMs,
    faultAgeMs: (fault) => (faults.has(fault) ? 1 : undefined),
  }
  const bench = (virtualBoards[descriptor.name] as typeof virtualPowerBoard)(options)
  const fault = (name: string, holds: boolean): void => {
    if (holds) faults.add(name)
    else faults.delete(name)
    bench.refresh()
  }
  return { clock, bench, fault, gpio: deskGpio(bench, clock) }
}

const opened = async (descriptor: PowerBoardDescriptor) => {
  const all = setUp(descriptor)
  const board = await descriptor.open(all)
  const reports: PowerReport[] = []
  board.onReport((report) => reports.push(report))
  return { ...all, board, reports }
}

const lineNames = ({ lines }: PowerBoardDescriptor): string[] => [
  ...[lines.powerFail, lines.tamper, lines.lockout, lines.emergency, lines.transmitPermit].map(({ line }) => line),
  ...Object.values(lines.leds),
]

for (const descriptor of Object.values(powerDrivers)) {
  const { name, timing } = descriptor

  test(`${name}: its virtual board and every pin map have all its lines`, (t) => {
    const needed = lineNames(descriptor).toSorted()
    t.deepEqual([...setUp(descriptor).bench.lines].sort(), needed)
    for (const { lines } of Object.values(boards)) t.true(needed.every((line) => line in lines))
  })

  test(`${name}: all is well at the start, and told once`, async (t) => {
    const { clock, reports } = await opened(descriptor)
    await clock.runFor(1000)
    t.is(reports.length, 1)
    const { isSupplyFailing, isTampered, isLockedOut, isEmergencyPressed } = reports[0] as PowerReport
    t.false(isSupplyFailing || isTampered || isLockedOut || isEmergencyPressed)
  })

  for (const [fault, claim] of [
    ['power-fail', 'isSupplyFailing'],
    ['tamper', 'isTampered'],
    ['lockout', 'isLockedOut'],
    ['emergency-button', 'isEmergencyPressed'],
  ] as const)
    test(`${name}: ${fault} is told once its contact has settled, and once when it ends`, async (t) => {
      const all = await opened(descriptor)
      all.fault(fault, true)
      await all.clock.runFor(timing.debounceMs - 1)
      t.is(all.reports.length, 1)
      await all.clock.runFor(20)
      t.is(all.reports.length, 2)
      t.true(all.reports[1]?.[claim])
      all.fault(fault, false)
      await all.clock.runFor(100)
      t.is(all.reports.length, 3)
      t.false(all.reports[2]?.[claim])
    })

  test(`${name}: a fault that holds at the opening is in the first report`, async (t) => {
    const { clock, fault, gpio } = setUp(descriptor)
    fault('lockout', true)
    await clock.runFor(100)
    const board = await descriptor.open({ gpio, clock })
    const reports: PowerReport[] = []
    board.onReport((report) => reports.push(report))
    t.true(reports[0]?.isLockedOut)
  })

  test(`${name}: a dip shorter than the debouncing changes nothing`, async (t) => {
    const { clock, fault, reports } = await opened(descriptor)
    fault('power-fail', true)
    await clock.runFor(10)
    fault('power-fail', false)
    await clock.runFor(1000)
    t.is(reports.length, 1)
  })

  test(`${name}: renewing in time keeps the permit, stopping ends it within the hold time`, async (t) => {
    const { clock, bench, gpio } = setUp(descriptor)
    const permit = await descriptor.openPermit({ gpio })
    t.false(bench.isPermitted(clock.nowMs()))
    for (let renewal = 0; renewal < 10; renewal++) {
      t.true(permit.renew())
      await clock.runFor(timing.permitHoldMs / 2)
      t.true(bench.isPermitted(clock.nowMs()))
    }
    await clock.runFor(timing.permitHoldMs)
    t.false(bench.isPermitted(clock.nowMs()))
  })

  test(`${name}: closing the permit line makes no edge`, async (t) => {
    const { clock, bench, gpio } = setUp(descriptor)
    const permit = await descriptor.openPermit({ gpio })
    permit.renew()
    await clock.runFor(timing.permitHoldMs)
    permit.close()
    t.false(bench.isPermitted(clock.nowMs()))
  })

  test(`${name}: a line that refuses fails a renewal and a light without an exception`, async (t) => {
    const { gpio, board } = await opened(descriptor)
    const permit = await descriptor.openPermit({ gpio })
    await gpio.close()
    t.false(permit.renew())
    t.notThrows(() => board.showLed('run', true))
  })

  test(`${name}: a report reads the lines anew, and there is none when they cannot be read`, async (t) => {
    const { clock, gpio, board, fault } = await opened(descriptor)
    t.false(board.report()?.isLockedOut)
    fault('lockout', true)
    await clock.runFor(1000)
    t.true(board.report()?.isLockedOut)
    await gpio.close()
    t.is(board.report(), undefined)
  })

  test(`${name}: a change that no interrupt told is found when the line is read, after debouncing`, async (t) => {
    const { clock, gpio, bench } = setUp(descriptor)
    const deaf = {
      ...gpio,
      openInput: async (line: string) => {
        const input = await gpio.openInput(line)
        return { ...input, watch: (handler: Parameters<typeof input.watch>[0]) => handler(input.read(), clock.nowMs()) }
      },
    }
    const board = await descriptor.open({ gpio: deaf, clock })
    bench.readInput = (line) => (line === descriptor.lines.tamper.line ? 1 : 0)
    t.false(board.report()?.isTampered)
    await clock.runFor(timing.debounceMs)
    t.true(board.report()?.isTampered)
    t.false(board.report()?.isLockedOut)
  })

  test(`${name}: each light is its own line`, async (t) => {
    const { bench, board } = await opened(descriptor)
    board.showLed('link', true)
    const lit = Object.entries(bench.leds()).filter(([, isLit]) => isLit)
    t.deepEqual(lit, [[descriptor.lines.leds.link, true]])
  })

  test(`${name}: a board without one of its lines is refused by name`, async (t) => {
    const { clock, gpio } = setUp(descriptor)
    const lacking = {
      ...gpio,
      openOutput: async (line: string) => {
        throw new TerminalError({
          code: 'gpio-missing',
          device: `gpio ${line}`,
          retry: 'never',
          message: 'no such line',
        })
      },
    }
    const error = await t.throwsAsync(descriptor.open({ gpio: lacking, clock }), { instanceOf: TerminalError })
    t.is(error.code, 'gpio-missing')
  })

  test(`${name}: closing ends reporting`, async (t) => {
    const { clock, fault, reports, board } = await opened(descriptor)
    await board.close()
    fault('tamper', true)
    await clock.runFor(1000)
    t.is(reports.length, 1)
  })
}

test('no board uses a line twice', (t) => {
  for (const [name, { lines }] of Object.entries(boards)) {
    const offsets = Object.values(lines).map(({ offset }) => offset)
    t.is(new Set(offsets).size, offsets.length, name)
  }
})
