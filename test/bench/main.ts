import { type BenchCommand, benchCommand } from './command.ts'
import { type Figure, figure, table } from './figure.ts'
import type { Benchmark, BenchOptions } from './measurement.ts'
import { benchmarks } from './registry.ts'

const complain = (message: string): void => console.error(`bench: ${message}`)

/** The figures of one benchmark, `undefined` when it failed, which has been said. */
const measured = async (
  benchmark: Benchmark,
  options: Omit<BenchOptions, 'progress'>,
): Promise<Figure[] | undefined> => {
  try {
    const measurements = await benchmark.run({ ...options, progress: complain })
    return measurements.map(figure)
  } catch (error) {
    complain(`${benchmark.name} failed: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}

const runAll = async ({ chosen, json, ...options }: Extract<BenchCommand, { kind: 'run' }>): Promise<number> => {
  const figures: Figure[] = []
  let exitStatus = 0
  for (const benchmark of chosen) {
    const found = await measured(benchmark, options)
    if (found) figures.push(...found)
    else exitStatus = 1
  }
  console.log(json ? JSON.stringify(figures, undefined, 2) : table(figures))
  return exitStatus
}

const main = async (): Promise<number> => {
  const command = benchCommand(process.argv.slice(2), benchmarks)
  if (command.kind === 'run') return runAll(command)
  if (command.kind === 'wrong') complain(command.message)
  else console.log(command.text)
  return command.kind === 'wrong' ? 2 : 0
}

process.exitCode = await main()
