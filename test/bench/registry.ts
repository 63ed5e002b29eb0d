import { help } from './help.ts'
import type { Benchmark } from './measurement.ts'

/** Every benchmark, in the order in which they run and print. */
export const benchmarks: readonly Benchmark[] = [help]
