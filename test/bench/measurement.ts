/** One measured figure beside what it is held against: another program measured the same way, or a limit. */
export type Measurement = {
  /** Short name, unique in the table, such as `help`. */
  name: string
  /** Unit of every value, such as `ms`. */
  unit: string
  better: 'lower' | 'higher'
  /** Our figure, one a run. */
  samples: readonly number[]
  /** What it is held against, such as `node -e 0` or `limit`. */
  peer: string
  /** The peer's figure, one a run; a limit has one. */
  peerSamples: readonly number[]
}

/** What every benchmark is given. */
export type BenchOptions = {
  /** How often each figure is taken, 1 or more; a long benchmark may take fewer. */
  runs: number
  /** How long what is measured over a time takes; its own length unless given. */
  minutes?: number | undefined
  /** Which of its cases are measured; absent or none: all. */
  cases?: readonly string[]
  /** Tells on standard error what is going on. */
  progress: (line: string) => void
}

/** One benchmark: add it to `registry.ts`. */
export type Benchmark = {
  name: string
  /** One line for `--help`. */
  summary: string
  /** What `--case` can choose of it. */
  cases?: readonly { name: string; summary: string }[]
  /** Rejects with a message for people when what it measures does not run. */
  run: (options: BenchOptions) => Promise<Measurement[]>
}
