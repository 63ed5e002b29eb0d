import type { BenchOptions, Measurement } from '../measurement.ts'

/** What every case is given. */
export interface CaseOptions extends Pick<BenchOptions, 'progress' | 'minutes'> {
  /** How many switches are measured, 1 or more; a long case may take fewer. */
  rounds: number
}

/** One case of `bench switch`: add it to `cases.ts`. */
export interface SwitchCase {
  /** For `--case`. */
  name: string
  /** One line for `--help`. */
  summary: string
  /** Makes its own lab and leaves nothing of it, also when it fails; rejects with a message for people when something does not run. */
  run: (options: CaseOptions) => Promise<Measurement[]>
}

interface Against {
  unit?: string
  peer?: string
  peerSamples: readonly number[]
}

/** Two rows of the table: the middle of the samples, and the worst of them, where lower is better; milliseconds beside a limit unless told. */
export const medianAndWorst = (name: string, samples: readonly number[], against: Against): Measurement[] => {
  const { unit = 'ms', peer = 'limit', peerSamples } = against
  const shared = { unit, better: 'lower' as const, peer }
  return [
    { ...shared, name: `${name}-median`, samples, peerSamples },
    { ...shared, name: `${name}-worst`, samples: [Math.max(...samples)], peerSamples: [Math.max(...peerSamples)] },
  ]
}
