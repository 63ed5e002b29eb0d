import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { type FakeBench, fakeBench, until } from '../../test/fakes/desk-bench.ts'
import { sleep } from '../clock.ts'
import type { Gpio, Level } from '../gpio.ts'
import { systemClock } from '../linux/clock.ts'
import { openUnixPort } from '../linux/tcp-port.ts'
import type { LinkTraffic, Network } from '../network.ts'
import { seededRandom } from '../random.ts'
import { TerminalError } from '../terminal-error.ts'
import { monotonicMs } from '../units.ts'
import { deskGpioClient } from './gpio-client.ts'
import { deskGpio, deskNetwork } from './in-process.ts'
import { deskNetworkClient } from './network-client.ts'
import { serveDesk } from './server.ts'

/** Everything that these tests put on disk. */
const temporary = mkdtempSync(join(tmpdir(), 'steppelink-test-'))
test.after.always(() => rmSync(temporary, { recursive: true, force: true }))

interface Rig {
  bench: FakeBench
  gpio: Gpio
  network: Network
  end(): Promise<void>
}

const ceilingsKbps = { bulk: 500 }

const forms: Readonly<Record<string, () => Promise<Rig>>> = {
  'in one process': async () => {
    const bench = fakeBench()
    const gpio = deskGpio(bench.lines, systemClock)
    const network = deskNetwork(bench.network, ceilingsKbps)
    return { bench, gpio, network, end: async () => void (await Promise.all([gpio.close(), network.close()])) }
  },
  'over the socket': async () => {
    const bench = fakeBench()
    const path = join(mkdtempSync(join(temporary, 'desk-')), 'socket')
    const server = await serveDesk({ path, gpio: bench.lines, network: bench.network, clock: systemClock })
    const options = { open: openUnixPort(path, 'test'), client: 'test', clock: systemClock, random: seededRandom(1) }
    const gpio = deskGpioClient(options)
    const network = deskNetworkClient({ ...options, ceilingsKbps })
    const end = async (): Promise<void> => {
      await Promise.all([gpio.close(), network.close()])
      await server.close()
    }
    return { bench, gpio, network, end }
  },
}

const traffic = (link: string): LinkTraffic => ({
  link,
  atMs: monotonicMs(12.5),
  carries: true,
  latencyMs: 61,
  loss: 0.01,
  throughputMbps: 88,
})

