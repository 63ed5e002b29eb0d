import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { longestGapMs } from '../../system/flow-record.ts'
import { RailTrain } from '../../system/rail-train.ts'
import { flowFrom } from '../../system/rail-train-set-up.ts'
import { medianAndWorst, type SwitchCase } from './switch-case.ts'
import { mostInAMinute, switchesOf } from './told-switches.ts'

const UP_MS = 3_000
const DOWN_MS = 4_000
const MINUTES = 10
const READY_WITHIN_MS = 180_000
/** Until every link is up and proved: the terminal boots for 50 s, and who moves to it then is not moved by the flapping. */
const PROVED_MS = 90_000
const GAP_LIMIT_MS = 100
const SWITCHES_LIMIT = 1

/** The port loses and regains its carrier until the time is over; it is up at the end. Tells when it died under the class. */
const flap = async (train: RailTrain, untilMs: number, onDead: (atMs: number) => void): Promise<void> => {
  while (systemClock.nowMs() < untilMs) {
    const [present] = await train.exitsOf('operations')
    const cutMs = systemClock.nowMs()
    if (present === 'oneweb') onDead(cutMs)
    await train.rail('cut', 'oneweb')
    await sleep(systemClock, cutMs + DOWN_MS - systemClock.nowMs())
    await train.rail('restore', 'oneweb')
    await sleep(systemClock, UP_MS)
  }
}

/** While the port is up after all that flapping, the other link dies, and then, with that one just back, the port. */
const dieInTurn = async (train: RailTrain, onDead: (atMs: number) => void): Promise<void> => {
  for (const link of ['geo', 'oneweb']) {
    onDead(systemClock.nowMs())
    await train.rail('cut', link)
    await sleep(systemClock, DOWN_MS)
    await train.rail('restore', link)
    await sleep(systemClock, 1_000)
  }
}

/** How long the class stood on a dead link: the longest silence of either way after each instant. */
const gapsAfter = (ways: readonly Parameters<typeof longestGapMs>[0][], instants: readonly number[]): number[] =>
  instants.map((atMs) => Math.max(...ways.map((way) => longestGapMs(way, atMs, atMs + DOWN_MS))))

/** One port of two flaps for minutes: it is returned to late or never. Then each dies once, and has to be left for one that was not proved. */
export const flapping: SwitchCase = {
  name: 'flapping',
  summary: 'the whole run: a port up 3 s and down 4 s for 10 min or --minutes',
  run: async ({ minutes = MINUTES, progress }) => {
    const train = await RailTrain.open()
    try {
      train.edit(['operations: { links: [oneweb, starlink, lte, geo]', 'operations: { links: [oneweb, geo]'])
      await train.startModems()
      await train.startHub()
      const run = train.startRun()
      await run.says(/^running/, { withinMs: READY_WITHIN_MS })
      await sleep(systemClock, PROVED_MS)
      await train.isRouted('operations', 'oneweb', READY_WITHIN_MS)
      const endFlow = await flowFrom(train, 'operations', '7000')
      await sleep(systemClock, 500)
      const sinceMs = systemClock.nowMs()
      const dead: number[] = []
      await flap(train, sinceMs + minutes * 60_000, (atMs) => dead.push(atMs))
      const switches = switchesOf(run, sinceMs)
      await dieInTurn(train, (atMs) => dead.push(atMs))
      const { up, down } = await endFlow()
      progress(
        `switch: flapping for ${minutes} min: ${switches.map(({ atMs, trafficClass, to }) => `${trafficClass} → ${to} at ${Math.round((atMs - sinceMs) / 1000)} s`).join(', ')}`,
      )
      return [
        {
          name: 'switch-flapping-most-a-minute',
          unit: 'switches',
          better: 'lower',
          samples: [mostInAMinute(switches)],
          peer: 'limit',
          peerSamples: [SWITCHES_LIMIT],
        },
        ...medianAndWorst('switch-flapping-gap', gapsAfter([up, down], dead), { peerSamples: [GAP_LIMIT_MS] }),
      ]
    } finally {
      await train.close()
    }
  },
}
