import test, { type ExecutionContext } from 'ava'
import type { GnssDescriptor, GnssFix, GnssReport } from '../../drivers/gnss/gnss.ts'
import { distanceM } from '../../firmware/domain/geodesy.ts'
import { seededRandom } from '../../hal/random.ts'
import { SimClock } from '../../hal/sim-clock.ts'
import type { DeviceContext, VirtualDevice } from '../../hardware/twin/device.ts'
import type { Surroundings } from '../../hardware/twin/truth.ts'
import { fakeWorld } from '../fakes/world.ts'
import { deviceOnMemoryLink } from './memory-link.ts'

/** A driver of the class, the device it is tried on, and the ways in which its bytes can go wrong. */
export interface GnssSubject {
  /** Of the device. */
  name: string
  descriptor: GnssDescriptor
  device: (context: DeviceContext) => VirtualDevice
  /** Puts noise where a frame has ended. */
  addNoise(bytes: Uint8Array): Uint8Array
  /** Spoils one field of one frame that is not needed for position and time alone, and makes its checksum right again. */
  corruptField(bytes: Uint8Array): Uint8Array
}

const FIX_HZ = 5
const SPEED_MPS = 30
const START_UTC_MS = Date.UTC(2026, 4, 31, 15)
/** Cold start, the set-up of receivers that are set up, and the learning of the first epochs are over. */
const SETTLED_MS = 9000

interface LineOptions {
  corrupt?: (bytes: Uint8Array) => Uint8Array
  fragment?: boolean
}

const open = (subject: GnssSubject, line: LineOptions = {}) => {
  const clock = new SimClock()
  const random = seededRandom(5)
  let surroundings: Surroundings = { kind: 'open', horizonDeg: () => 0 }
  const world = fakeWorld({
    clock,
    startUtcMs: START_UTC_MS,
    speedMps: SPEED_MPS,
    headingTrueDeg: 135,
    surroundings: () => surroundings,
  })
  const context: DeviceContext = {
    name: 'gnss',
    world,
    clock,
    random: random.fork('device'),
    faultAgeMs: () => undefined,
    rates: { fixHz: FIX_HZ, motionHz: 100, statusEveryMs: 200 },
  }
  const device = subject.device(context)
  const isSettled = (): boolean => clock.nowMs() >= SETTLED_MS
  const { corrupt = (bytes) => bytes, fragment = false } = line
  const memory = deviceOnMemoryLink({
    device,
    clock,
    random: random.fork('line'),
    baudRate: subject.descriptor.serial.baudRate,
    corrupt: (bytes) => (isSettled() ? corrupt(bytes) : bytes),
    fragment: () => fragment && isSettled(),
  })
  const receiver = subject.descriptor.open({ link: memory.link, clock })
  const reports: GnssReport[] = []
  // skies and the like come beside the epochs, at a receiver's own rates
  receiver.onReport((report) => {
    if (report.kind === 'fix' || report.kind === 'no-fix') reports.push(report)
  })
  const fixes = (): GnssFix[] => reports.filter((report) => report.kind === 'fix')
  const enter = (kind: Surroundings['kind'], horizonDeg: number): void => {
    surroundings = { kind, horizonDeg: () => horizonDeg }
  }
  return { ...memory, clock, world, receiver, reports, fixes, enter }
}

const ride = async (subject: GnssSubject, durationMs: number, line: LineOptions = {}) => {
  const opened = open(subject, line)
  await opened.clock.runFor(durationMs)
  return opened
}

const untimed = (reports: readonly GnssReport[]): object[] => reports.map(({ atMs: _, ...report }) => report)
const whereAndWhen = ({ latDeg, lonDeg, utcMs }: GnssFix): object => ({ latDeg, lonDeg, utcMs })

type Rule = (t: ExecutionContext, subject: GnssSubject) => Promise<void>

