import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { TopicMessage } from '../firmware/bus/topics.ts'
import type { Route } from '../firmware/domain/route.ts'
import { seenFrom } from '../firmware/domain/track-curve.ts'
import { rideAccelerated } from '../firmware/main/ride/accelerated-ride.ts'
import { planRide, type RideOptions } from '../firmware/main/ride/ride-plan.ts'
import type { TwinReport } from '../hardware/twin/report.ts'
import { railsOf } from '../hardware/twin/world/rails.ts'

type Navigation = TopicMessage<'navigation'>
type Journey = TopicMessage<'journey'>

interface Second {
  truth: TwinReport
  said: Navigation
  /** Of the file, where the train truly is. */
  trueKm: number
}

interface Ridden {
  route: Route
  seconds: Second[]
  journeys: Journey[]
}

/** One ride in this process, with what navigation said beside each second's truth. */
const ride = async (options: Partial<RideOptions>): Promise<Ridden> => {
  const plan = await planRide({ route: 'astana-almaty', speed: 'max', seed: 7, fidelity: 'journey', ...options })
  const { track } = railsOf(plan.route)
  const lengthKm = plan.route.lengthKm
  const seconds: Second[] = []
  const journeys: Journey[] = []
  let said: Navigation | undefined
  await rideAccelerated(plan, {
    stop: { stopped: new Promise(() => undefined), isStopping: () => false, stop: () => undefined },
    onStart: (bus) => {
      bus.subscribe('navigation', (message) => {
        said = message
      })
      bus.subscribe('journey', (message) => journeys.push(message))
    },
    onTruth: (truth) => {
      const km = track.kmOfChainage(truth.train.chainageM)
      if (said) seconds.push({ truth, said, trueKm: plan.isReverse ? lengthKm - km : km })
    },
    onEvent: () => undefined,
    onConsoleUsers: () => undefined,
    onEnd: () => undefined,
  })
  return { route: plan.route, seconds, journeys }
}

/** Right where the direction is known; at a line's end nothing is behind. */
const nextOf = ({ stations }: Route, trueKm: number, direction: 'up' | 'down'): string | undefined =>
  (direction === 'up'
    ? stations.find(({ chainageKm }) => chainageKm > trueKm)
    : stations.findLast(({ chainageKm }) => chainageKm < trueKm)
  )?.name

const HALF_HOUR_MS = 1_800_000

for (const [title, options, expected] of [
  ['the line of the configuration', { for: 2 * HALF_HOUR_MS }, { direction: 'up', coachFacing: 'forwards' }],
  [
    'another line than that of the configuration',
    { route: 'astana-oskemen', for: HALF_HOUR_MS },
    { direction: 'up', coachFacing: 'forwards' },
  ],
  [
    'a line in reverse with the coach tail first',
    { reverse: true, coachReversed: true, for: HALF_HOUR_MS },
    { direction: 'down', coachFacing: 'backwards' },
  ],
] as const)
  test.serial(`${title} is found: kilometre within its sigma, the next station right, never off route`, async (t) => {
    t.timeout(180_000)
    const { route, seconds, journeys } = await ride(options)
    const own = seconds.filter(({ said }) => said.line?.lineId === route.id)
    const from = seconds.findIndex(({ said }) => said.line?.lineId === route.id)
    const foundAfterKm = Math.abs((seconds[from]?.trueKm ?? 1e9) - (seconds[0]?.trueKm ?? 0))
    const errorsKm = own.map(({ said, trueKm }) => Math.abs((said.line?.chainageKm ?? 1e9) - trueKm))
    const going = own.filter(({ said }) => said.line?.direction === expected.direction)
    const wrong = going.filter(
      ({ said, trueKm }) => said.line?.nextStation?.name !== nextOf(route, trueKm, expected.direction),
    )
    t.log(
      `found after ${foundAfterKm.toFixed(1)} km; error up to ${Math.max(...errorsKm).toFixed(2)} km; next station wrong for ${wrong.length} of ${going.length} s`,
    )
    t.true(foundAfterKm < 10)
    t.is(own.length, seconds.length - from)
    t.true(own.every(({ said }, index) => (errorsKm[index] ?? 1e9) <= (said.line?.chainageSigmaKm ?? 0)))
    t.true(Math.max(...errorsKm) < 0.5)
    t.true(going.length > 0.8 * own.length - 120 && wrong.length <= 0.01 * going.length)
    t.false(seconds.some(({ said }) => said.line?.isOffRoute))
    t.like(journeys.at(-1), { state: 'running', lineId: route.id, setBy: 'position', ...expected })
  })

test.serial(
  'track that one ride learnt holds the next one in a tunnel, and the bound says honestly how well',
  async (t) => {
    t.timeout(300_000)
    const state = await mkdtemp(join(tmpdir(), 'steppelink-lines-'))
    t.teardown(() => rm(state, { recursive: true }))
    const options = { for: 13 * 60_000, fidelity: 'full' } as const
    await ride({ ...options, state, seed: 1 })
    const fault = ['tunnel@570s+200s']
    const [learnt, fresh] = [
      await ride({ ...options, state, seed: 2, fault }),
      await ride({ ...options, seed: 2, fault }),
    ]
    const inside = ({ seconds }: Ridden) =>
      seconds
        .filter(({ truth }) => truth.surroundings.kind === 'tunnel')
        .flatMap(({ truth: { train }, said: { position, horizontal95M = 0 } }) => {
          if (!position) return []
          const { crossM, alongM } = seenFrom(train, train.courseTrueDeg, position)
          return [{ crossM: Math.abs(crossM), errorM: Math.hypot(crossM, alongM), horizontal95M }]
        })
    const [held, free] = [inside(learnt), inside(fresh)]
    const [heldM, freeM] = [held, free].map((all) => Math.max(...all.map(({ crossM }) => crossM)))
    const [heldBoundM, freeBoundM] = [held, free].map((all) => all.at(-1)?.horizontal95M ?? 0)
    t.log(
      `across at most: ${heldM?.toFixed(1)} m, without ${freeM?.toFixed(1)} m; bound at the end: ${heldBoundM?.toFixed(0)} m, without ${freeBoundM?.toFixed(0)} m`,
    )
    t.true(held.length > 150)
    t.true((heldM ?? 1e9) < 8)
    t.true((heldBoundM ?? 1e9) < 0.7 * (freeBoundM ?? 0))
    const within = held.filter(({ errorM, horizontal95M }) => errorM <= horizontal95M).length / held.length
    t.true(within >= 0.9, String(within))
  },
)
