import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { Desk, leavesNothing } from './command.ts'
import { type ReportedEvent, readSummary, reportedEvents, type Summary } from './summary.ts'

/** Rides past the tunnel after the second minute, so that the two minutes of the faults are open sky. */
const RIDE = ['ride', '--speed', 'max', '--seed', '7', '--json']

type Ridden = Summary & { told: ReportedEvent[] }

/** Rides without a fault, by their arguments: each is ridden once for all the faults that are held against it. */
const test = anyTest as TestFn<{ sound: Readonly<Record<string, Ridden>> }>

type Rider = Pick<ExecutionContext<unknown>, 'is' | 'deepEqual'> & { teardown(cleanUp: () => void): void }

const rideWith = async (t: Rider, args: readonly string[]): Promise<Ridden> => {
  const desk = new Desk(t)
  const { status, stdout, stderr } = await desk.run(...RIDE, ...args, '--report', 'report')
  t.is(status, 0, stderr)
  leavesNothing(t, desk)
  return { ...readSummary(stdout), told: reportedEvents(desk.path('report')) }
}

/** What a fault must do to a ride: counted in the summary, and mended afterwards as the events tell. */
interface Expected {
  args: readonly string[]
  fault: string
  /** Said by a service when the fault is over, in this order. */
  recovers: readonly { source: string; text: RegExp }[]
  shows(t: ExecutionContext<unknown>, faulty: Summary, sound: Summary): void
}

const survives = test.macro({
  exec: async (t, { args, fault, recovers, shows }: Expected) => {
    const faulty = await rideWith(t, [...args, '--fault', fault])
    const sound = t.context.sound[args.join(' ')] ?? (await rideWith(t, args))
    t.is(faulty.simulatedS, sound.simulatedS)
    t.deepEqual(
      sound.told.filter(({ subject }) => subject === 'fault'),
      [],
    )
    shows(t, faulty, sound)
    const name = fault.split('@')[0]
    const overAt = faulty.told.findIndex(({ text }) => text === `${name} is over`)
    t.true(overAt > 0)
    for (const { source, text } of recovers)
      t.true(
        faulty.told.slice(overAt).some((event) => event.source === source && text.test(event.text)),
        String(text),
      )
  },
  title: (_, { fault }: Expected) => `${fault}: the ride goes on, the summary shows it, the services recover`,
})

const FOUR_MINUTES = ['--for', '4m']

test.before(async (t) => {
  const cleanUps: (() => void)[] = []
  // A hook has no teardown of its own.
  const hook = { is: t.is, deepEqual: t.deepEqual, teardown: (cleanUp: () => void) => cleanUps.push(cleanUp) }
  try {
    t.context = { sound: { [FOUR_MINUTES.join(' ')]: await rideWith(hook, FOUR_MINUTES) } }
  } finally {
    for (const cleanUp of cleanUps) cleanUp()
  }
})

const device = (summary: Summary, name: string) => {
  const found = summary.devices[name]
  if (!found) throw new Error(`no device ${name}`)
  return found
}
const up = (summary: Summary, link: string): number => summary.links[link]?.upS ?? 0

test.serial(survives, {
  args: FOUR_MINUTES,
  fault: 'gnss-silent@2m+30s',
  recovers: [],
  // The second receiver takes over within the time that a silence takes to be one.
  shows: (t, faulty, sound) => {
    t.true(device(faulty, 'gnss').timeouts > device(sound, 'gnss').timeouts)
    t.true(faulty.gnss.outageS <= sound.gnss.outageS + 10)
    t.true(faulty.gnss.fixes < sound.gnss.fixes)
  },
})

test.serial(survives, {
  args: FOUR_MINUTES,
  fault: 'gnss-garbage@2m+60s',
  recovers: [],
  shows: (t, faulty, sound) => {
    t.true(device(faulty, 'gnss').rxDiscardedBytes > device(sound, 'gnss').rxDiscardedBytes + 1_000)
    t.true(device(faulty, 'gnss').checksumErrors > device(sound, 'gnss').checksumErrors + 20)
    t.true(faulty.gnss.fixes < sound.gnss.fixes && faulty.gnss.fixes > sound.gnss.fixes / 2)
    t.is(faulty.gnss.falseFixes, 0)
  },
})

