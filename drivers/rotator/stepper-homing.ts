/** How far an axis is with finding its switch. */
export type HomingPhase = 'seek' | 'settle' | 'back-off' | 'homed'

/** What moves one axis while it homes. */
export type HomingMove = 'towards-switch' | 'stop' | 'away-slowly' | 'zero'

/** Of one axis; the switch is unknown until its port was told. */
export interface HomingState {
  phase: HomingPhase
  sinceMs: number
}

/** After the switch closed at seeking speed the axis comes to rest first. */
const SETTLE_MS = 1_000

/**
 * Runs to the switch at seeking speed, rests, and leaves it slowly: where it opens is home. An axis that stands on its switch only leaves it.
 * An open wire reads as a pressed switch, so that nothing runs past one that is broken.
 */
export const nextHoming = (
  { phase, sinceMs }: HomingState,
  isPressed: boolean,
  nowMs: number,
): { state: HomingState; move?: HomingMove } => {
  if (phase === 'seek' && isPressed) return { state: { phase: 'settle', sinceMs: nowMs }, move: 'stop' }
  if (phase === 'settle' && nowMs - sinceMs >= SETTLE_MS)
    return { state: { phase: 'back-off', sinceMs: nowMs }, move: 'away-slowly' }
  if (phase === 'back-off' && !isPressed) return { state: { phase: 'homed', sinceMs: nowMs }, move: 'zero' }
  return { state: { phase, sinceMs } }
}
