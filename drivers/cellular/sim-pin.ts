/** How the SIM stands. `absent`: there is none; `failed`: it does not answer. */
export type SimState = 'ready' | 'pin' | 'puk' | 'absent' | 'failed' | 'busy'

/** Tries that are left before the SIM locks. */
export interface SimTries {
  pin?: number
  puk?: number
}

export interface PinSituation {
  sim: SimState
  tries: SimTries
  /** The configuration gives a PIN. */
  hasPin: boolean
  /** It was refused once, or nobody knows what became of it. */
  isSpent: boolean
}

export type PinPlan = { do: 'enter' } | { do: 'leave'; why: string }

/**
 * Whether to enter the PIN. The last try is never spent: then only a person at the train can help, and one with a wrong PIN in the
 * configuration must not cost the SIM. A PIN that was refused is not tried again, and none is while nobody knows how many tries are left.
 */
export const planPin = ({ sim, tries, hasPin, isSpent }: PinSituation): PinPlan => {
  if (sim !== 'pin') return { do: 'leave', why: 'the SIM asks for no PIN' }
  if (!hasPin) return { do: 'leave', why: 'the SIM asks for a PIN, and the configuration gives none' }
  if (isSpent) return { do: 'leave', why: 'the SIM refused the PIN: it is not tried again' }
  if (tries.pin === undefined)
    return { do: 'leave', why: 'the modem does not tell how many tries are left: no PIN is tried' }
  if (tries.pin < 2) return { do: 'leave', why: 'one try of the PIN is left: it is not spent' }
  return { do: 'enter' }
}
