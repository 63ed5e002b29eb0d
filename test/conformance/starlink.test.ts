import test, { type ExecutionContext } from 'ava'
import { starlinkDrivers } from '../../drivers/starlink/index.ts'
import type { StarlinkDescriptor, StarlinkReport, StarlinkSample } from '../../drivers/starlink/starlink.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { DeviceContext } from '../../hardware/twin/device.ts'
import { type VirtualStarlink, virtualStarlink } from '../../hardware/twin/devices/starlink.ts'
import { memoryRpc } from '../../hardware/twin/line/memory-rpc.ts'
import { fakeWorld } from '../fakes/world.ts'

/** The virtual device of each driver; a driver without one fails the first test. */
const virtualDishes: Readonly<Record<string, (context: DeviceContext) => VirtualStarlink>> = {
  'starlink-grpc': virtualStarlink,
}

const settledMs = 90_000
const open = { kind: 'open', horizonDeg: () => 0 } as const
const tunnel = { kind: 'tunnel', horizonDeg: () => 90 } as const

const setUp = (descriptor: StarlinkDescriptor, settings = {}) => {
  const clock = new SimClock()
  const faults = new Map<string, number>()
  const sky: { around: typeof open | typeof tunnel } = { around: open }
  const makeDevice = virtualDishes[descriptor.name] as (context: DeviceContext) => VirtualStarlink
  const device = makeDevice({
    name: 'starlink',
    world: fakeWorld({ clock, surroundings: () => sky.around }),
    clock,
    random: seededRandom(11),
    faultAgeMs: (fault) => {
      const sinceMs = faults.get(fault)
      return sinceMs === undefined ? undefined : clock.nowMs() - sinceMs
    },
    rates: { fixHz: 5, motionHz: 100, statusEveryMs: 100 },
  })
  device.start()
  const dish = descriptor.open({ channel: memoryRpc(device, clock), clock, settings })
  const reports: StarlinkReport[] = []
  const samples: StarlinkSample[] = []
  dish.onReport((report) => reports.push(report))
  dish.onSamples((some) => samples.push(...some))
  const begin = (fault: string) => faults.set(`starlink-${fault}`, clock.nowMs())
  const end = (fault: string) => faults.delete(`starlink-${fault}`)
  const settled = async (asked: Promise<unknown>) => {
    const settling = asked.then(
      () => 'taken',
      (error: unknown) => (error instanceof TerminalError ? error.code : 'bare'),
    )
    await clock.runFor(3_000)
    return settling
  }
  /** Asks until it is answered: one request in hundreds is lost. */
  const surely = async (t: ExecutionContext, ask: () => Promise<unknown>) => {
    for (let attempt = 0; attempt < 3; attempt++) if ((await settled(ask())) === 'taken') return
    t.fail('it was not taken three times')
  }
  return { clock, device, dish, reports, samples, sky, begin, end, settled, surely }
}

