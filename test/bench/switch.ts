import type { Benchmark, Measurement } from './measurement.ts'
import { switchCases } from './switch/cases.ts'

/** Four for each run that was asked for: 20 with the usual five. */
const ROUNDS_A_RUN = 4

/** In the lab, whose links have no delay. */
export const switching: Benchmark = {
  name: 'switch',
  summary: 'classes that change links in rail-lab, by cases; 20 rounds of each, or 4 for each of --runs (needs root)',
  cases: switchCases,
  run: async ({ runs, minutes, progress, cases = [] }) => {
    if (process.getuid?.() !== 0) throw new Error('switch: network namespaces need root')
    const measured: Measurement[] = []
    for (const one of switchCases) {
      if (cases.length > 0 && !cases.includes(one.name)) continue
      measured.push(...(await one.run({ rounds: runs * ROUNDS_A_RUN, minutes, progress })))
    }
    return measured
  },
}
