import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { RailTrain } from '../../system/rail-train.ts'
import type { Measurement } from '../measurement.ts'
import { scriptOf, type Trouble } from './hour-script.ts'
import type { SwitchCase } from './switch-case.ts'

const SERVER = '203.0.113.200'
const MINUTES = 60
const READY_WITHIN_MS = 180_000
/** The terminal boots for 50 s, and is proved for 20 s. */
const PROVED_MS = 75_000
const LOSS_PCT = '30'
const LIMITS_PCT = { payments: 100, tickets: 99.9, calls: 99 } as const
const CALL_GAP_MS = 1_000

interface Worked {
  payments: { all: number; well: number }
  tickets: { all: number; well: number }
  callGapsMs: number[]
}

const share = (well: number, all: number): number => (all === 0 ? 0 : (100 * well) / all)

const begin = ({ what, links }: Trouble, train: RailTrain): Promise<unknown> =>
  Promise.all(links.map((link) => train.rail(what, link, ...(what === 'loss' ? [LOSS_PCT] : []))))

const play = async (train: RailTrain, script: readonly Trouble[], progress: (line: string) => void): Promise<void> => {
  const sinceMs = systemClock.nowMs()
  const until = (atS: number): Promise<void> =>
    sleep(systemClock, Math.max(0, sinceMs + atS * 1_000 - systemClock.nowMs()))
  for (const trouble of script) {
    await until(trouble.atS)
    const [present] = await train.exitsOf('operations')
    progress(`switch: ${trouble.atS} s: ${trouble.what} ${trouble.links.join(', ')}; operations goes by ${present}`)
    await begin(trouble, train)
    await until(trouble.atS + trouble.forS)
    for (const link of trouble.links) await train.rail('restore', link)
  }
}

const rowsOf = ({ payments, tickets, callGapsMs }: Worked): Measurement[] => {
  const calls = callGapsMs.filter((gapMs) => gapMs <= CALL_GAP_MS).length
  const row = (name: keyof typeof LIMITS_PCT, pct: number): Measurement => ({
    name: `switch-hour-${name}`,
    unit: '%',
    better: 'higher',
    samples: [pct],
    peer: 'limit',
    peerSamples: [LIMITS_PCT[name]],
  })
  return [
    row('payments', share(payments.well, payments.all)),
    row('tickets', share(tickets.well, tickets.all)),
    row('calls', share(calls, callGapsMs.length)),
  ]
}

/** People of the crew at work while links fail by a script: what they notice. */
export const hour: SwitchCase = {
  name: 'hour',
  summary: 'the whole run: payments, ticket checks and calls over an hour of cuts, or the first --minutes of it',
  run: async ({ minutes = MINUTES, progress }) => {
    const train = await RailTrain.open()
    try {
      await train.startModems()
      await train.startHub()
      await train.startRun().says(/^running/, { withinMs: READY_WITHIN_MS })
      await sleep(systemClock, PROVED_MS)
      await train.isRouted('operations', 'oneweb', READY_WITHIN_MS)
      await train.script('server', 'service-clients.ts', 'serve', SERVER).ask()
      const crew = train.script('operations', 'service-clients.ts', 'work', SERVER)
      await crew.ask()
      await play(train, scriptOf(minutes), progress)
      crew.tell('stop')
      const worked = JSON.parse(await crew.finish()) as Worked
      const { payments, tickets, callGapsMs } = worked
      progress(
        `switch: ${payments.well} of ${payments.all} payments, ${tickets.well} of ${tickets.all} checks, ${callGapsMs.length} calls; the longest gap of one was ${Math.round(Math.max(0, ...callGapsMs))} ms`,
      )
      return rowsOf(worked)
    } finally {
      await train.close()
    }
  },
}
