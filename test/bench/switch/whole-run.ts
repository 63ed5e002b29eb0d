import { sleep } from '../../../hal/clock.ts'
import { systemClock } from '../../../hal/linux/clock.ts'
import { RailTrain } from '../../system/rail-train.ts'
import { type Switched, whileFlowing } from './measured-flow.ts'
import { tapModem } from './modem-tap.ts'
import { medianAndWorst, type SwitchCase } from './switch-case.ts'

const LIMIT_MS = 100
/** A class that left a link returns after a minute at the soonest, and a modem that was dropped searches for up to 8 s. */
const EVERY_S = 75
const FIRST_S = 50
const READY_WITHIN_MS = 180_000
/** The hub lets a class's late packets out of a tunnel that it left turn none of its flows for 2 s. */
const RETURNED_MS = 3_000

/** Reports of the modem at their times, counted from its start. */
const lossesOf = (rounds: number): string[] =>
  Array.from({ length: rounds }, (_, round) => `lte-deregister@${FIRST_S + EVERY_S * round}s+3s`)

const inTrain = async <T>(losses: number, lteAt: string, measure: (train: RailTrain) => Promise<T>): Promise<T> => {
  const train = await RailTrain.open()
  try {
    await train.startModems({ lte: lossesOf(losses), lteAt })
    await train.startHub()
    return await measure(train)
  } finally {
    await train.close()
  }
}

/** The modem's path is dead before its report goes on: what passes afterwards goes by another link. */
export const modemReport: SwitchCase = {
  name: 'modem-report',
  summary:
    'the whole run: from an LTE modem’s report that it lost its network to traffic by the next link (75 s a round)',
  run: ({ rounds, progress }) =>
    inTrain(rounds, 'lte-itself', async (train) => {
      const nowMs = () => systemClock.nowMs()
      const tap = await tapModem({ modem: train.path('lte-itself'), firmware: train.path('lte'), nowMs })
      const done: Switched[] = []
      try {
        await train.startRun().says(/^running/, { withinMs: READY_WITHIN_MS })
        for (let round = 0; round < rounds; round++) {
          await train.isRouted('maintenance', 'lte', READY_WITHIN_MS)
          await train.rail('restore', 'lte')
          const act = () => tap.nextLoss(() => train.rail('silent', 'lte').then(() => undefined))
          done.push(await whileFlowing(train, act, { from: 'maintenance' }))
          await train.rail('restore', 'lte')
          progress(
            `switch: reported by the modem, ${round + 1} of ${rounds}: ${Math.round(done.at(-1)?.movedAfterMs ?? 0)} ms`,
          )
        }
      } finally {
        tap.close()
      }
      return medianAndWorst(
        'switch-modem-report',
        done.map(({ movedAfterMs }) => movedAfterMs),
        { peerSamples: [LIMIT_MS] },
      )
    }),
}

/** From before the cable is pulled to the first datagram of the later way. */
export const cablePulled: SwitchCase = {
  name: 'cable-pulled',
  summary: 'the whole run: from the loss of a port’s carrier to traffic by the next link (68 s a round)',
  run: ({ rounds, progress }) =>
    inTrain(0, 'lte', async (train) => {
      await train.startRun().says(/^running/, { withinMs: READY_WITHIN_MS })
      // Where traffic goes next has to have been up for a while.
      await sleep(systemClock, 30_000)
      const done: Switched[] = []
      for (let round = 0; round < rounds; round++) {
        await train.isRouted('operations', 'oneweb', READY_WITHIN_MS)
        await sleep(systemClock, RETURNED_MS)
        const act = async (): Promise<number> => {
          const atMs = systemClock.nowMs()
          await train.rail('cut', 'oneweb')
          return atMs
        }
        done.push(await whileFlowing(train, act))
        await train.rail('restore', 'oneweb')
        progress(`switch: cable pulled, ${round + 1} of ${rounds}: a gap of ${Math.round(done.at(-1)?.gapMs ?? 0)} ms`)
      }
      return medianAndWorst(
        'switch-cable-pulled-gap',
        done.map(({ gapMs }) => gapMs),
        { peerSamples: [LIMIT_MS] },
      )
    }),
}
