import { hides } from '../domain/blockage.ts'
import type { LookAngle } from '../domain/geodesy.ts'
import { NONE } from './handover-plan.ts'
import { type AlongLine, stretchesAt } from './service-ahead.ts'

/** What is planned for one step: which satellite, where it stands, and what it brings. */
export interface PlannedStep {
  utcMs: number
  /** `NONE` for no satellite; absent for a geostationary one. */
  noradId?: number
  name: string
  look?: LookAngle
  /** bit/s/Hz as it is to be expected; absent where it is not known. */
  capacity?: number
}

/** One satellite followed without a break. */
export interface PlannedInterval {
  satellite: string
  noradId?: number
  fromUtcMs: number
  toUtcMs: number
  /** Mean, bit/s/Hz. */
  capacity?: number
}

/** A time without service, why, and how likely at its likeliest, 0 to 1. */
export interface OutageAhead {
  fromUtcMs: number
  toUtcMs: number
  reason: string
  chance: number
}

/** What a terminal is going to do, as far as the plan sees. */
export interface Forecast {
  planned: PlannedInterval[]
  outages: OutageAhead[]
}

/** A stretch of the line is told of from this chance on. */
const TOLD_CHANCE = 0.05

const isNone = ({ noradId }: PlannedStep): boolean => noradId === NONE

const intervalsOf = (steps: readonly PlannedStep[], stepMs: number): PlannedInterval[] => {
  const intervals: (PlannedInterval & { count: number })[] = []
  steps.forEach((step, index) => {
    if (isNone(step)) return
    const { name: satellite, noradId, utcMs, capacity } = step
    const before = steps[index - 1]
    const last = before && !isNone(before) && before.name === satellite ? intervals.at(-1) : undefined
    if (last) {
      last.toUtcMs = utcMs + stepMs
      if (capacity !== undefined) last.capacity = ((last.capacity ?? 0) * last.count + capacity) / (last.count + 1)
      last.count++
    } else {
      const more = { ...(noradId !== undefined && { noradId }), ...(capacity !== undefined && { capacity }) }
      intervals.push({ satellite, ...more, fromUtcMs: utcMs, toUtcMs: utcMs + stepMs, count: 1 })
    }
  })
  return intervals.map(({ count: _, ...interval }) => interval)
}

/** What stands before the planned satellite in one step, each with its chance. */
const hidersOf = ({ look }: PlannedStep, line: AlongLine | undefined, seconds: number) =>
  line && look
    ? stretchesAt(line, seconds).filter(
        ({ blockage, chance, bearingDeg }) => chance >= TOLD_CHANCE && hides(blockage, look, bearingDeg),
      )
    : []

/** Outages of one reason that follow each other are one. */
const outagesOf = (found: readonly OutageAhead[]): OutageAhead[] => {
  const outages: OutageAhead[] = []
  for (const outage of found) {
    const same = outages.find(({ reason, toUtcMs }) => reason === outage.reason && toUtcMs === outage.fromUtcMs)
    if (!same) outages.push({ ...outage })
    else {
      same.toUtcMs = outage.toUtcMs
      same.chance = Math.max(same.chance, outage.chance)
    }
  }
  return outages
}

/** Why a mount will lie flat some seconds from now; `undefined` when nothing is known that would lay it down. */
export type StowedAhead = (seconds: number) => string | undefined

/** What is planned, satellite by satellite, and the outages to be expected; `utcMs` is the time from which the line is seen. */
export const forecastOf = (
  steps: readonly PlannedStep[],
  {
    stepMs,
    utcMs,
    line,
    stowed,
  }: { stepMs: number; utcMs: number; line?: AlongLine | undefined; stowed?: StowedAhead | undefined },
): Forecast => {
  const outages = steps.flatMap((step): OutageAhead[] => {
    const when = { fromUtcMs: step.utcMs, toUtcMs: step.utcMs + stepMs }
    if (isNone(step)) return [{ ...when, reason: 'no satellite', chance: 1 }]
    const middleS = Math.max(0, (step.utcMs - utcMs + stepMs / 2) / 1000)
    const laidDown = stowed?.(middleS)
    if (laidDown !== undefined) return [{ ...when, reason: laidDown, chance: 1 }]
    return hidersOf(step, line, middleS).map(({ blockage, chance }) => ({
      ...when,
      reason: `${blockage.kind} ${blockage.name}`,
      chance,
    }))
  })
  return { planned: intervalsOf(steps, stepMs), outages: outagesOf(outages) }
}
