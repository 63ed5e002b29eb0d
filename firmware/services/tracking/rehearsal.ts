import { monotonicMs, utcMs } from '../../../hal/units.ts'
import type { ElementSet } from '../../domain/elements.ts'
import { type ChoiceRules, ConstellationChoice, STEP_MS } from './constellation-choice.ts'

/** As many as OneWeb has: more would take longer and compile no more. */
const SATELLITES = 700
const LOOKS = 100
/** The first fill the sky ahead; then some steps go by, each with its decision. */
const CALLS = 60
const CALLS_A_STEP = 5
const SOMEWHERE = { latDeg: 50, lonDeg: 70, heightM: 300 }

/**
 * Looks at a sky and decides, to no effect. What runs for the first time in a process is slow, as nothing of it is compiled: 5 to 15 ms for the first
 * decisions, which aiming would wait for. Done before the first tick it costs 30 to 50 ms of start-up, and the first decision takes less than one.
 */
export const rehearse = (elements: ElementSet, rules: ChoiceRules): void => {
  const [first] = elements.satellites
  if (!first) return
  const choice = new ConstellationChoice({ ...elements, satellites: elements.satellites.slice(0, SATELLITES) }, rules)
  for (let call = 0; call < CALLS; call++) {
    const nowUtcMs = utcMs(first.epochUtcMs + (call * STEP_MS) / CALLS_A_STEP)
    choice.lookAhead(nowUtcMs, () => SOMEWHERE, LOOKS)
    const seen = { utcMs: nowUtcMs, observer: SOMEWHERE, isLocked: true, aimErrorDeg: 0 }
    choice.decide(seen, monotonicMs(call * 1_000))
  }
  choice.planned()
}
