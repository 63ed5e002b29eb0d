import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { type FlowRecord, firstAfterMs, longestGapMs, lostOf } from '../system/flow-record.ts'
import { type LabProgram, TunnelLab } from '../system/tunnel-lab.ts'
import type { Benchmark, Measurement } from './measurement.ts'

const SERVER = '203.0.113.200'
/** Each link has been well for two rounds before it is taken again: its gateway's route is back within 5 s. */
const LINKS = ['starlink', 'lte', 'oneweb'] as const
/** Four for each run that was asked for: 20 with the usual five. */
const ROUNDS_A_RUN = 4
const SETTLED_MS = 700
const GAP_LIMIT_MS = 20
const REPORTED_LIMIT_MS = 100

interface Switched {
  gapMs: number
  /** From the order to the first datagram, of the later way. */
  movedAfterMs: number
  lost: number
}

const recordOf = async (end: LabProgram): Promise<FlowRecord> => JSON.parse(await end.finish()) as FlowRecord

const go = async (train: LabProgram, link: string): Promise<void> => {
  await train.ask(JSON.stringify({ class: 'operations', link }))
}

/** One switch with 200 datagrams a second each way; `before` is done to the link that is left, and then counts as known. */
const switchOnce = async (lab: TunnelLab, train: LabProgram, to: string, before: () => Promise<unknown>) => {
  const server = lab.script('server', 'udp-flow.ts', 'serve', SERVER, '7000')
  await server.ask()
  const ride = lab.script('operations', 'udp-flow.ts', 'ride', SERVER, '7000')
  await ride.ask()
  await sleep(systemClock, SETTLED_MS)
  await before()
  const atMs = systemClock.nowMs()
  await go(train, to)
  await sleep(systemClock, SETTLED_MS)
  for (const end of [ride, server]) end.tell('stop')
  await sleep(systemClock, SETTLED_MS / 2)
  const [up, down] = [await recordOf(ride), await recordOf(server)]
  const ways = [up, down]
  return {
    gapMs: Math.max(...ways.map((way) => longestGapMs(way, atMs, atMs + SETTLED_MS / 2))),
    movedAfterMs: Math.max(...ways.map((way) => firstAfterMs(way, atMs) - atMs)),
    lost: lostOf(up, down) + lostOf(down, up),
  }
}

const linkOf = (round: number): string => LINKS[round % LINKS.length] ?? LINKS[0]

const rounds = async (count: number, once: (from: string, to: string) => Promise<Switched>): Promise<Switched[]> => {
  const done: Switched[] = []
  for (let round = 0; round < count; round++) done.push(await once(linkOf(round), linkOf(round + 1)))
  return done
}

const figures = (name: string, unit: string, samples: readonly number[], limit: number): Measurement[] => {
  const shared = { unit, better: 'lower' as const, peer: 'limit', peerSamples: [limit] }
  return [
    { ...shared, name: `${name}-median`, samples },
    { ...shared, name: `${name}-worst`, samples: [Math.max(...samples)] },
  ]
}

/** In the lab, whose links have no delay: how long a switch takes to carry out, not how long it takes to be decided. */
export const switching: Benchmark = {
  name: 'switch',
  summary:
    'a class moved to another link in rail-lab, both ways: while its old link still carries, and after that was cut (20 of each, 3 min; needs root)',
  run: async ({ runs, progress }) => {
    if (process.getuid?.() !== 0) throw new Error('switch: network namespaces need root')
    const lab = await TunnelLab.open()
    try {
      await lab.startHub()
      const train = await lab.startTrain()
      for (const link of LINKS) await lab.isThrough(link)
      const count = runs * ROUNDS_A_RUN
      progress(`switch: ${count} that were predicted`)
      await go(train, linkOf(0))
      const predicted = await rounds(count, (_, to) => switchOnce(lab, train, to, async () => {}))
      progress(`switch: ${count} after a cut`)
      await go(train, linkOf(0))
      const reported = await rounds(count, async (from, to) => {
        const switched = await switchOnce(lab, train, to, () => lab.rail('cut', from))
        await lab.rail('restore', from)
        return switched
      })
      const lost = predicted.reduce((sum, one) => sum + one.lost, 0)
      progress(`switch: of the predicted, ${lost} datagrams were lost in all`)
      return [
        ...figures(
          'switch-predicted-gap',
          'ms',
          predicted.map(({ gapMs }) => gapMs),
          GAP_LIMIT_MS,
        ),
        ...figures(
          'switch-reported',
          'ms',
          reported.map(({ movedAfterMs }) => movedAfterMs),
          REPORTED_LIMIT_MS,
        ),
      ]
    } finally {
      await lab.close()
    }
  },
}
