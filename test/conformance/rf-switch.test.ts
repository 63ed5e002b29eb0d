import test from 'ava'
import { rfSwitchDrivers } from '../../drivers/rf-switch/index.ts'
import type { RfSwitchDescriptor, RfSwitchReport } from '../../drivers/rf-switch/rf-switch.ts'
import { deskGpio } from '../../hal/desk/in-process.ts'
import type { Gpio, Level } from '../../hal/gpio.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { boards } from '../../hardware/boards/index.ts'
import { type VirtualRfSwitchOptions, virtualRfSwitches } from '../../hardware/twin/devices/rf-switch.ts'

const tellTales = { at1: 'rf-switch-at-1', at2: 'rf-switch-at-2' }

const coilsOf = ({ coils }: RfSwitchDescriptor) => ({
  ...(coils === 'latching' && { to1: 'rf-switch-to-1' }),
  to2: 'rf-switch-to-2',
})

const setUp = (descriptor: RfSwitchDescriptor, seed = 3) => {
  const clock = new SimClock()
  const faults = new Set<string>()
  const make = virtualRfSwitches[descriptor.name] as (
    options: VirtualRfSwitchOptions,
  ) => ReturnType<(typeof virtualRfSwitches)[string]>
  const bench = make({
    name: 'rf-switch',
    clock,
    random: seededRandom(seed),
    faultAgeMs: (fault) => (faults.has(fault) ? 1 : undefined),
  })
  const writes: string[] = []
  const gpio = deskGpio(
    {
      ...bench,
      writeOutput: (line, level, client) => {
        writes.push(`${line}=${level}`)
        bench.writeOutput(line, level, client)
      },
    },
    clock,
  )
  return { clock, bench, faults, gpio, writes }
}

const opened = async (descriptor: RfSwitchDescriptor, lines: object = tellTales, seed?: number) => {
  const all = setUp(descriptor, seed)
  const relay = await descriptor.open({ ...all, lines: { ...coilsOf(descriptor), ...lines } })
  const reports: RfSwitchReport[] = []
  relay.onReport((report) => reports.push(report))
  return { ...all, relay, reports }
}

/** Within what all tries take. */
const allTriesMs = ({ timing }: RfSwitchDescriptor): number => timing.tries * timing.switchesWithinMs + 1

