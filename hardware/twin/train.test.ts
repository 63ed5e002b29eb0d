import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { parse } from 'yaml'
import { parseRoute } from '../../firmware/domain/route.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { utcMs } from '../../hal/units.ts'
import type { Fault } from './faults.ts'
import { makeTwinTrain, type TwinTrain } from './train.ts'

const hardware = join(import.meta.dirname, '..')
const route = parseRoute(await readFile(join(hardware, 'routes', 'astana-almaty.geojson'), 'utf8'), 'route')
if ('error' in route) throw new Error(route.error)

const RIDE_MS = 30_000
const shared = { route, startUtcMs: utcMs(Date.UTC(2026, 4, 31, 15)), fidelity: 'full', chunking: 'uart' } as const

const make = (seed: number, faults: readonly Fault[] = []): { clock: SimClock; train: TwinTrain } => {
  const clock = new SimClock()
  return { clock, train: makeTwinTrain({ ...shared, clock, seed, faults }) }
}

/** What each line carried in 30 s, as a digest of every chunk with its time, and as a count of bytes. */
const ride = async (seed: number, faults: readonly Fault[] = []) => {
  const { clock, train } = make(seed, faults)
  train.start()
  const lines = [...train.lines].map(([name, line]) => {
    const hash = createHash('sha256')
    let rxBytes = 0
    const onBytes = (bytes: Uint8Array): void => {
      rxBytes += bytes.length
      hash.update(`${clock.nowMs()} `).update(bytes)
    }
    line.attach({ onBytes, onUnplugged: () => undefined })
    return { name, end: () => [name, { rxBytes, digest: hash.digest('hex') }] as const }
  })
  await clock.runFor(RIDE_MS)
  train.stop()
  return Object.fromEntries(lines.map(({ end }) => end()))
}

test('every device with a port in the twin’s train file has a line, and every line is in the file', async (t) => {
  const file: unknown = parse(await readFile(join(hardware, 'trains', 'twin.yaml'), 'utf8'))
  const { devices } = file as { devices: Record<string, { port?: string }> }
  const withPort = Object.entries(devices).flatMap(([name, { port }]) => (port ? [name] : []))
  t.deepEqual([...make(1).train.lines.keys()].sort(), withPort.sort())
})

test('two trains of one seed send the same bytes at the same times for 30 s, one of another seed does not', async (t) => {
  const [first, second, other] = [await ride(5), await ride(5), await ride(6)]
  t.deepEqual(first, second)
  t.true((first['gnss']?.rxBytes ?? 0) > 5 * 30 * 50)
  t.not(first['gnss']?.digest, other['gnss']?.digest)
})

test('a fault of one device changes nothing that the others send', async (t) => {
  const calm = await ride(5)
  const broken = await ride(5, [{ name: 'gnss-silent', atMs: 10_000, durationMs: 10_000 }])
  t.true((broken['gnss']?.rxBytes ?? 0) < 0.8 * (calm['gnss']?.rxBytes ?? 0))
  for (const name of ['imu', 'modem', 'array', 'dish', 'lte']) t.deepEqual(broken[name], calm[name], name)
})

test('a train that was not started has no open line, and one that was stopped unplugs its clients and sends no more', async (t) => {
  const { clock, train } = make(1)
  let rxBytes = 0
  let unplugged = 0
  const client = {
    onBytes: (bytes: Uint8Array): void => {
      rxBytes += bytes.length
    },
    onUnplugged: (): void => {
      unplugged++
    },
  }
  for (const line of train.lines.values()) t.is(line.attach(client), 'unplugged')
  train.start()
  for (const line of train.lines.values()) line.attach(client)
  await clock.runFor(3_000)
  t.true(rxBytes > 0)
  train.stop()
  t.is(unplugged, train.lines.size)
  const before = rxBytes
  await clock.runFor(3_000)
  t.is(rxBytes, before)
})

test('a running train reports the truth once a second, and sums it up', async (t) => {
  const { clock, train } = make(1)
  const reports: number[] = []
  train.score.onReport(({ atMs }) => reports.push(atMs))
  train.start()
  await clock.runFor(5_000)
  train.stop()
  t.is(reports.length, 5)
  t.true(Math.abs(train.score.summary().simulatedS - 5) < 0.1)
})
