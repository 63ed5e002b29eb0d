import type { Benchmark, Measurement } from './measurement.ts'
import { type MuteCase, type Muted, type MutedByOrder, type MuteRig, muteRig } from './mute-rig.ts'

/** Standing still is undone in a moment, a kill takes ten seconds to be made good: three of the one for each of the other. */
const ROUND: readonly MuteCase[] = [
  ...(['tracking', 'interlock'] as const).flatMap((service) =>
    [1, 2, 3].map(() => ({ service, signal: 'SIGSTOP' as const })),
  ),
  { service: 'tracking', signal: 'SIGKILL' },
  { service: 'interlock', signal: 'SIGKILL' },
]
/** Five rounds for each run that was asked for: 200 signals with the usual five. */
const ROUNDS_A_RUN = 5
/** ESIM rules: transmission stops within this. */
const LIMIT_MS = 100

interface Timed {
  signals: (MuteCase & Muted)[]
  orders: MutedByOrder[]
}

const inTurn = async (rig: MuteRig, rounds: number, progress: (line: string) => void): Promise<Timed> => {
  const timed: Timed = { signals: [], orders: [] }
  for (let round = 1; round <= rounds; round++) {
    progress(`interlock: round ${round} of ${rounds}`)
    for (const one of ROUND) timed.signals.push({ ...one, ...(await rig.mute(one)) })
    timed.orders.push(await rig.muteByOrder())
  }
  return timed
}

const figures = (name: string, samples: readonly number[]): Measurement[] => {
  const shared = { unit: 'ms', better: 'lower' as const, peer: 'limit', peerSamples: [LIMIT_MS] }
  return [
    { ...shared, name: `${name}-median`, samples },
    { ...shared, name: `${name}-worst`, samples: [Math.max(...samples)] },
  ]
}

/** From a signal, or the last byte of an order by text message, to the permit line's release and to the modem's mute, seen by a process that is neither. */
export const interlock: Benchmark = {
  name: 'interlock',
  summary:
    'from SIGSTOP or SIGKILL of tracking and of the interlock to silence, and from an order by text message (25 rounds of 8 signals and an order, 18 min)',
  run: async ({ runs, progress }) => {
    const rig = await muteRig(() => undefined)
    try {
      const { signals, orders } = await inTurn(rig, runs * ROUNDS_A_RUN, progress)
      const line = signals.map(({ lineMs }) => lineMs)
      const modem = signals.flatMap(({ service, modemMs }) => (service === 'tracking' ? [modemMs ?? Number.NaN] : []))
      return [
        ...figures('mute-line', line),
        ...figures('mute-modem', modem),
        ...figures(
          'order-line',
          orders.map(({ lineMs }) => lineMs),
        ),
        ...figures(
          'order-modem',
          orders.map(({ modemMs }) => modemMs),
        ),
      ]
    } finally {
      await rig.close()
    }
  },
}
