import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { isDoubled, type LabProgram, TunnelLab } from '../../system/tunnel-lab.ts'
import { type Switched, whileFlowing } from './measured-flow.ts'
import { medianAndWorst, type SwitchCase } from './switch-case.ts'

/** What a class that is moved may lose. */
const GAP_LIMIT_MS = 20
/** The two links in turn; the class is said to go by the first. */
const FAULTS = [
  ['silent', 'starlink', 'both'],
  ['silent', 'lte', 'up'],
  ['cut', 'starlink'],
  ['silent', 'starlink', 'down'],
  ['cut', 'lte'],
] as const
const READY_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 100

const isReady = async (train: LabProgram): Promise<void> => {
  const endMs = systemClock.nowMs() + READY_WITHIN_MS
  while (!(await isDoubled(train))) {
    if (systemClock.nowMs() > endMs) throw new Error('switch: nothing is sent on two links')
    await sleep(systemClock, LOOK_EVERY_MS)
  }
}

const once = async (lab: TunnelLab, round: number): Promise<Switched> => {
  const fault = FAULTS[round % FAULTS.length] ?? FAULTS[0]
  const seen = await whileFlowing(lab, async () => {
    const atMs = systemClock.nowMs()
    await lab.rail(...fault)
    return atMs
  })
  await lab.rail('restore', fault[1])
  return seen
}

/** One of the two links of a class fails, with nobody told: nothing has to be found out, as the other carries it all along. */
export const double: SwitchCase = {
  name: 'double',
  summary: 'a class that is sent on two links, one of which is cut or goes silent',
  run: async ({ rounds, progress }) => {
    progress(`switch: ${rounds} on two links`)
    const lab = await TunnelLab.open({ isDouble: true })
    try {
      await lab.startHub()
      const train = await lab.startTrain()
      await train.ask(JSON.stringify({ class: 'operations', link: 'starlink' }))
      const done: Switched[] = []
      for (let round = 0; round < rounds; round++) {
        await isReady(train)
        done.push(await once(lab, round))
      }
      const sum = (of: (one: Switched) => number): number => done.reduce((total, one) => total + of(one), 0)
      progress(
        `switch: on two links ${sum(({ lost }) => lost)} datagrams were lost and ${sum(({ twice }) => twice)} came twice, in all`,
      )
      const gaps = done.map(({ gapMs }) => gapMs)
      return medianAndWorst('switch-double-gap', gaps, { peerSamples: [GAP_LIMIT_MS] })
    } finally {
      await lab.close()
    }
  },
}
