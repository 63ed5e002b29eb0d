import { atOnce, type InParts } from '../domain/in-parts.ts'

/** The satellites that can serve in one step of time, and how much each would; the same index means the same satellite. */
export interface ServiceStep {
  /** Any numbers that name satellites, as catalogue numbers. */
  readonly ids: readonly number[]
  /** Beside `ids`, ≥ 0, in one unit for all steps. */
  readonly service: readonly number[]
}

/** No satellite. */
export const NONE = -1

/**
 * What a change costs in the unit of service, ≥ 0; `from` is `NONE` when a satellite is acquired anew. Where it is known what any change costs at
 * the `least`, those to satellites that bring too little for that are not looked at.
 */
export interface HandoverCost {
  (from: number, to: number, step: number): number
  readonly least?: number
}

/** Every change costs the same. */
export const sameCost = (cost: number): HandoverCost => Object.assign(() => cost, { least: cost })

/** The best that can still come, most first: from each satellite of a step on, that step's service included, and from having none. */
interface ToGo {
  readonly ids: readonly number[]
  readonly value: readonly number[]
  none: number
}

const NOTHING_TO_COME: ToGo = { ids: [], value: [], none: 0 }

/** The best next step from a satellite (or none): which, and what it brings less the change. */
const bestFrom = (from: number, next: ToGo, step: number, cost: HandoverCost): { id: number; value: number } => {
  const { least = 0 } = cost
  const own = next.value[next.ids.indexOf(from)]
  let id = own !== undefined && own >= next.none ? from : NONE
  let value = id === NONE ? next.none : (own as number)
  for (let at = 0; at < next.ids.length; at++) {
    const to = next.ids[at] as number
    const toValue = next.value[at] as number
    // Those that follow bring less still.
    if (toValue - least <= value) break
    const worth = to === from ? toValue : toValue - cost(from, to, step)
    if (worth <= value) continue
    id = to
    value = worth
  }
  return { id, value }
}

/** Pairs of satellites, one step and the next, that a part looks at: about a millisecond. Sixty steps of OneWeb are fourteen thousand. */
const PAIRS_A_PART = 50_000

function* valuesToGo(steps: readonly ServiceStep[], cost: HandoverCost): InParts<ToGo[]> {
  const toGo: ToGo[] = new Array(steps.length)
  let next = NOTHING_TO_COME
  let pairs = 0
  for (let step = steps.length - 1; step >= 0; step--) {
    const { ids, service } = steps[step] as ServiceStep
    const after = next
    const value = ids.map((id, at) => (service[at] as number) + bestFrom(id, after, step + 1, cost).value)
    const order = [...ids.keys()].sort((one, other) => (value[other] as number) - (value[one] as number))
    next = {
      ids: order.map((at) => ids[at] as number),
      value: order.map((at) => value[at] as number),
      none: bestFrom(NONE, after, step + 1, cost).value,
    }
    toGo[step] = next
    pairs += ids.length * after.ids.length
    if (pairs < PAIRS_A_PART) continue
    pairs = 0
    yield
  }
  return toGo
}

/** At the very start nothing is given up: any satellite is free, unless one is followed already. */
const first = (toGo: ToGo, followed: number | undefined, cost: HandoverCost): number => {
  if (followed !== undefined) return bestFrom(followed, toGo, 0, cost).id
  return bestFrom(NONE, toGo, 0, sameCost(0)).id
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
export function* handoversInParts(
  steps: readonly ServiceStep[],
  cost: HandoverCost,
  followed?: number,
): InParts<number[]> {
  return pathOf(yield* valuesToGo(steps, cost), cost, followed)
}

/** As `handoversInParts`, without a pause. */
export const bestHandovers = (steps: readonly ServiceStep[], cost: HandoverCost, followed?: number): number[] =>
  atOnce(handoversInParts(steps, cost, followed))

/** The satellite to follow in the first step, seeing no further than `steps`. */
export const bestNow = (steps: readonly ServiceStep[], cost: HandoverCost, followed?: number): number => {
  const [now] = atOnce(valuesToGo(steps, cost))
  return now ? first(now, followed, cost) : NONE
}
