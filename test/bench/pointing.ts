import { spawnSync } from 'node:child_process'
import { TerminalError } from '../../hal/terminal-error.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { program } from './twin-rig.ts'

/** Each with terminals that sit another way, other drivers and another sky. */
const SEEDS = [1, 2, 3, 4, 5]
const RIDE_S = 3_600
const RIDE = ['--for', `${RIDE_S}s`, '--fidelity', 'full']
/** Nothing is aimed before the devices have booted and a heading is known: of the rate over the whole ride that much is missing. */
const START_S = 15
const COMMANDS_HZ = 20 * (1 - START_S / RIDE_S)

type Tracking = Readonly<Record<string, number>>

/** What is held, of `tracking` of the ride's summary. */
const held: readonly { name: string; field: string; unit: string; better: 'lower' | 'higher'; limit: number }[] = [
  { name: 'array-before-lock-p99', field: 'arrayBeforeLockP99Deg', unit: '°', better: 'lower', limit: 2 },
  { name: 'array-locked-p95', field: 'arrayLockedP95Deg', unit: '°', better: 'lower', limit: 0.2 },
  { name: 'array-locked-p99', field: 'arrayLockedP99Deg', unit: '°', better: 'lower', limit: 0.4 },
  { name: 'dish-rms', field: 'dishRmsDeg', unit: '°', better: 'lower', limit: 0.15 },
  { name: 'dish-p99', field: 'dishP99Deg', unit: '°', better: 'lower', limit: 0.4 },
  { name: 'muted-unblocked', field: 'mutedUnblockedPct', unit: '%', better: 'lower', limit: 1 },
  { name: 'array-commands', field: 'arrayCommandsHz', unit: 'Hz', better: 'higher', limit: COMMANDS_HZ },
  { name: 'dish-commands', field: 'dishCommandsHz', unit: 'Hz', better: 'higher', limit: COMMANDS_HZ },
]

const ride = (seed: number): Tracking => {
  const args = [program, 'ride', '--speed', 'max', '--json', '--seed', String(seed), ...RIDE]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status === 0) return JSON.parse(stdout).tracking
  const message = `ended with ${status}: ${stderr.trim().split('\n').at(-1)}; ride it once by hand to see why`
  throw new TerminalError({ code: 'device-refused', device: `ride of seed ${seed}`, retry: 'never', message })
}

/** True boresight against true satellite: the sample of each seed is that seed's own figure, the spread is that of seeds. */
export const pointing: Benchmark = {
  name: 'pointing',
  summary: 'true pointing of array and dish over an hour at full fidelity, five seeds, against limits',
  run: async ({ progress }): Promise<Measurement[]> => {
    const rides = SEEDS.map((seed) => {
      const tracking = ride(seed)
      progress(`pointing: seed ${seed}: ${JSON.stringify(tracking)}`)
      return tracking
    })
    return held.map(({ name, field, unit, better, limit }) => ({
      name,
      unit,
      better,
      samples: rides.map((tracking) => tracking[field] ?? Number.NaN),
      peer: 'limit',
      peerSamples: [limit],
    }))
  },
}
