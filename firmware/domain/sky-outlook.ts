import type { ElementSet, Satellite } from './elements.ts'
import { distanceM, type Geodetic, type LookAngle } from './geodesy.ts'
import { type Scan, skyScanner } from './sky-scan.ts'

/** What stands in the sky at one instant ahead, as seen from where the train will be. */
export interface SkyAhead {
  utcMs: number
  observer: Geodetic
  /** Catalogue numbers, and beside them where each stands and what it is worth, ≥ 0. */
  ids: readonly number[]
  looks: readonly LookAngle[]
  worth: readonly number[]
}

/** What a satellite is worth where it stands; asked once for each instant. */
export type Worth = (satellite: Satellite, look: LookAngle, at: { utcMs: number; observer: Geodetic }) => number

/** How far ahead, in which steps, and from which elevation up the sky is kept. */
export interface OutlookPlan {
  stepMs: number
  /** Instants, a step apart. */
  instants: number
  fromDeg: number
  worth: Worth
}

/** A train is not carried on so wrongly in ten minutes; further off, the first position was wrong. */
const MOVED_M = 50_000

/** The sky over a train for some time ahead, kept incrementally. */
export interface SkyOutlook {
  /** From the instant before now on, in equal steps of UTC; shorter than planned while it is being filled. */
  ahead(): readonly SkyAhead[]
  /** Drops what is past and looks at `looks` satellites more at most, to fill what is missing; true when nothing is. */
  keep(utcMs: number, placeAt: (utcMs: number) => Geodetic, looks: number): boolean
}

const toAhead = ({ seen }: Scan, at: { utcMs: number; observer: Geodetic }, plan: OutlookPlan): SkyAhead => {
  const found = seen.filter(({ look }) => look.elevationDeg >= plan.fromDeg)
  return {
    ...at,
    ids: found.map(({ satellite }) => satellite.noradId),
    looks: found.map(({ look }) => look),
    worth: found.map(({ satellite, look }) => plan.worth(satellite, look, at)),
  }
}

/** Keeps the sky ahead: each step of time one instant more. It is filled in parts, so that no call takes long. */
export const skyOutlook = (elements: Pick<ElementSet, 'satellites'>, plan: OutlookPlan): SkyOutlook => {
  const { stepMs, instants, fromDeg } = plan
  const begin = skyScanner(elements)
  let ahead: SkyAhead[] = []
  let running: { scan: Scan; at: { utcMs: number; observer: Geodetic } } | undefined
  const forget = (): void => {
    ahead = []
    running = undefined
  }
  const nextUtcMs = (firstUtcMs: number): number => firstUtcMs + ahead.length * stepMs
  return {
    ahead: () => ahead,
    keep: (utcMs, placeAt, looks) => {
      const firstUtcMs = Math.floor(utcMs / stepMs) * stepMs
      const [first] = ahead
      if (first?.utcMs === firstUtcMs && ahead.length === instants) return true
      const isElsewhere = first && distanceM(first.observer, placeAt(first.utcMs)) > MOVED_M
      if (isElsewhere || (first && first.utcMs > firstUtcMs)) forget()
      if (first && first.utcMs < firstUtcMs) ahead = ahead.filter((one) => one.utcMs >= firstUtcMs)
      if (running && running.at.utcMs !== nextUtcMs(firstUtcMs)) running = undefined
      for (let left: number | undefined = looks; ahead.length < instants; ) {
        const at = { utcMs: nextUtcMs(firstUtcMs), observer: placeAt(nextUtcMs(firstUtcMs)) }
        running ??= { at, scan: begin({ ...at, maskDeg: fromDeg }) }
        left = running.scan.goOn(left)
        if (left === undefined) return false
        ahead = [...ahead, toAhead(running.scan, running.at, plan)]
        running = undefined
      }
      return true
    },
  }
}
