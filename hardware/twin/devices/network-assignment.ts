import type { Random } from '../../../hal/random.ts'
import type { World } from '../truth.ts'

/** The network's hand: at times it assigns a satellite of its own choice, for a while. */
export interface NetworkAssignment {
  /** The catalogue number that holds now, 0 for none. */
  step(nowMs: number): number
}

const CONSIDER_EVERY_MS = 60_000
const SHARE_ASSIGNED = 0.15
const HOLD_MS = { min: 40_000, max: 90_000 }
/** The network knows its coverage: it neither assigns nor leaves a train with a satellite lower than this. */
const CHOOSE_ABOVE_DEG = 45
const RELEASE_BELOW_DEG = 35

/** Once a minute, in 15 % of cases, one satellite above 45° is assigned for 40 to 90 s. */
export const networkAssignment = (with_: {
  world: World
  chance: Random
  satellitesInSky(): readonly number[]
}): NetworkAssignment => {
  const { world, chance, satellitesInSky } = with_
  let noradId = 0
  let endsAtMs = 0
  let considerAtMs: number | undefined

  const elevationDeg = (id: number): number => world.satellite(id)?.elevationDeg ?? -90
  const choose = (): number => {
    const high = satellitesInSky().filter((id) => elevationDeg(id) > CHOOSE_ABOVE_DEG)
    return high[Math.floor(chance.next() * high.length)] ?? 0
  }
  return {
    step: (nowMs) => {
      if (noradId !== 0 && (nowMs >= endsAtMs || elevationDeg(noradId) < RELEASE_BELOW_DEG)) noradId = 0
      considerAtMs ??= nowMs + CONSIDER_EVERY_MS
      if (nowMs < considerAtMs) return noradId
      considerAtMs = nowMs + CONSIDER_EVERY_MS
      if (noradId === 0 && chance.next() < SHARE_ASSIGNED) {
        noradId = choose()
        endsAtMs = nowMs + HOLD_MS.min + (HOLD_MS.max - HOLD_MS.min) * chance.next()
      }
      return noradId
    },
  }
}
