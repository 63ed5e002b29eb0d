import { systemClock } from '../../../hal/linux/clock.ts'
import { type LabProgram, TunnelLab } from '../../system/tunnel-lab.ts'
import { type Switched, whileFlowing } from './measured-flow.ts'
import { medianAndWorst, type SwitchCase } from './switch-case.ts'

/** Each link has been well for two rounds before it is taken again: its gateway's route is back within 5 s. */
const LINKS = ['starlink', 'lte', 'oneweb'] as const
const GAP_LIMIT_MS = 20
const REPORTED_LIMIT_MS = 100

const linkOf = (round: number): string => LINKS[round % LINKS.length] ?? LINKS[0]

const go = async (train: LabProgram, link: string): Promise<void> => {
  await train.ask(JSON.stringify({ class: 'operations', link }))
}

type Once = (lab: TunnelLab, train: LabProgram, way: { from: string; to: string }) => Promise<Switched>

/** Orders switches from link to link, one a round, of a train with its tunnels and the real hub. */
const inRounds = async (rounds: number, once: Once): Promise<Switched[]> => {
  const lab = await TunnelLab.open()
  try {
    await lab.startHub()
    const train = await lab.startTrain()
    for (const link of LINKS) await lab.isThrough(link)
    await go(train, linkOf(0))
    const done: Switched[] = []
    for (let round = 0; round < rounds; round++)
      done.push(await once(lab, train, { from: linkOf(round), to: linkOf(round + 1) }))
    return done
  } finally {
    await lab.close()
  }
}

/** A class is moved while its old link still carries: how long it takes to be carried out, not how long it takes to be decided. */
export const predicted: SwitchCase = {
  name: 'predicted',
  summary: 'a class ordered to another link while its old one still carries',
  run: async ({ rounds, progress }) => {
    progress(`switch: ${rounds} that were predicted`)
    const done = await inRounds(rounds, (lab, train, { to }) =>
      whileFlowing(lab, async () => {
        const atMs = systemClock.nowMs()
        await go(train, to)
        return atMs
      }),
    )
    progress(`switch: of the predicted, ${done.reduce((sum, { lost }) => sum + lost, 0)} datagrams were lost in all`)
    const gaps = done.map(({ gapMs }) => gapMs)
    return medianAndWorst('switch-predicted-gap', gaps, { peerSamples: [GAP_LIMIT_MS] })
  },
}

/** The order comes when the old link is cut already: from the order to the first datagram of the later way. */
export const reported: SwitchCase = {
  name: 'reported',
  summary: 'a class ordered to another link after its old one was cut',
  run: async ({ rounds, progress }) => {
    progress(`switch: ${rounds} after a cut`)
    const done = await inRounds(rounds, async (lab, train, { from, to }) => {
      const switched = await whileFlowing(lab, async () => {
        await lab.rail('cut', from)
        const atMs = systemClock.nowMs()
        await go(train, to)
        return atMs
      })
      await lab.rail('restore', from)
      return switched
    })
    const moved = done.map(({ movedAfterMs }) => movedAfterMs)
    return medianAndWorst('switch-reported', moved, { peerSamples: [REPORTED_LIMIT_MS] })
  },
}
