import type { Benchmark } from './measurement.ts'
import { timeNodeMs } from './run-process.ts'

const ourArgs = ['firmware/main.ts', '--help']
const peerArgs = ['-e', '0']

/** Start time of `steppelink --help`; runs alternate with the peer's, so that a busy moment hits both. */
export const help: Benchmark = {
  name: 'help',
  summary: 'start time of `steppelink --help` beside an empty Node',
  run: async ({ runs, progress }) => {
    timeNodeMs(ourArgs) // fills the compile cache, as every start but the first finds it
    const samples: number[] = []
    const peerSamples: number[] = []
    for (let run = 1; run <= runs; run += 1) {
      progress(`help: run ${run} of ${runs}`)
      samples.push(timeNodeMs(ourArgs))
      peerSamples.push(timeNodeMs(peerArgs))
    }
    return [{ name: 'help', unit: 'ms', better: 'lower', samples, peer: 'node -e 0', peerSamples }]
  },
}
