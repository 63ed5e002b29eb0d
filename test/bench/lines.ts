import { type Geodetic, move } from '../../firmware/domain/geodesy.ts'
import { LearntTrack } from '../../firmware/domain/learnt-track.ts'
import { lineIndex } from '../../firmware/domain/line-index.ts'
import type { Route } from '../../firmware/domain/route.ts'
import { tileOf } from '../../firmware/domain/track-tile.ts'
import { readText } from '../../firmware/main/linux-machine.ts'
import { readRoutes } from '../../firmware/main/read-route.ts'
import { type LineSeen, lineMatchAtStart, planLineMatch } from '../../firmware/plan/line-match.ts'
import { railsOf } from '../../hardware/twin/world/rails.ts'
import type { Benchmark, Measurement } from './measurement.ts'

const LINE = 'astana-almaty'
const STEP_M = 25
const STEPS = 20_000

const cpuUs = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

interface Seen extends LineSeen {
  position: Geodetic
  courseTrueDeg: number
}

/** The train on its rails every 25 m: a second each. */
const wayOn = (route: Route): Seen[] => {
  const { track } = railsOf(route)
  return Array.from({ length: STEPS }, (_, step) => {
    const { latDeg, lonDeg, heightM, headingTrueDeg } = track.at(step * STEP_M)
    return { position: { latDeg, lonDeg, heightM }, courseTrueDeg: headingTrueDeg, speedMps: STEP_M }
  })
}

const matchUs = (routes: readonly Route[], way: readonly Seen[]): number => {
  const index = lineIndex(routes)
  let state = lineMatchAtStart
  const us = cpuUs(() => {
    for (const seen of way) state = planLineMatch(state, { ...seen, index }).state
  })
  return us / way.length
}

/** Track of the whole way, ridden once. */
const learn = (way: readonly Seen[]): LearntTrack => {
  const learnt = new LearntTrack()
  for (const [second, { position, courseTrueDeg }] of way.entries()) {
    if (!learnt.isLoaded(tileOf(position))) learnt.load(tileOf(position), [])
    learnt.learn({ ...position, courseTrueDeg, atMs: second * 1000 })
  }
  return learnt
}

const lookUpUs = (learnt: LearntTrack, way: readonly Seen[]): number => {
  const asked = way.map(({ position, courseTrueDeg }) => ({ place: move(position, 45, 10), courseTrueDeg }))
  return cpuUs(() => asked.forEach(({ place, courseTrueDeg }) => void learnt.at(place, courseTrueDeg))) / way.length
}

/** What it costs to know the line, and the rails. */
export const lines: Benchmark = {
  name: 'lines',
  summary: 'finding the line of a fix among all that are known, and learnt track at a place',
  run: async ({ runs, progress }): Promise<Measurement[]> => {
    const routes = await readRoutes({ readText })
    const way = wayOn(routes.find(({ id }) => id === LINE) as Route)
    const learnt = learn(way)
    const rounds = Array.from({ length: runs }, (_, index) => {
      progress(`lines: run ${index + 1} of ${runs}, ${way.length} places`)
      return { match: matchUs(routes, way), lookUp: lookUpUs(learnt, way) }
    })
    const limit = { unit: 'µs CPU', better: 'lower', peer: 'limit' } as const
    return [
      { ...limit, name: 'line-match', samples: rounds.map(({ match }) => match), peerSamples: [10] },
      { ...limit, name: 'learnt-track', samples: rounds.map(({ lookUp }) => lookUp), peerSamples: [5] },
    ]
  },
}
