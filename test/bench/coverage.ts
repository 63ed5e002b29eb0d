import { memoryStorage } from '../../hal/storage.ts'
import { linkNames } from '../../hardware/twin/network.ts'
import { rideCoverage } from './coverage-ride.ts'
import { countCoverage } from './coverage-stretches.ts'
import type { Benchmark, Measurement } from './measurement.ts'

const LENGTH_MS = 6 * 3_600_000

const measured = (
  samples: readonly number[],
  of: Pick<Measurement, 'name' | 'better'>,
  limit: number,
): Measurement => ({
  ...of,
  unit: '%',
  samples,
  peer: 'limit',
  peerSamples: [limit],
})

/** What the coverage map foresees on the second trip over a line whose cells stay while driver, sky, weather and noise do not. */
export const coverage: Benchmark = {
  name: 'coverage',
  summary: 'outages that the coverage map foresees on the second trip over a line, 6 h each (2 min a run)',
  run: async ({ runs, progress }) => {
    const hits: number[] = []
    const wrongs: number[] = []
    const times: number[] = []
    for (let run = 1; run <= runs; run++) {
      const shared = { lineSeed: run, lengthMs: LENGTH_MS, storage: memoryStorage() }
      const first = await rideCoverage({ ...shared, seed: 1_000 + run, day: 0 })
      const second = await rideCoverage({ ...shared, seed: 2_000 + run, day: 1 })
      const { repeating, hit, foreseen, wrong, foreseenS, trueS } = countCoverage(first, second, linkNames)
      progress(
        `coverage: run ${run} of ${runs}: ${hit} of ${repeating} repeating outages foreseen; ${wrong} of ${foreseen} foreseen ones wrong`,
      )
      hits.push(repeating === 0 ? 0 : (100 * hit) / repeating)
      times.push(foreseenS === 0 ? 0 : (100 * trueS) / foreseenS)
      wrongs.push(foreseen === 0 ? 100 : (100 * wrong) / foreseen)
    }
    return [
      measured(hits, { name: 'coverage-foreseen', better: 'higher' }, 80),
      measured(times, { name: 'coverage-foreseen-time-true', better: 'higher' }, 50),
      measured(wrongs, { name: 'coverage-false', better: 'lower' }, 10),
    ]
  },
}
