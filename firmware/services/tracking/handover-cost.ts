import type { LookAngle } from '../../domain/geodesy.ts'
import type { SkyAhead } from '../../domain/sky-outlook.ts'
import { type HandoverCost, type ServiceStep, sameCost } from '../../plan/handover-plan.ts'
import { meanBestService } from '../../plan/service-ahead.ts'

/**
 * What a handover takes from passengers, as seconds of mean best service. With one beam 2 to 3 s muted, and connections that broke off and
 * find their pace again; with two nothing breaks off, and connections only meet another delay. Chosen.
 */
const HANDOVER_COST_S = { 1: 20, 2: 5 }

/** What of a terminal a handover's cost depends on. */
export interface CostRules {
  /** Seconds that a mount takes from one direction to another; absent for a beam that jumps. */
  slewS?: (from: LookAngle, to: LookAngle) => number
  /** 1 unless given. */
  beams?: 1 | 2
}

/** Steps of `stepS`, and the sky as it stands when each begins. */
interface Steps {
  steps: readonly ServiceStep[]
  ahead: readonly SkyAhead[]
  stepS: number
}

/** What a change costs in these steps: a mount's turn comes on top. */
export const handoverCost = ({ steps, ahead, stepS }: Steps, { slewS, beams = 1 }: CostRules): HandoverCost => {
  const perSecond = meanBestService(steps) / stepS
  const least = perSecond * HANDOVER_COST_S[beams]
  if (!slewS) return sameCost(least)
  const looks: ReadonlyMap<number, LookAngle>[] = []
  const lookOf = (noradId: number, step: number): LookAngle | undefined => {
    const sky = ahead[step]
    if (sky) looks[step] ??= new Map(sky.ids.map((id, index) => [id, sky.looks[index] as LookAngle]))
    return looks[step]?.get(noradId)
  }
  const cost = (from: number, to: number, step: number): number => {
    const [before, after] = [lookOf(from, step), lookOf(to, step)]
    return least + (before && after ? perSecond * slewS(before, after) : 0)
  }
  return Object.assign(cost, { least })
}