/** The contracts of `Gpio` and `Network`, which every form of the desk keeps. */
for (const [form, make] of Object.entries(forms)) {
  test(`${form}: an input tells its level at once and then each change, once`, async (t) => {
    const { bench, gpio, end } = await make()
    bench.setInput('lockout', 1)
    const line = await gpio.openInput('lockout')
    const seen: Level[] = []
    const times: number[] = []
    line.watch((level, atMs) => {
      seen.push(level)
      times.push(atMs)
    })
    t.deepEqual(seen, [1])
    for (const level of [0, 1, 0] as const) bench.setInput('lockout', level)
    await until(() => seen.length === 4)
    t.deepEqual(seen, [1, 0, 1, 0])
    t.true(times.every((atMs) => Math.abs(atMs - systemClock.nowMs()) < 10_000))
    await end()
  })

  test(`${form}: a closed input is silent`, async (t) => {
    const { bench, gpio, end } = await make()
    const [line, other] = [await gpio.openInput('lockout'), await gpio.openInput('lockout')]
    const seen: string[] = []
    line.watch((level) => seen.push(`closed ${level}`))
    other.watch((level) => seen.push(`open ${level}`))
    line.close()
    bench.setInput('lockout', 1)
    await until(() => seen.length === 3)
    t.deepEqual(seen, ['closed 0', 'open 0', 'open 1'])
    await end()
  })

  test(`${form}: an output starts at its first level, and writes arrive in order`, async (t) => {
    const { bench, gpio, end } = await make()
    const line = await gpio.openOutput('transmit-permit', 0)
    t.deepEqual(bench.writes, ['transmit-permit 0'])
    for (const level of [1, 0, 1, 1] as const) line.write(level)
    await until(() => bench.writes.length === 5)
    t.deepEqual(bench.writes.map((write) => write.slice(-1)).join(''), '01011')
    await end()
  })

  test(`${form}: a line that is not there is missing`, async (t) => {
    const { gpio, end } = await make()
    const input = await t.throwsAsync(gpio.openInput('horn'), { instanceOf: TerminalError })
    const output = await t.throwsAsync(gpio.openOutput('horn', 0), { instanceOf: TerminalError })
    t.deepEqual([input.code, output.code], ['gpio-missing', 'gpio-missing'])
    t.regex(input.message, /no such line; it has lockout/)
    await end()
  })

  test(`${form}: a write after the end fails`, async (t) => {
    const { gpio, end } = await make()
    const line = await gpio.openOutput('transmit-permit', 0)
    await gpio.close()
    t.is(t.throws(() => line.write(1), { instanceOf: TerminalError }).code, 'gpio-failed')
    await end()
  })

  test(`${form}: a route is done when it resolves, and nothing may carry a class`, async (t) => {
    const { bench, network, end } = await make()
    await network.route('payments', 'lte')
    t.deepEqual(bench.routes, { payments: 'lte' })
    await network.route('payments', undefined)
    t.deepEqual(bench.routes, { payments: undefined })
    await end()
  })

  test(`${form}: a route that fails rejects, and the earlier one holds`, async (t) => {
    const { bench, network, end } = await make()
    await network.route('payments', 'lte')
    const error = await t.throwsAsync(network.route('payments', 'broken'), { instanceOf: TerminalError })
    t.is(error.code, 'network-failed')
    t.deepEqual(bench.routes, { payments: 'lte' })
    await end()
  })

  test(`${form}: the desk is told what each class may have at the most`, async (t) => {
    const { bench, end } = await make()
    await until(() => Object.keys(bench.ceilingsKbps).length > 0)
    t.deepEqual(bench.ceilingsKbps, ceilingsKbps)
    await end()
  })

  test(`${form}: what links have carried is told as it is counted, by link and class`, async (t) => {
    const { bench, network, end } = await make()
    const counted = { link: 'lte', epoch: 'a', sentBytes: 2 ** 40, receivedBytes: 7 }
    bench.counters.push(counted, { ...counted, trafficClass: 'passenger', sentBytes: 5 })
    t.deepEqual(await network.counters(), bench.counters)
    bench.counters[0] = { ...counted, epoch: 'b', sentBytes: 1 }
    t.deepEqual(await network.counters(), bench.counters)
    await end()
  })

  test(`${form}: networks on the train's side are told as they stand, whole`, async (t) => {
    const { bench, network, end } = await make()
    const whole = {
      interface: 'coach-1',
      isThere: true,
      parent: { name: 'eth1', isThere: true },
      hasCarrier: true,
      hasAddress: true,
      rxFrames: 2 ** 40,
      isServing: false,
      leases: { held: 3, most: 40 },
    }
    bench.lans.push(whole, { interface: 'coach-2', isThere: false, hasCarrier: false, hasAddress: false })
    t.deepEqual(await network.lans?.(), bench.lans)
    bench.lans[0] = { ...whole, hasCarrier: false }
    t.deepEqual(await network.lans?.(), bench.lans)
    await end()
  })

  test(`${form}: traffic is told to the one handler, whole`, async (t) => {
    const { bench, network, end } = await make()
    await network.route('bulk', 'oneweb')
    const seen: LinkTraffic[] = []
    network.onTraffic(() => t.fail())
    network.onTraffic((one) => seen.push(one))
    const { latencyMs: _, ...silent } = { ...traffic('lte'), carries: false }
    bench.pushTraffic(traffic('oneweb'))
    bench.pushTraffic(silent)
    await until(() => seen.length === 2)
    t.deepEqual(seen, [traffic('oneweb'), silent])
    await end()
    await sleep(systemClock, 1)
  })
}