const rules: Readonly<Record<string, Rule>> = {
  'each epoch is reported once, within 200 ms, at the true place': async (t, subject) => {
    const { world, clock, fixes, reports, receiver } = await ride(subject, SETTLED_MS)
    const before = receiver.counters()
    reports.length = 0
    for (let second = 0; second < 20; second++) {
      await clock.runFor(1000)
      const fix = fixes().at(-1) as GnssFix
      const ageMs = clock.nowMs() - ((fix.utcMs ?? 0) - START_UTC_MS)
      t.true(distanceM({ ...fix, heightM: 0 }, { ...world.train(), heightM: 0 }) < 12 + (SPEED_MPS * ageMs) / 1000)
      t.true(Math.abs((fix.heightM ?? 0) - 350) < 15)
    }
    t.is(fixes().length, reports.length)
    t.true(Math.abs(reports.length - 20 * FIX_HZ) <= 1)
    for (const fix of fixes()) t.true(fix.atMs - ((fix.utcMs ?? 0) - START_UTC_MS) < 200)
    t.is(new Set(fixes().map(({ utcMs }) => utcMs)).size, fixes().length)
    const { checksumErrors, rxDiscardedBytes } = before
    t.like(receiver.counters(), { checksumErrors, rxDiscardedBytes })
  },
  'speed and course are those of the train': async (t, subject) => {
    const { clock, reports, fixes } = await ride(subject, SETTLED_MS)
    reports.length = 0
    await clock.runFor(5000)
    for (const { speedMps = 0, courseTrueDeg = 0 } of fixes()) {
      t.true(Math.abs(speedMps - SPEED_MPS) < 0.3)
      t.true(Math.abs(courseTrueDeg - 135) < 1)
    }
  },
  'single bytes give the same reports as whole bursts': async (t, subject) => {
    const whole = await ride(subject, SETTLED_MS + 8000)
    const singly = await ride(subject, SETTLED_MS + 8000, { fragment: true })
    t.true(whole.fixes().length > 30)
    t.deepEqual(untimed(singly.reports), untimed(whole.reports))
  },
  'noise between frames costs nothing else': async (t, subject) => {
    const clean = await ride(subject, SETTLED_MS + 8000)
    const noisy = await ride(subject, SETTLED_MS + 8000, { corrupt: subject.addNoise })
    t.deepEqual(untimed(noisy.reports), untimed(clean.reports))
    t.true(noisy.receiver.counters().rxDiscardedBytes > 0)
  },
  'a corrupt field with a right checksum moves no position and no time': async (t, subject) => {
    let sends = 0
    const now = (bytes: Uint8Array): Uint8Array => (++sends % 7 === 0 ? subject.corruptField(bytes) : bytes)
    const clean = await ride(subject, SETTLED_MS + 14_000)
    const spoiled = await ride(subject, SETTLED_MS + 14_000, { corrupt: now })
    t.deepEqual(spoiled.fixes().map(whereAndWhen), clean.fixes().map(whereAndWhen))
    t.true(spoiled.receiver.counters().rxDiscardedBytes > 0)
  },
  'a silence is reported once, counted, and ends': async (t, subject) => {
    const { clock, reports, receiver, silence } = await ride(subject, SETTLED_MS)
    silence()
    await clock.runFor(500)
    const { timeouts } = receiver.counters()
    reports.length = 0
    await clock.runFor(15_000)
    t.deepEqual(untimed(reports), [{ kind: 'no-fix', reason: 'silent' }])
    t.is(receiver.counters().timeouts, timeouts + 1)
    silence(false)
    await clock.runFor(3000)
    t.is(reports.at(-1)?.kind, 'fix')
  },
  'a lost fix is an event, and the old position is never told again': async (t, subject) => {
    const { clock, reports, fixes, enter } = await ride(subject, SETTLED_MS)
    enter('tunnel', 90)
    await clock.runFor(3000)
    reports.length = 0
    await clock.runFor(20_000)
    t.is(fixes().length, 0)
    t.true(reports.length >= 19 * FIX_HZ)
    enter('open', 0)
    await clock.runFor(12_000)
    t.is(reports.at(-1)?.kind, 'fix')
  },
  'an unplugged receiver comes back by itself': async (t, subject) => {
    const { clock, reports, receiver, unplug, replug } = await ride(subject, SETTLED_MS)
    unplug()
    await clock.runFor(10_000)
    const last = reports.at(-1)
    t.true(last?.kind === 'no-fix' && last.reason === 'silent')
    replug()
    await clock.runFor(3000)
    t.is(reports.at(-1)?.kind, 'fix')
    t.is(receiver.counters().reconnects, 1)
  },
}

/** Registers the rules of the class for one driver; every driver of `drivers/gnss` keeps them. */
export const gnssConformance = (subject: GnssSubject): void => {
  for (const [title, rule] of Object.entries(rules)) {
    test(`${subject.descriptor.name} on ${subject.name}: ${title}`, (t) => rule(t, subject))
  }
}
