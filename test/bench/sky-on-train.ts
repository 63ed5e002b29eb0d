import { degreesToRadians, ecfToLookAngles, eciToEcf, gstime, propagate } from 'satellite.js'
import type { ElementSet } from '../../firmware/domain/elements.ts'
import type { Geodetic } from '../../firmware/domain/geodesy.ts'
import { ConstellationChoice } from '../../firmware/services/tracking/constellation-choice.ts'
import { monotonicMs, utcMs } from '../../hal/units.ts'

export const ASTANA: Geodetic = { latDeg: 51.1, lonDeg: 71.4, heightM: 350 }
export const MASK_DEG = 25
/** Five minutes at the aim rate, and what tracking looks at in one aim. */
const TICKS = 6_000
const TICK_MS = 50
const LOOKS_PER_AIM = 100
/** A decision is due each step of the plan. */
const DECIDE_EVERY_TICKS = 200

export const cpuMs = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** As the documentation of satellite.js does it: every satellite, every time. */
export const plainScan = ({ satellites }: ElementSet, utcMs: number): number => {
  const date = new Date(utcMs)
  const sidereal = gstime(date)
  const observer = {
    latitude: degreesToRadians(ASTANA.latDeg),
    longitude: degreesToRadians(ASTANA.lonDeg),
    height: ASTANA.heightM / 1000,
  }
  let visible = 0
  for (const { satrec } of satellites) {
    const state = propagate(satrec, date)
    if (!state) continue
    const { elevation } = ecfToLookAngles(observer, eciToEcf(state.position, sidereal))
    if (elevation >= degreesToRadians(MASK_DEG)) visible++
  }
  return visible
}

/** What looking and deciding took, ms CPU. */
export interface TrainTook {
  /** Each look at some of the sky. */
  parts: readonly number[]
  /** Each part of a decision, and each decision in all its parts. */
  decisionParts: readonly number[]
  decisions: readonly number[]
}

/** As tracking does it on a train from its start on, 20 times a second for some minutes; `slewS` is a mount's. */
export const onTrain = (
  set: ElementSet,
  fromUtcMs: number,
  slewS?: ConstructorParameters<typeof ConstellationChoice>[1]['slewS'],
): TrainTook => {
  const rules = { maskDeg: MASK_DEG, pointingLimitDeg: 2.5, gsoAvoidanceDeg: 0, gateways: [] }
  const choice = new ConstellationChoice(set, { ...rules, ...(slewS && { slewS }) })
  const took = { parts: [] as number[], decisionParts: [] as number[], decisions: [] as number[] }
  let sinceDecision: number[] | undefined
  for (let tick = 0; tick < TICKS; tick++) {
    const nowUtcMs = utcMs(fromUtcMs + tick * TICK_MS)
    took.parts.push(cpuMs(() => choice.lookAhead(nowUtcMs, () => ASTANA, LOOKS_PER_AIM)))
    if (tick % DECIDE_EVERY_TICKS === DECIDE_EVERY_TICKS - 1) sinceDecision ??= []
    if (!sinceDecision) continue
    const seen = { utcMs: nowUtcMs, observer: ASTANA, isLocked: true, aimErrorDeg: 0 }
    let reasons: readonly string[] | undefined
    const partMs = cpuMs(() => {
      reasons = choice.decide(seen, monotonicMs(tick * TICK_MS))
    })
    took.decisionParts.push(partMs)
    sinceDecision.push(partMs)
    if (!reasons) continue
    took.decisions.push(sinceDecision.reduce((sum, one) => sum + one, 0))
    sinceDecision = undefined
  }
  return took
}
