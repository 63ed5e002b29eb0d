import { chanceWithin, hides } from '../domain/blockage.ts'
import { bodyDirection, type Direction } from '../domain/frames.ts'
import { type BodySector, sectorOf } from '../domain/no-transmit.ts'
import type { Blockage } from '../domain/route.ts'
import type { SkyAhead } from '../domain/sky-outlook.ts'
import type { ServiceStep } from './handover-plan.ts'

/** Where the train will be along its line, with one sigma; by the seconds from now. */
export interface AlongLine {
  blockages: readonly Blockage[]
  at(seconds: number): { chainageKm: number; sigmaKm: number; bearingDeg: number }
}

/** What stands between a terminal and the sky. */
export interface Hindrances {
  line?: AlongLine
  /** Parts of the sky around the coach that are of no use, and how the coach lies. */
  body?: {
    sectors: readonly BodySector[]
    marginDeg: number
    headingTrueDeg: number
    pitchDeg: number
    rollDeg: number
  }
}

/** A stretch that the train may be in at some time. */
export interface StretchAhead {
  blockage: Blockage
  chance: number
  bearingDeg: number
}

/** Less than this is no stretch worth counting; so many sigma off, it is less. */
const LEAST_CHANCE = 0.01
const FAR_SIGMAS = 3

/** The stretches that a train may be in after some seconds. */
export const stretchesAt = ({ blockages, at }: AlongLine, seconds: number): StretchAhead[] => {
  if (blockages.length === 0) return []
  const place = at(seconds)
  const farKm = FAR_SIGMAS * place.sigmaKm
  const near: StretchAhead[] = []
  for (const blockage of blockages) {
    if (blockage.fromKm - farKm > place.chainageKm || blockage.toKm + farKm < place.chainageKm) continue
    const chance = chanceWithin(blockage, place)
    if (chance >= LEAST_CHANCE) near.push({ blockage, chance, bearingDeg: place.bearingDeg })
  }
  return near
}

const shareClear = (look: Direction, stretches: readonly StretchAhead[]): number =>
  stretches.reduce(
    (clear, { blockage, chance, bearingDeg }) => (hides(blockage, look, bearingDeg) ? clear * (1 - chance) : clear),
    1,
  )

/** The share of a step in which a satellite stands above the mask, from its elevations at the step's ends. */
const shareAbove = (beginDeg: number, endDeg: number | undefined, maskDeg: number): number => {
  // One that is no longer seen at the end has set just after.
  if (endDeg === undefined) return beginDeg >= maskDeg ? 0.5 : 0
  if (beginDeg >= maskDeg && endDeg >= maskDeg) return 1
  if (beginDeg < maskDeg && endDeg < maskDeg) return 0
  return Math.abs((Math.max(beginDeg, endDeg) - maskDeg) / (endDeg - beginDeg))
}

interface StepPlan {
  maskDeg: number
  stepS: number
  /** What share of a step is lost because the pointer cannot follow, 0 to 1; none for one that jumps. */
  missedShare?: (begin: Direction, end: Direction) => number
}

/** What each satellite brings between two instants in the open: capacity times time. */
const openStep = (begin: SkyAhead, end: SkyAhead, { maskDeg, stepS, missedShare }: StepPlan): ServiceStep => {
  const ids: number[] = []
  const service: number[] = []
  begin.ids.forEach((id, index) => {
    const later = end.ids.indexOf(id)
    const [worth = 0, worthLater = begin.worth[index] ?? 0] = [begin.worth[index], end.worth[later]]
    const above = shareAbove(begin.looks[index]?.elevationDeg ?? -90, end.looks[later]?.elevationDeg, maskDeg)
    const [first, last] = [begin.looks[index], end.looks[later]]
    const kept = missedShare && first && last ? 1 - missedShare(first, last) : 1
    const brings = (stepS * above * kept * (worth + worthLater)) / 2
    if (brings <= 0) return
    ids.push(id)
    service.push(brings)
  })
  return { ids, service }
}

const hindered = (
  { ids, service }: ServiceStep,
  sky: SkyAhead,
  { stretches, body }: { stretches: readonly StretchAhead[]; body: Hindrances['body'] },
): ServiceStep => ({
  ids,
  service: ids.map((id, index) => {
    const look = sky.looks[sky.ids.indexOf(id)]
    const open = service[index] ?? 0
    if (!look) return open
    if (body && sectorOf(body.sectors, bodyDirection(look, body), body.marginDeg)) return 0
    return open * shareClear(look, stretches)
  }),
})

const without = ({ ids, service }: ServiceStep, excluded: ReadonlySet<number>): ServiceStep => {
  const kept = ids.flatMap((id, index) => (excluded.has(id) ? [] : [index]))
  return { ids: kept.map((index) => ids[index] as number), service: kept.map((index) => service[index] as number) }
}

/** What satellites bring in the steps to come. */
export interface ServiceAhead {
  /** Works out what is new in the sky ahead, so that `steps` has less to do. */
  prepare(sky: readonly SkyAhead[]): void
  steps(sky: readonly SkyAhead[], now: Hindrances & { utcMs: number; excluded: ReadonlySet<number> }): ServiceStep[]
}

/**
 * Turns the sky ahead into what each satellite brings in each step, in bit/s/Hz times seconds, as it is to be expected. What
 * does not change with the train's speed is worked out once for each step.
 */
export const serviceAhead = (plan: StepPlan): ServiceAhead => {
  const kept = new WeakMap<SkyAhead, ServiceStep>()
  const openOf = (begin: SkyAhead, end: SkyAhead): ServiceStep => {
    const known = kept.get(begin) ?? openStep(begin, end, plan)
    kept.set(begin, known)
    return known
  }
  return {
    prepare: (sky) => {
      for (let index = sky.length - 2; index >= 0; index--) {
        const begin = sky[index] as SkyAhead
        if (kept.has(begin)) return
        openOf(begin, sky[index + 1] as SkyAhead)
      }
    },
    steps: (sky, { utcMs, excluded, line, body }) =>
      sky.slice(0, -1).map((begin, index) => {
        const open = openOf(begin, sky[index + 1] as SkyAhead)
        const allowed = excluded.size > 0 ? without(open, excluded) : open
        const middleS = (begin.utcMs - utcMs) / 1000 + plan.stepS / 2
        const stretches = line ? stretchesAt(line, Math.max(0, middleS)) : []
        return stretches.length === 0 && !body ? allowed : hindered(allowed, begin, { stretches, body })
      }),
  }
}

/** Mean of the best service of each step, 0 without any. */
export const meanBestService = (steps: readonly ServiceStep[]): number => {
  const sum = steps.reduce((total, { service }) => total + service.reduce((best, one) => Math.max(best, one), 0), 0)
  return steps.length === 0 ? 0 : sum / steps.length
}
