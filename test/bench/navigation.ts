import { NavigationScore, type NavigationSummary } from '../../firmware/main/ride/navigation-score.ts'
import { rideTunnel } from '../fakes/tunnel-ride.ts'
import type { Benchmark, Measurement } from './measurement.ts'
import { rideNavigation } from './navigation-ride.ts'
import { quantile } from './quantile.ts'

/** What bounds and errors are held to over so many rides. */
const SEEDS = 20

type Ride = NavigationSummary & { falseFixes: number }

interface Held {
  name: string
  unit: string
  better: 'lower' | 'higher'
  limit: number
  of(ride: Ride): number
}

const both: readonly Held[] = [
  { name: 'open-p95', unit: 'm', better: 'lower', limit: 6, of: (ride) => ride.openP95M },
  { name: 'open-bounds', unit: '%', better: 'higher', limit: 90, of: (ride) => ride.openBoundsPct },
  { name: 'open-bounds-at-most', unit: '%', better: 'lower', limit: 99, of: (ride) => ride.openBoundsPct },
  { name: 'exit-bounds', unit: '%', better: 'higher', limit: 90, of: (ride) => ride.exitBoundsPct },
  { name: 'heading-rms', unit: '°', better: 'lower', limit: 0.5, of: (ride) => ride.headingRmsDeg },
  { name: 'heading-at-rest-rms', unit: '°', better: 'lower', limit: 1, of: (ride) => ride.headingAtRestRmsDeg },
  { name: 'roll-rms', unit: '°', better: 'lower', limit: 0.5, of: (ride) => ride.rollRmsDeg },
  { name: 'pitch-rms', unit: '°', better: 'lower', limit: 0.5, of: (ride) => ride.pitchRmsDeg },
  { name: 'false-fixes', unit: '', better: 'lower', limit: 1, of: (ride) => ride.falseFixes },
]
const withPulses: readonly Held[] = [
  { name: 'tunnel-p95', unit: '% of way', better: 'lower', limit: 1, of: (ride) => ride.tunnelP95Pct },
]
const withoutPulses: readonly Held[] = [
  { name: 'tunnel-90s-p95', unit: '% of way', better: 'lower', limit: 5, of: (ride) => ride.tunnelAt90sP95Pct },
  { name: 'tunnel-200s-p95', unit: '% of way', better: 'lower', limit: 10, of: (ride) => ride.tunnelAt200sP95Pct },
]

const measured = (prefix: string, held: readonly Held[], all: Ride): Measurement[] =>
  held.map(({ name, unit, better, limit, of }) => ({
    name: `${prefix}-${name}`,
    unit,
    better,
    samples: [of(all)],
    peer: 'limit',
    peerSamples: [limit],
  }))

/** Every sample of all rides together: bounds are a matter of many errors that each last for minutes. */
const rideAll = async (hasOdometer: boolean, progress: (line: string) => void): Promise<Ride> => {
  const score = new NavigationScore()
  let falseFixes = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    falseFixes += await rideNavigation(score, { seed, hasOdometer })
    progress(
      `navigation: ${seed} of ${SEEDS}, ${hasOdometer ? 'with' : 'without'} odometer: ${JSON.stringify(score.summary())}`,
    )
  }
  return { ...score.summary(), falseFixes }
}

/** What a train without power loses, m/s²: the twin's never coasts, and a filter that takes that for granted is wrong on a real one. */
const COASTING_MPS2 = [0, 0.03, 0.08]

const coasting = (): Measurement[] => {
  const ends = COASTING_MPS2.flatMap((mps2) =>
    Array.from({ length: SEEDS }, (_, seed) => rideTunnel(seed + 1, () => -mps2)),
  )
  const p95 =
    100 *
    quantile(
      ends.map(({ offShare }) => offShare),
      0.95,
    )
  const within = (100 * ends.filter(({ isWithin }) => isWithin).length) / ends.length
  const figure = { peer: 'limit', samples: [p95] }
  return [
    { ...figure, name: 'coasting-200s-p95', unit: '% of way', better: 'lower', peerSamples: [10] },
    { ...figure, name: 'coasting-bounds', unit: '%', better: 'higher', samples: [within], peerSamples: [90] },
  ]
}

/** How well the train is navigated in the twin, each figure beside what it is held to. */
export const navigation: Benchmark = {
  name: 'navigation',
  summary: `errors and bounds of navigation over ${SEEDS} seeds with tunnels and wild returns, with and without odometer (12 min)`,
  run: async ({ progress }) => [
    ...measured('odometer', [...both, ...withPulses], await rideAll(true, progress)),
    ...measured('inertial', [...both, ...withoutPulses], await rideAll(false, progress)),
    ...coasting(),
  ],
}
