import { withEmptyCache } from './empty-cache.ts'
import type { Benchmark } from './measurement.ts'
import { timeNodeMs } from './run-process.ts'

const ourArgs = ['firmware/main.ts', '--help']
const peerArgs = ['-e', '0']

/** Start of `steppelink --help`, with the compile cache that every start but the first finds, and without; runs alternate with the peer's, so that a busy moment hits both. */
export const help: Benchmark = {
  name: 'help',
  summary: 'start of `steppelink --help`, with the compile cache and without, beside an empty Node',
  run: async ({ runs, progress }) => {
    timeNodeMs(ourArgs) // fills the compile cache, as every start but the first finds it
    const samples: number[] = []
    const cold: number[] = []
    const peerSamples: number[] = []
    for (let run = 1; run <= runs; run += 1) {
      progress(`help: run ${run} of ${runs}`)
      samples.push(timeNodeMs(ourArgs))
      cold.push(await withEmptyCache(async (env) => timeNodeMs(ourArgs, env)))
      peerSamples.push(timeNodeMs(peerArgs))
    }
    const shared = { unit: 'ms', better: 'lower' as const, peer: 'node -e 0', peerSamples }
    return [
      { ...shared, name: 'help', samples },
      { ...shared, name: 'help-cold', samples: cold },
    ]
  },
}