test.serial(survives, {
  args: FOUR_MINUTES,
  fault: 'gnss-unplug@2m+30s',
  recovers: [],
  shows: (t, faulty, sound) => {
    t.true(device(faulty, 'gnss').reconnects > device(sound, 'gnss').reconnects)
    t.true(faulty.gnss.outageS <= sound.gnss.outageS + 10)
  },
})

test.serial(survives, {
  args: FOUR_MINUTES,
  fault: 'dish-unplug@2m+30s',
  recovers: [{ source: 'links', text: /geo is up/ }],
  shows: (t, faulty, sound) => {
    t.true(device(faulty, 'dish').reconnects > device(sound, 'dish').reconnects)
    t.true(up(faulty, 'geo') <= up(sound, 'geo') - 20)
    t.is(up(faulty, 'oneweb'), up(sound, 'oneweb'))
  },
})

test.serial(survives, {
  args: FOUR_MINUTES,
  fault: 'modem-unplug@2m+30s',
  recovers: [
    { source: 'interlock', text: /transmission permitted/ },
    { source: 'links', text: /oneweb is up/ },
  ],
  shows: (t, faulty, sound) => {
    t.true(device(faulty, 'modem').reconnects > device(sound, 'modem').reconnects)
    t.true(faulty.tracking.mutedS >= sound.tracking.mutedS + 25)
    t.true(up(faulty, 'oneweb') <= up(sound, 'oneweb') - 25)
  },
})

test.serial(survives, {
  args: FOUR_MINUTES,
  fault: 'imu-stuck@2m+30s',
  recovers: [{ source: 'vibration', text: /samples again/ }],
  shows: (t, faulty, sound) => {
    t.not(faulty.vibration.rmsG, sound.vibration.rmsG)
    t.is(faulty.gnss.fixes, sound.gnss.fixes)
  },
})

test.serial(survives, {
  args: FOUR_MINUTES,
  fault: 'lte-reset@2m',
  recovers: [{ source: 'links', text: /lte is up/ }],
  shows: (t, faulty, sound) => {
    t.true(up(faulty, 'lte') < up(sound, 'lte'))
    t.true(device(faulty, 'lte').timeouts > device(sound, 'lte').timeouts)
  },
})

test.serial(survives, {
  args: FOUR_MINUTES,
  fault: 'order-off@2m+30s',
  recovers: [
    { source: 'interlock', text: /transmission released by twin-noc/ },
    { source: 'interlock', text: /transmission permitted/ },
    { source: 'links', text: /oneweb is up/ },
  ],
  shows: (t, faulty, sound) => {
    t.true(faulty.tracking.mutedS >= sound.tracking.mutedS + 25)
    t.true(up(faulty, 'oneweb') <= up(sound, 'oneweb') - 25)
    t.true(up(faulty, 'geo') <= up(sound, 'geo') - 25)
    t.is(up(faulty, 'lte'), up(sound, 'lte'))
  },
})

test.serial('order-forged: an order with a wrong signature changes nothing but what is told', async (t) => {
  const forged = await rideWith(t, [...FOUR_MINUTES, '--fault', 'order-forged@2m'])
  t.is(forged.tracking.mutedS, t.context.sound[FOUR_MINUTES.join(' ')]?.tracking.mutedS ?? Number.NaN)
  t.true(forged.told.some(({ source, text }) => source === 'interlock' && /its signature is wrong/.test(text)))
})

test.serial(survives, {
  args: ['--for', '12m', '--fidelity', 'journey'],
  fault: 'snow-on-array@1m+8m',
  recovers: [{ source: 'links', text: /oneweb is up/ }],
  shows: (t, faulty, sound) => {
    t.true(faulty.tracking.outageS > sound.tracking.outageS + 60)
    t.true(up(faulty, 'oneweb') < up(sound, 'oneweb') - 60)
    t.is(up(faulty, 'geo'), up(sound, 'geo'))
  },
})