for (const descriptor of Object.values(starlinkDrivers)) {
  const { name, timing } = descriptor

  test(`${name}: a terminal that boots is followed from no answer to carrying`, async (t) => {
    const { clock, reports, dish } = setUp(descriptor)
    await clock.runFor(settledMs)
    const causes = new Set(reports.map(({ outage }) => outage?.cause))
    t.true(causes.has('booting') && causes.has('no-schedule'))
    const last = reports.at(-1)
    t.true(last?.isAlive)
    t.is(last?.outage, undefined)
    t.true((last?.latencyMs ?? 0) > 20)
    t.is(last?.gnss?.isValid, true)
    t.truthy(last?.software)
    t.true(Math.abs((last?.location?.latDeg ?? 0) - 51.112) < 0.001)
    t.true(dish.counters().rxFrames > 80)
    await dish.close()
  })

  test(`${name}: each second that was measured comes once, in order, without a gap, for a quarter of an hour`, async (t) => {
    const { clock, samples, reports, dish } = setUp(descriptor)
    await clock.runFor(1_000_000)
    t.deepEqual(
      samples.map(({ number }) => number),
      samples.map((_, index) => index),
    )
    t.true(samples.length > 990)
    t.is(reports.at(-1)?.lostSeconds, 0)
    t.is(reports.at(-1)?.lastSlot?.seconds, 15)
    await dish.close()
  })

  test(`${name}: a tunnel and a missing constellation are told as they are`, async (t) => {
    const { clock, reports, dish, sky, begin } = setUp(descriptor)
    await clock.runFor(settledMs)
    sky.around = tunnel
    await clock.runFor(20_000)
    t.is(reports.at(-1)?.outage?.cause, 'obstructed')
    t.true(reports.at(-1)?.isObstructed)
    t.true((reports.at(-1)?.outage?.durationMs ?? 0) > 10_000)
    sky.around = open
    begin('no-satellites')
    await clock.runFor(5_000)
    t.is(reports.at(-1)?.outage?.cause, 'no-satellites')
    await dish.close()
  })

  test(`${name}: silence ends in a report of a lost terminal, is asked seldom, and passes`, async (t) => {
    const { clock, reports, dish, begin, end } = setUp(descriptor)
    await clock.runFor(settledMs)
    begin('silent')
    await clock.runFor(timing.silentAfterMs + 3 * timing.replyTimeoutMs)
    t.false(reports.at(-1)?.isAlive)
    t.deepEqual(reports.at(-1)?.alerts, [])
    const { timeouts } = dish.counters()
    t.true(timeouts >= 2)
    await clock.runFor(100_000)
    t.true(dish.counters().timeouts - timeouts <= 11)
    end('silent')
    await clock.runFor(timing.backOffMostMs + 3_000)
    t.true(reports.at(-1)?.isAlive)
    t.is(dish.counters().reconnects, 1)
    await dish.close()
  })

  test(`${name}: a cable that is out and in again costs nothing but the time`, async (t) => {
    const { clock, reports, samples, dish, begin, end } = setUp(descriptor)
    await clock.runFor(settledMs)
    begin('unplug')
    await clock.runFor(60_000)
    t.false(reports.at(-1)?.isAlive)
    end('unplug')
    await clock.runFor(20_000)
    t.true(reports.at(-1)?.isAlive)
    t.deepEqual(
      samples.map(({ number }) => number),
      samples.map((_, index) => index),
    )
    await dish.close()
  })

  test(`${name}: garbled answers are counted, believed only within their ranges, and survived`, async (t) => {
    const { clock, reports, dish, begin, end } = setUp(descriptor)
    await clock.runFor(settledMs)
    begin('garbage')
    await clock.runFor(600_000)
    t.true(dish.counters().rxDiscardedBytes > 0)
    for (const { loss = 0, latencyMs = 1, obstructedShare = 0, location } of reports) {
      t.true(loss >= 0 && loss <= 1 && obstructedShare >= 0 && obstructedShare <= 1)
      t.true(latencyMs >= 1 && latencyMs <= 60_000)
      t.true(Math.abs(location?.latDeg ?? 0) <= 90)
    }
    end('garbage')
    await clock.runFor(30_000)
    t.true(reports.at(-1)?.isAlive)
    await dish.close()
  })

  test(`${name}: an announced restart is told with its time, and a new firmware tells less`, async (t) => {
    const { clock, reports, samples, dish, begin } = setUp(descriptor)
    await clock.runFor(settledMs)
    begin('reboot')
    await clock.runFor(10_000)
    const announced = reports.at(-1)?.reboot
    const startsAtUtcMs = Date.UTC(2026, 4, 31, 15) + settledMs + 60_000
    t.true(Math.abs((announced?.atUtcMs ?? 0) - startsAtUtcMs) < 1_500)
    t.true(reports.at(-1)?.alerts.includes('update-pending'))
    const before = samples.length
    await clock.runFor(200_000)
    const last = reports.at(-1)
    t.is(last?.reboot, undefined)
    t.is(last?.location, undefined)
    t.is(last?.snowMelt, undefined)
    t.is(last?.outage, undefined)
    t.true((last?.uptimeS ?? 1_000) < 160)
    t.is(samples.slice(before).filter(({ number }) => number === 0).length, 1)
    await dish.close()
  })

  test(`${name}: alerts are told while they hold`, async (t) => {
    const { clock, reports, dish, begin, end } = setUp(descriptor)
    await clock.runFor(settledMs)
    for (const fault of ['stuck', 'hot', 'astray', 'slow-ethernet']) begin(fault)
    await clock.runFor(5_000)
    const alerts = ['motors-stuck', 'thermal-throttle', 'unexpected-location', 'slow-ethernet', 'roaming']
    t.deepEqual(reports.at(-1)?.alerts, alerts as never)
    await clock.runFor(60_000)
    t.is(reports.at(-1)?.outage?.cause, 'thermal-shutdown')
    for (const fault of ['stuck', 'hot', 'astray', 'slow-ethernet']) end(fault)
    await clock.runFor(5_000)
    t.deepEqual(reports.at(-1)?.alerts, [])
    await dish.close()
  })

  test(`${name}: orders are taken and show in what is told next`, async (t) => {
    const { clock, reports, dish, surely } = setUp(descriptor)
    await clock.runFor(settledMs)
    await surely(t, () => dish.order({ do: 'stow', isStowed: true }))
    await clock.runFor(8_000)
    t.is(reports.at(-1)?.outage?.cause, 'stowed')
    t.true(reports.at(-1)?.isStowAsked)
    await surely(t, () => dish.order({ do: 'stow', isStowed: false }))
    await surely(t, () => dish.order({ do: 'snow-melt', mode: 'always-on' }))
    await surely(t, () => dish.order({ do: 'inhibit-gnss', isInhibited: true }))
    await clock.runFor(8_000)
    const last = reports.at(-1)
    t.is(last?.outage, undefined)
    t.is(last?.snowMelt, 'always-on')
    t.true(last?.alerts.includes('heating'))
    t.deepEqual(last?.gnss, { isValid: false, satellites: 0, isInhibited: true })
    await surely(t, () => dish.order({ do: 'reboot' }))
    await clock.runFor(15_000)
    t.is(reports.at(-1)?.outage?.cause, 'booting')
    await dish.close()
  })

  test(`${name}: a terminal is brought to what the train's file wants`, async (t) => {
    const { clock, reports, dish, device } = setUp(descriptor, { snowMelt: 'always-off', isGnssInhibited: true })
    await clock.runFor(settledMs)
    t.is(reports.at(-1)?.snowMelt, 'always-off')
    t.true(reports.at(-1)?.gnss?.isInhibited)
    t.true(device.carried().carries)
    await dish.close()
  })

  test(`${name}: the map of its sky is read whole, and cleared`, async (t) => {
    const { clock, dish, surely } = setUp(descriptor)
    await clock.runFor(700_000)
    const learnt = async (): Promise<number> => {
      const asked = dish.obstructionMap()
      await clock.runFor(3_000)
      const { rows, columns, cells } = await asked
      t.is(rows * columns, cells.length)
      return cells.filter((cell) => cell !== undefined).length / cells.length
    }
    t.true((await learnt()) > 0.99)
    await surely(t, () => dish.order({ do: 'clear-obstruction-map' }))
    t.true((await learnt()) < 0.1)
    const asked = dish.diagnostics()
    await clock.runFor(3_000)
    t.is((await asked).selfTest, 'passed')
    await dish.close()
  })

  test(`${name}: an order to a terminal that does not answer is given up and not tried again`, async (t) => {
    const { clock, dish, begin, settled } = setUp(descriptor)
    await clock.runFor(settledMs)
    begin('silent')
    t.is(await settled(dish.order({ do: 'reboot' })), 'device-timeout')
    begin('unplug')
    t.is(await settled(dish.order({ do: 'reboot' })), 'port-failed')
    await dish.close()
  })

  test(`${name}: closing ends asking and reporting`, async (t) => {
    const { clock, reports, samples, dish } = setUp(descriptor)
    await clock.runFor(settledMs)
    await dish.close()
    const before = [reports.length, samples.length, dish.counters().rxBytes]
    await clock.runFor(60_000)
    t.deepEqual([reports.length, samples.length, dish.counters().rxBytes], before)
  })
}
