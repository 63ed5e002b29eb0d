import { spawnSync } from 'node:child_process'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { program } from './twin-rig.ts'

/** One run of both takes under two minutes. */
const MOST_RUNS = 3

/** A ride to be measured, and how many simulated seconds it must do in one of the wall's. */
interface Ride {
  name: string
  args: readonly string[]
  simulatedS: number
  limit: number
}

/** The night to Almaty within a minute, and an hour at every rate a hundred times faster than it passes. */
const rides: readonly Ride[] = [
  { name: 'ride-journey', args: ['--for', '17h'], simulatedS: 61_200, limit: 1_020 },
  { name: 'ride-full', args: ['--for', '1h', '--fidelity', 'full'], simulatedS: 3_600, limit: 100 },
]

/** Has the ride tell its own CPU time at its end, µs: what Node's threads for compiling and collecting took is in it. */
const tellCpu =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();console.error(user+system)})'

const run = ({ name, args }: Ride): { wallS: number; cpuS: number } => {
  const all = ['--import', tellCpu, program, 'ride', '--speed', 'max', '--seed', '1', '--json', ...args]
  const beganNs = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' })
  const wallS = Number(process.hrtime.bigint() - beganNs) / 1e9
  const lastLine = stderr.trim().split('\n').at(-1) ?? ''
  if (status === 0) return { wallS, cpuS: Number(lastLine) / 1e6 }
  const message = `ended with ${status}: ${lastLine}; ride it once by hand to see why`
  throw new TerminalError({ code: 'device-refused', device: name, retry: 'never', message })
}

const measure = (ride: Ride, runs: number, progress: (line: string) => void): Measurement[] => {
  const taken = Array.from({ length: runs }, (_, index) => {
    progress(`${ride.name}: run ${index + 1} of ${runs}`)
    return run(ride)
  })
  const { name, simulatedS, limit } = ride
  return [
    {
      name,
      unit: 's/s',
      better: 'higher',
      samples: taken.map(({ wallS }) => simulatedS / wallS),
      peer: 'limit',
      peerSamples: [limit],
    },
    {
      name: `${name}-cpu`,
      unit: 's',
      better: 'lower',
      samples: taken.map(({ cpuS }) => cpuS),
      peer: 'limit',
      peerSamples: [simulatedS / limit],
    },
  ]
}

/** How fast accelerated rides are: simulated seconds in a second of the wall, start and end counted, and their CPU time. */
export const ride: Benchmark = {
  name: 'ride',
  summary: 'speed and CPU of `steppelink ride --speed max`: 17 h at journey fidelity, 1 h at full (at most 3 runs)',
  run: async ({ runs, progress }) => rides.flatMap((each) => measure(each, Math.min(runs, MOST_RUNS), progress)),
}
