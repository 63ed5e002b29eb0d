import { bestHandovers, bestNow, NONE, type ServiceStep, sameCost } from './handover-plan.ts'

/** A step of a way: what is visible, in capacity, and how long it lasts. */
export interface WayStep extends ServiceStep {
  durationS: number
}

/** What a sequence of satellites comes to. */
export interface WaySummary {
  /** Changes of satellite, and those acquired after an outage; the first one of all is none. */
  handovers: number
  outageS: number
  /** Capacity of each step, added up. */
  capacity: number
  /** Mean over time of the best capacity in view. */
  meanBestCapacity: number
}

/** Capacity times time, so that steps of different length weigh as they should. */
const asService = ({ ids, service, durationS }: WayStep): ServiceStep => ({
  ids,
  service: service.map((capacity) => capacity * durationS),
})

const bestOf = (service: readonly number[]): number => service.reduce((best, one) => Math.max(best, one), 0)

/** Mean over time of the best capacity in view, 0 without any step. */
export const meanBest = (steps: readonly WayStep[]): number => {
  let timeS = 0
  let sum = 0
  for (const { service, durationS } of steps) {
    timeS += durationS
    sum += bestOf(service) * durationS
  }
  return timeS === 0 ? 0 : sum / timeS
}

/** The satellite of each step (or `NONE`) when everything is known from the start; a change costs `handoverCostS` of the mean best capacity. */
export const planWhole = (steps: readonly WayStep[], handoverCostS: number): number[] => {
  const cost = handoverCostS * meanBest(steps)
  // The first satellite is free, whenever it rises.
  const risen = steps.findIndex(({ ids }) => ids.length > 0)
  const dark = risen < 0 ? steps.length : risen
  return [...new Array<number>(dark).fill(NONE), ...bestHandovers(steps.slice(dark).map(asService), sameCost(cost))]
}

/**
 * Decides one step at a time and sees no further than `horizonSteps`, as on a train. Give it each step once, in order, and
 * take the decision for the oldest one that it was given and that has none yet.
 */
export const rollingPlanner = (handoverCostS: number) => {
  const window: { way: WayStep; service: ServiceStep }[] = []
  let followed: number | undefined
  return {
    see: (way: WayStep): void => {
      window.push({ way, service: asService(way) })
    },
    decide: (): number => {
      const cost = handoverCostS * meanBest(window.map(({ way }) => way))
      const id = bestNow(
        window.map(({ service }) => service),
        sameCost(cost),
        followed,
      )
      window.shift()
      if (id !== NONE || followed !== undefined) followed = id
      return id
    },
  }
}

/** The satellite of each step when each decision sees `horizonSteps` ahead. */
export const planRolling = (steps: readonly WayStep[], handoverCostS: number, horizonSteps: number): number[] => {
  const planner = rollingPlanner(handoverCostS)
  let seen = 0
  return steps.map((_, step) => {
    for (; seen < Math.min(steps.length, step + horizonSteps); seen++) planner.see(steps[seen] as WayStep)
    return planner.decide()
  })
}

/** Adds up what a path of satellites brings. */
export const summarize = (steps: readonly WayStep[], path: readonly number[]): WaySummary => {
  const summary = { handovers: 0, outageS: 0, capacity: 0, meanBestCapacity: meanBest(steps) }
  let hasBegun = false
  steps.forEach(({ ids, service, durationS }, step) => {
    const id = path[step] ?? NONE
    if (id === NONE) {
      summary.outageS += durationS
      return
    }
    if (hasBegun && path[step - 1] !== id) summary.handovers++
    hasBegun = true
    summary.capacity += service[ids.indexOf(id)] ?? 0
  })
  return summary
}
