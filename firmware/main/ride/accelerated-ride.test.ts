import test from 'ava'
import type { TwinReport, TwinSummary } from '../../../hardware/twin/report.ts'
import type { TopicName } from '../../bus/topics.ts'
import { topics } from '../../bus/topics.ts'
import { rideAccelerated } from './accelerated-ride.ts'
import { planRide } from './ride-plan.ts'

const FAULT_AT_S = 120

const rideWith = async (fault: string) => {
  const options = { route: 'astana-almaty', speed: 'max', seed: 7, for: 140_000, fidelity: 'full' } as const
  const plan = await planRide({ ...options, fault: [`${fault}@${FAULT_AT_S}s`] })
  const truths: TwinReport[] = []
  let startMs = 0
  let summary: TwinSummary | undefined
  await rideAccelerated(plan, {
    stop: { stopped: new Promise(() => undefined), isStopping: () => false, stop: () => undefined },
    onStart: (_bus, atMs) => {
      startMs = atMs
    },
    onTruth: (report) => truths.push(report),
    onEvent: () => undefined,
    onConsoleUsers: () => undefined,
    onEnd: (twin) => {
      summary = twin
    },
  })
  /** Whether a terminal transmitted, at each second from the fault on. */
  const transmits = (terminal: string): boolean[] =>
    truths
      .filter(({ atMs }) => atMs - startMs > FAULT_AT_S * 1_000 - 500)
      .map(({ terminals }) => terminals[terminal]?.isTransmitting === true)
  return { offTargetS: summary?.tracking.offTargetTransmitS ?? Number.NaN, transmits }
}

for (const [fault, terminal] of [
  ['modem-unplug', 'oneweb'],
  ['array-unplug', 'oneweb'],
  ['dish-silent', 'geo'],
  ['dish-jam', 'geo'],
] as const) {
  test.serial(`${fault}: nobody transmits off target, and ${terminal} soon not at all`, async (t) => {
    const { offTargetS, transmits } = await rideWith(fault)
    t.true(offTargetS <= 0.1, `${offTargetS} s`)
    const [first, ...later] = transmits(terminal)
    t.true(first)
    // A mount that stands still is on target until the train turns: only what it says is missing at once.
    t.deepEqual(fault === 'dish-jam' ? [] : later.slice(0, 10).filter(Boolean), [])
  })
}

test.serial('every message of a ride would pass between processes: it fits its schema', async (t) => {
  const options = { route: 'astana-almaty', speed: 'max', seed: 7, for: 120_000, fidelity: 'full' } as const
  const wrong: string[] = []
  const heard = new Set<string>()
  await rideAccelerated(await planRide({ ...options, fault: ['gnss-silent@80s+10s'] }), {
    stop: { stopped: new Promise(() => undefined), isStopping: () => false, stop: () => undefined },
    onStart: (bus) => {
      for (const [name, { schema }] of Object.entries(topics))
        bus.subscribe(name as TopicName, (message) => {
          heard.add(name)
          const { error } = schema.safeParse(JSON.parse(JSON.stringify(message)))
          if (error && wrong.length < 10) wrong.push(`${name}: ${JSON.stringify(error.issues)}`)
        })
    },
    onTruth: () => undefined,
    onEvent: () => undefined,
    onConsoleUsers: () => undefined,
    onEnd: () => undefined,
  })
  t.deepEqual(wrong, [])
  t.true(['fix', 'navigation', 'receivers', 'sky', 'locations', 'motion'].every((name) => heard.has(name)))
})
