import test from 'ava'
import { SimClock } from '../../../hal/sim-clock.ts'
import { memoryStorage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import { type MonotonicMs, type UtcMs, utcMs } from '../../../hal/units.ts'
import type { UtcClock, UtcReading } from '../../../hal/utc-clock.ts'
import { listen } from '../../../test/fakes/drivers.ts'
import { memoryBus } from '../../bus/memory-bus.ts'
import { rtcSigmaMs } from './clock-reader.ts'
import { TimeFloor } from './time-floor.ts'
import { timeKeeper } from './time-keeper.ts'

const BUILD = Date.UTC(2026, 5, 1)
const START = Date.UTC(2026, 10, 25, 12)
const WEEK_MS = 7 * 86_400_000

/** A train in a hall: no sky, and what its machine has of clocks. */
const inHall = (more: { keptUtcMs?: number; rtcOffMs?: number; hasNtp?: boolean } = {}) => {
  const { keptUtcMs, rtcOffMs = 0, hasNtp = false } = more
  const clock = new SimClock()
  const bus = memoryBus(clock)
  const storage = memoryStorage(
    new Map(keptUtcMs === undefined ? [] : [['time', new TextEncoder().encode(JSON.stringify({ utcMs: keptUtcMs }))]]),
  )
  const clockThat = (name: string, read: () => Promise<UtcReading | undefined>): UtcClock => ({ name, read })
  const at = (offMs: number, sigmaMs: number): UtcReading => {
    const atMs = clock.nowMs()
    return { atMs, utcMs: utcMs(START + atMs + offMs), sigmaMs }
  }
  let readRtc = (): Promise<UtcReading | undefined> => Promise.resolve(at(rtcOffMs, 289))
  const told: { utcMs: UtcMs; atMs: MonotonicMs }[] = []
  const tell = { fails: false }
  const keeper = timeKeeper({
    clock,
    bus,
    floor: new TimeFloor({ buildUtcMs: BUILD, storage }),
    clocks: {
      rtc: clockThat('rtc0', () => readRtc()),
      ...(hasNtp && { ntp: clockThat('chrony', () => Promise.resolve(at(0, 20))) }),
      server: {
        tell: (sample) => {
          if (tell.fails)
            throw new TerminalError({ code: 'port-failed', device: 'chrony', retry: 'backoff', message: 'nobody' })
          told.push(sample)
        },
        close: () => {},
      },
    },
  })
  const modem = () => {
    const networkTime = { atMs: clock.nowMs(), utcMs: START + clock.nowMs() }
    const modems = { lte: { isAlive: true, registration: 'home' as const, networkTime } }
    bus.publish('cellular', { atMs: clock.nowMs(), modems })
  }
  const epochs = async (count: number): Promise<void> => {
    for (let epoch = 0; epoch < count; epoch++) {
      const atMs = clock.nowMs()
      keeper.onReport('roof', { kind: 'fix', atMs, utcMs: utcMs(START + atMs), mode: '3d', latDeg: 51, lonDeg: 71 })
      await clock.runFor(1_000)
    }
  }
  const setRtc = (read: typeof readRtc): void => {
    readRtc = read
  }
  return {
    clock,
    bus,
    keeper,
    modem,
    epochs,
    setRtc,
    told,
    tell,
    times: listen(bus, 'time'),
    events: listen(bus, 'navigation.event'),
  }
}

test('in a hall an RTC and the network, or NTP that proves itself, make time trusted within two minutes', async (t) => {
  const first = inHall({ keptUtcMs: START - 3_600_000 })
  await first.clock.runFor(5_000)
  t.like(first.times.at(-1), { trust: 'candidate', source: 'rtc' })
  first.modem()
  await first.clock.runFor(115_000)
  t.like(first.times.at(-1), { trust: 'trusted', source: 'rtc' })
  const second = inHall({ keptUtcMs: START - WEEK_MS, rtcOffMs: -(START - Date.UTC(2000, 0, 1)), hasNtp: true })
  await second.clock.runFor(65_000)
  t.like(second.times.at(-1), { trust: 'trusted', source: 'ntp' })
  t.true(second.events.some(({ text }) => /rtc rtc0 is refused: 2000-01-01T.* is before the build/.test(text)))
})

test('an RTC is the less sure the longer it ran by itself, and when nobody knows how long', (t) => {
  const reading = { utcMs: START, sigmaMs: 289 }
  t.is(Math.round(rtcSigmaMs(reading, START)), 289)
  t.true(Math.abs(rtcSigmaMs(reading, START - WEEK_MS) - 30_240) < 10)
  t.true(rtcSigmaMs(reading, undefined) > 59_000)
})

test('what satellites say is served while it is trusted and fresh, and nothing else is', async (t) => {
  const { clock, bus, epochs, told, modem } = inHall({ keptUtcMs: START - 60_000 })
  await clock.runFor(5_000)
  modem()
  await clock.runFor(120_000)
  t.is(told.length, 0, 'an RTC is not served')
  await epochs(20)
  t.true(told.length >= 18)
  t.true(told.every((sample) => Math.abs(sample.utcMs - START - sample.atMs) <= 1))
  await clock.runFor(5_000)
  const { length } = told
  await clock.runFor(60_000)
  t.is(told.length, length, 'the past is not served')
  bus.publish('receivers', { atMs: clock.nowMs(), receivers: {}, jamming: 'ok', spoofing: 'critical', reasons: [] })
  await clock.runFor(0)
  await epochs(20)
  t.is(told.length, length, 'what may be spoofed is not served')
})

test('a clock that fails, and a server that nobody hears, are told of once, and once more when they are back', async (t) => {
  const { clock, events, epochs, setRtc, tell } = inHall()
  setRtc(() =>
    Promise.reject(new TerminalError({ code: 'port-failed', device: 'rtc0', retry: 'backoff', message: 'torn off' })),
  )
  tell.fails = true
  await epochs(150)
  setRtc(() => Promise.resolve(undefined))
  tell.fails = false
  await epochs(61)
  await clock.runFor(0)
  const said = (pattern: RegExp): number => events.filter(({ text }) => pattern.test(text)).length
  t.is(said(/^rtc0 is not read: .*torn off/), 1)
  t.is(said(/^rtc0 is read again/), 1)
  t.is(said(/^time is not served: .*nobody/), 1)
  t.is(said(/^time is served again/), 1)
})

test('a clock that does not answer is not asked twice', async (t) => {
  const { clock, setRtc } = inHall()
  let asked = 0
  setRtc(() => {
    asked++
    return new Promise(() => {})
  })
  await clock.runFor(600_000)
  t.is(asked, 1)
})
