/** The satellites that can serve in one step of time, and how much each would; the same index means the same satellite. */
export interface ServiceStep {
  /** Any numbers that name satellites, as catalogue numbers. */
  readonly ids: readonly number[]
  /** Beside `ids`, ≥ 0, in one unit for all steps. */
  readonly service: readonly number[]
}

/** No satellite. */
export const NONE = -1

/** What a change costs in the unit of service; `from` is `NONE` when a satellite is acquired anew. */
export type HandoverCost = (from: number, to: number, step: number) => number

/** The best that can still come: from each satellite of a step on, that step's service included, and from having none. */
interface ToGo {
  readonly ids: readonly number[]
  readonly value: readonly number[]
  none: number
}

const NOTHING_TO_COME: ToGo = { ids: [], value: [], none: 0 }

/** The best next step from a satellite (or none): which, and what it brings less the change. */
const bestFrom = (from: number, next: ToGo, step: number, cost: HandoverCost): { id: number; value: number } => {
  let id = NONE
  let value = next.none
  for (let at = 0; at < next.ids.length; at++) {
    const to = next.ids[at] as number
    const toValue = next.value[at] as number
    // Costs are not negative: what brings no more than the best so far need not be asked for its cost.
    if (toValue < value) continue
    const worth = to === from ? toValue : toValue - cost(from, to, step)
    if (worth < value || (worth === value && to !== from)) continue
    id = to
    value = worth
  }
  return { id, value }
}

const valuesToGo = (steps: readonly ServiceStep[], cost: HandoverCost): ToGo[] => {
  const toGo: ToGo[] = new Array(steps.length)
  let next = NOTHING_TO_COME
  for (let step = steps.length - 1; step >= 0; step--) {
    const { ids, service } = steps[step] as ServiceStep
    const after = next
    const value = ids.map((id, at) => (service[at] as number) + bestFrom(id, after, step + 1, cost).value)
    next = { ids, value, none: bestFrom(NONE, after, step + 1, cost).value }
    toGo[step] = next
  }
  return toGo
}

/** At the very start nothing is given up: any satellite is free, unless one is followed already. */
const first = (toGo: ToGo, followed: number | undefined, cost: HandoverCost): number => {
  if (followed !== undefined) return bestFrom(followed, toGo, 0, cost).id
  return bestFrom(NONE, toGo, 0, () => 0).id
}

const pathOf = (toGo: readonly ToGo[], cost: HandoverCost, followed: number | undefined): number[] => {
  const path: number[] = []
  toGo.forEach((values, step) => {
    const before = path.at(-1)
    path.push(before === undefined ? first(values, followed, cost) : bestFrom(before, values, step, cost).id)
  })
  return path
}

/**
 * The satellite of each step (or `NONE`) that brings the most service less the cost of changes: exact, by dynamic
 * programming backwards from the last step. `followed` is the satellite at the start, if there is one.
 */
export const bestHandovers = (steps: readonly ServiceStep[], cost: HandoverCost, followed?: number): number[] =>
  pathOf(valuesToGo(steps, cost), cost, followed)

/** The satellite to follow in the first step, seeing no further than `steps`. */
export const bestNow = (steps: readonly ServiceStep[], cost: HandoverCost, followed?: number): number => {
  const [now] = valuesToGo(steps, cost)
  return now ? first(now, followed, cost) : NONE
}
