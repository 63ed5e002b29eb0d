import test from 'ava'
import type { SerialLink } from '../../hal/serial-link.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import { openEasycomm3 } from './easycomm3.ts'
import type { RotatorStatus } from './rotator.ts'

/** A line whose other end is played by the test: `answer` gives the reply to each line written. */
const setUp = (answer: (line: string) => string | undefined, velocitySign: 1 | -1 = 1) => {
  const clock = new SimClock()
  const written: string[] = []
  let onData = (_bytes: Uint8Array): void => {}
  const link: SerialLink = {
    name: 'dish',
    write: async (bytes) => {
      const line = Buffer.from(bytes).toString()
      written.push(line)
      const reply = answer(line)
      if (reply !== undefined) clock.after(30, () => onData(Buffer.from(reply)))
    },
    onData: (handler) => {
      onData = handler
    },
    onState: (handler) => handler('open'),
    counters: () => ({ rxBytes: 0, txBytes: 0, reconnects: 0, writeErrors: 0 }),
    close: async () => {},
  }
  const rotator = openEasycomm3({ link, clock, velocitySign })
  const statuses: RotatorStatus[] = []
  rotator.onStatus((status) => statuses.push(status))
  return { clock, written, rotator, statuses }
}

const isQuery = (line: string): boolean => line.startsWith('AZ EL')
const atRest = (line: string): string | undefined => (isQuery(line) ? 'AZ100.0 EL30.0\nGS1\nGE0\n' : undefined)
const eastward = { azimuthDegPerS: 2, elevationDegPerS: 0 }

test('a controller that answers each query on its own line is understood', async (t) => {
  const { clock, statuses } = setUp(atRest)
  await clock.runFor(100)
  t.deepEqual(statuses[0]?.position, { azimuthDeg: 100, elevationDeg: 30 })
  t.is(statuses[0]?.motion, 'idle')
})

test('a query is repeated three times after 200 ms each before the poll is given up', async (t) => {
  const { clock, written, rotator } = setUp(() => undefined)
  await clock.runFor(799)
  t.is(written.length, 4)
  t.is(rotator.counters().timeouts, 3)
})

test('a reply that lacks a part is no status', async (t) => {
  const { clock, statuses } = setUp((line) => (isQuery(line) ? 'AZ100.0 EL3?.0 GS1 GE0\n' : undefined))
  await clock.runFor(1000)
  t.deepEqual(statuses, [])
})

test('the sign of the azimuth velocity is configurable', async (t) => {
  const { clock, written, rotator } = setUp(atRest, -1)
  await clock.runFor(50)
  await rotator.point({ azimuthDeg: 100, elevationDeg: 30 }, eastward)
  t.true(written.at(-1)?.startsWith('VL2'))
})

test('velocities are given up for set-points when the position shows a wrong sign', async (t) => {
  let azimuthDeg = 100
  const { clock, written, rotator, statuses } = setUp((line) => {
    if (!isQuery(line)) return undefined
    azimuthDeg -= 0.3
    return `AZ${azimuthDeg.toFixed(1)} EL30.0 GS2 GE0\n`
  })
  await clock.runFor(50)
  for (let poll = 0; poll < 5; poll++) {
    await rotator.point({ azimuthDeg, elevationDeg: 30 }, eastward)
    await clock.runFor(200)
  }
  t.true(statuses.at(-1)?.faults.includes('velocity-sign'))
  await rotator.point({ azimuthDeg, elevationDeg: 30 }, eastward)
  t.true(written.at(-1)?.startsWith('AZ'))
})

test('a set-point that is never followed is repeated three times and then named', async (t) => {
  const { clock, written, rotator, statuses } = setUp(atRest)
  await clock.runFor(50)
  await rotator.point({ azimuthDeg: 120, elevationDeg: 30 })
  await clock.runFor(5000)
  t.is(written.filter((line) => line === 'AZ120.0 EL30.0\n').length, 5)
  t.deepEqual(statuses.at(-1)?.faults, ['not-following'])
})

test('an alarm is shown until the controller says that it is well', async (t) => {
  let reply = 'ALmotor hot\nAZ1.0 EL2.0 GS8 GE1\n'
  const { clock, statuses } = setUp((line) => (isQuery(line) ? reply : undefined))
  await clock.runFor(100)
  t.deepEqual(statuses.at(-1)?.faults, ['sensor', 'alarm: motor hot'])
  reply = 'AZ1.0 EL2.0 GS1 GE0\n'
  await clock.runFor(400)
  t.deepEqual(statuses.at(-1)?.faults, [])
})

test('whoever is told of the silence may close the rotator', async (t) => {
  let isAnswering = true
  const { clock, written, rotator } = setUp((line) => (isAnswering ? atRest(line) : undefined))
  await clock.runFor(500)
  isAnswering = false
  rotator.onStatus(() => void rotator.close())
  await clock.runFor(4000)
  const before = written.length
  await clock.runFor(4000)
  t.is(written.at(-1), 'SA SE\n')
  t.is(written.length, before)
})