for (const descriptor of Object.values(rfSwitchDrivers)) {
  const { name, timing, coils } = descriptor

  test(`${name}: its virtual switch and every pin map have its lines`, (t) => {
    const needed = Object.values({ ...coilsOf(descriptor), ...tellTales })
    t.deepEqual([...setUp(descriptor).bench.lines].sort(), needed.toSorted())
    for (const { lines } of Object.values(boards)) t.true(needed.every((line) => line in lines))
  })

  test(`${name}: it is thrown both ways within its time, and proven only when it has landed`, async (t) => {
    for (let seed = 0; seed < 20; seed++) {
      const { clock, bench, relay } = await opened(descriptor, tellTales, seed)
      for (const to of [2, 1, 2] as const) {
        relay.throwTo(to)
        t.like(relay.report(), { isMoving: true, isProven: false, position: undefined })
        await clock.runFor(timing.switchesWithinMs + 1)
        t.is(bench.contact(), to)
        t.like(relay.report(), { position: to, isProven: true, isMoving: false, isStuck: false })
      }
      t.like(relay.counters(), { throws: 3, retries: 0, failures: 0, strays: 0 })
    }
  })

  test(`${name}: opening moves nothing, also where it stands at 2`, async (t) => {
    const { clock, bench, gpio, relay } = await opened(descriptor)
    relay.throwTo(2)
    await clock.runFor(200)
    const again = await descriptor.open({ gpio, clock, lines: { ...coilsOf(descriptor), ...tellTales } })
    await clock.runFor(200)
    t.is(bench.contact(), 2)
    t.is(bench.moves().all, 1)
    t.like(again.report(), { position: 2, isProven: true })
  })

  test(`${name}: one that does not move is stuck after its tries, and proven where it is`, async (t) => {
    const { clock, faults, relay, reports } = await opened(descriptor)
    faults.add('rf-switch-stuck')
    relay.throwTo(2)
    await clock.runFor(allTriesMs(descriptor))
    t.like(relay.report(), { position: 1, isProven: true, isStuck: true, isMoving: false })
    t.like(relay.counters(), { throws: 1, retries: timing.tries - 1, failures: 1 })
    t.true(reports.at(-1)?.isStuck)
  })

  test(`${name}: dead tell-tales prove nothing`, async (t) => {
    const { clock, faults, relay } = await opened(descriptor)
    faults.add('rf-switch-blind')
    relay.report()
    await clock.runFor(timing.debounceMs + 1)
    t.like(relay.report(), { isProven: false, position: undefined })
    relay.throwTo(2)
    await clock.runFor(allTriesMs(descriptor))
    t.like(relay.report(), { isProven: false, position: undefined, isStuck: true })
  })

  test(`${name}: a contact that moves by itself is told at once`, async (t) => {
    const { clock, bench, relay, reports } = await opened(descriptor)
    bench.writeOutput('rf-switch-to-2', 1, 'somebody')
    await clock.runFor(8)
    t.is(reports.at(-1)?.position, undefined)
    await clock.runFor(50)
    t.like(reports.at(-1), { position: 2, isProven: true })
    t.is(relay.counters().strays, 1)
  })

  test(`${name}: what is asked for while it moves comes after this move`, async (t) => {
    const { clock, bench, relay } = await opened(descriptor)
    relay.throwTo(2)
    await clock.runFor(10)
    relay.throwTo(1)
    await clock.runFor(2 * timing.switchesWithinMs + 2)
    t.is(bench.contact(), 1)
    t.is(bench.moves().all, 2)
    t.like(relay.report(), { position: 1, isProven: true, isMoving: false })
  })

  test(`${name}: without tell-tales it is believed after its time, and never proven`, async (t) => {
    const { clock, relay } = await opened(descriptor, {})
    t.is(relay.report().position, coils === 'failsafe' ? 1 : undefined)
    relay.throwTo(2)
    await clock.runFor(timing.switchesWithinMs - 1)
    t.is(relay.report().position, undefined)
    await clock.runFor(2)
    t.like(relay.report(), { position: 2, isProven: false, isStuck: false })
  })

  test(`${name}: a line that refuses is counted, and the switch is stuck, not there`, async (t) => {
    const { clock, gpio, relay } = await opened(descriptor)
    await gpio.close()
    t.notThrows(() => relay.throwTo(2))
    await clock.runFor(allTriesMs(descriptor))
    t.like(relay.report(), { isProven: false, isStuck: true })
    t.true(relay.counters().lineErrors > 0)
  })

  if (coils === 'latching')
    test(`${name}: a coil that cannot be let go is tried again, and told of after two seconds until it is`, async (t) => {
      const { gpio, ...all } = setUp(descriptor)
      let isHanging = false
      const refusing: Gpio = {
        ...gpio,
        openOutput: async (line, level) => {
          const output = await gpio.openOutput(line, level)
          const write = (to: Level): void => {
            if (isHanging && to === 0)
              throw new TerminalError({ code: 'gpio-missing', device: line, retry: 'backoff', message: 'refused' })
            output.write(to)
          }
          return { ...output, write }
        },
      }
      const relay = await descriptor.open({ ...all, gpio: refusing, lines: { ...coilsOf(descriptor), ...tellTales } })
      relay.throwTo(2)
      isHanging = true
      await all.clock.runFor(1_000)
      t.is(relay.report().isCoilLeftPowered, undefined)
      isHanging = false
      await all.clock.runFor(100)
      t.is(all.writes.at(-1), 'rf-switch-to-2=0')

      relay.throwTo(1)
      isHanging = true
      await all.clock.runFor(2_200)
      t.true(relay.report().isCoilLeftPowered)
      const tried = relay.counters().lineErrors
      await all.clock.runFor(60_000)
      t.is(relay.counters().lineErrors, tried, 'it is not tried for ever')
      relay.throwTo(2)
      await all.clock.runFor(allTriesMs(descriptor))
      t.is(all.bench.contact(), 1, 'both coils at once would hold each other')
      isHanging = false
      relay.throwTo(2)
      await all.clock.runFor(200)
      t.is(relay.report().isCoilLeftPowered, undefined)
      t.is(all.bench.contact(), 2)
    })

  test(`${name}: a board without one of its lines is refused, and the others are free again`, async (t) => {
    const { clock, gpio } = setUp(descriptor)
    const closed: string[] = []
    const watched = {
      ...gpio,
      openInput: async (line: string) => {
        const input = await gpio.openInput(line)
        return {
          ...input,
          close: () => {
            closed.push(line)
            input.close()
          },
        }
      },
    }
    const lines = { ...coilsOf(descriptor), ...tellTales, to2: 'rf-switch-to-9' }
    const error = await t.throwsAsync(descriptor.open({ gpio: watched, clock, lines }), { instanceOf: TerminalError })
    t.is(error.code, 'gpio-missing')
    t.deepEqual(closed, Object.values(tellTales))
  })

  test(`${name}: a closed switch says no more and moves no more`, async (t) => {
    const { clock, bench, relay, reports } = await opened(descriptor)
    relay.throwTo(2)
    await clock.runFor(200)
    await relay.close()
    const before = reports.length
    bench.writeOutput('rf-switch-to-2', 0, 'somebody')
    await clock.runFor(200)
    t.is(reports.length, before)
  })

  if (coils === 'latching')
    test(`${name}: no coil stays powered, and never both are`, async (t) => {
      const { clock, relay, writes } = await opened(descriptor)
      for (const to of [2, 1, 1, 2] as const) {
        relay.throwTo(to)
        await clock.runFor(timing.switchesWithinMs + 1)
      }
      const powered = new Set<string>()
      for (const write of writes) {
        const [line = '', level] = write.split('=')
        if (level === '1') powered.add(line)
        else powered.delete(line)
        t.true(powered.size <= 1)
      }
      t.is(powered.size, 0)
    })
}

test('a latching switch with one coil is refused', async (t) => {
  const { gpio, clock } = setUp(rfSwitchDrivers['coax-latching'] as RfSwitchDescriptor)
  const opening = rfSwitchDrivers['coax-latching']?.open({ gpio, clock, lines: { to2: 'rf-switch-to-2' } })
  await t.throwsAsync(opening as Promise<unknown>, { instanceOf: TerminalError })
})
