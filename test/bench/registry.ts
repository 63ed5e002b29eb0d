import { technicianConsole } from './console.ts'
import { coverage } from './coverage.ts'
import { fairness } from './fairness.ts'
import { fullSky } from './full-sky.ts'
import { gnssDecode } from './gnss-decode.ts'
import { help } from './help.ts'
import { interlock } from './interlock.ts'
import { latency } from './latency.ts'
import { lateness } from './lateness.ts'
import { lines } from './lines.ts'
import type { Benchmark } from './measurement.ts'
import { navigation } from './navigation.ts'
import { pointing } from './pointing.ts'
import { realTime } from './real-time.ts'
import { ride } from './ride.ts'
import { sky } from './sky.ts'
import { start } from './start.ts'
import { switching } from './switch.ts'

/** Every benchmark, in the order in which they run and print. */
export const benchmarks: readonly Benchmark[] = [
  help,
  start,
  latency,
  interlock,
  lateness,
  realTime,
  ride,
  sky,
  fullSky,
  gnssDecode,
  lines,
  navigation,
  pointing,
  coverage,
  technicianConsole,
  switching,
  fairness,
]
