import type { Route } from '../../../firmware/domain/route.ts'
import type { Alignment, TrackPoint } from './alignment.ts'
import type { Obstacle } from './surroundings.ts'
import type { Limit, Stop } from './timetable.ts'

/** What lies along a track, in the direction of travel. */
export interface LinePlan {
  track: Alignment
  /** Where the train begins comes first. */
  stops: readonly Stop[]
  limits: readonly Limit[]
  obstacles: readonly Obstacle[]
  /** Where a raised dish has no room. */
  lowClearances: readonly { fromM: number; toM: number }[]
  townsM: readonly number[]
}

/** What the line's file says of it, put on the track: at its kilometre times `kmScale`, since the real line's kilometres are not the file's. */
export const planLine = (
  route: Route & { lowClearances?: readonly { fromKm: number; toKm: number }[] },
  track: Alignment,
  kmScale: number,
): LinePlan => {
  const atM = (km: number): number => track.chainageOfKmM(km * kmScale)
  const last = route.stations.length - 1
  const stops = route.stations.map(({ name, chainageKm, dwellS }, index) => {
    return { name, dwellS, chainageM: index === last ? track.lengthM : atM(chainageKm) }
  })
  const spanOf = ({ fromKm, toKm }: { fromKm: number; toKm: number }) => ({ fromM: atM(fromKm), toM: atM(toKm) })
  return {
    track,
    stops,
    limits: route.lineSpeeds.map((stretch) => ({ ...spanOf(stretch), speedMps: stretch.speedKmh / 3.6 })),
    obstacles: route.blockages.map((blockage) => ({ ...blockage, ...spanOf(blockage) })),
    lowClearances: (route.lowClearances ?? []).map(spanOf),
    townsM: stops.map(({ chainageM }) => chainageM),
  }
}

/** The same rails the other way: right is left, and up is down. */
const reversedTrack = (track: Alignment): Alignment => ({
  lengthM: track.lengthM,
  at: (chainageM): TrackPoint => {
    const point = track.at(track.lengthM - chainageM)
    return {
      ...point,
      headingTrueDeg: (point.headingTrueDeg + 180) % 360,
      turnPerM: -point.turnPerM,
      curvaturePerM: -point.curvaturePerM,
      cantMm: -point.cantMm,
      grade: -point.grade,
    }
  },
  chainageOfKmM: (km) => track.lengthM - track.chainageOfKmM(km),
  kmOfChainage: (chainageM) => track.kmOfChainage(track.lengthM - chainageM),
})

/** The line from its end to its start. The stop at which it begins is left as soon as the other end is. */
export const reversedPlan = ({ track, stops, limits, obstacles, lowClearances, townsM }: LinePlan): LinePlan => {
  const { lengthM } = track
  const turned = <S extends { fromM: number; toM: number }>(spans: readonly S[]): S[] =>
    spans.map((span) => ({ ...span, fromM: lengthM - span.toM, toM: lengthM - span.fromM })).toReversed()
  const backwards = stops.toReversed()
  return {
    track: reversedTrack(track),
    stops: backwards.map((stop, index) => ({
      ...stop,
      chainageM: lengthM - stop.chainageM,
      dwellS: index === 0 ? (stops[0]?.dwellS ?? stop.dwellS) : stop.dwellS,
    })),
    limits: turned(limits),
    obstacles: turned(obstacles),
    lowClearances: turned(lowClearances),
    townsM: townsM.map((townM) => lengthM - townM),
  }
}
