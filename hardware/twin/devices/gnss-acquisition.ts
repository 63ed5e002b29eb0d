import type { Random } from '../../../hal/random.ts'

/** Where a receiver is between no satellites and a fix. Times are the clock's, ms. */
export type Acquisition =
  | { phase: 'searching' }
  | { phase: 'acquiring'; readyAtMs: number }
  | { phase: 'fixed' }
  | { phase: 'losing'; lostAtMs: number }

/** A real receiver takes about 27 s from cold; 3 s here, so that a ride on a desk gets going. */
const COLD_START_MS = 3000
const REACQUIRE_MS = { min: 2000, max: 8000 }
const LOSE_MS = { min: 500, max: 2000 }

const between = ({ min, max }: { min: number; max: number }, random: Random): number =>
  min + (max - min) * random.next()

export const coldStart = (nowMs: number): Acquisition => ({ phase: 'acquiring', readyAtMs: nowMs + COLD_START_MS })

/** The next state: a fix is held for a second or two without sky, and comes back some seconds after the sky does. */
export const nextAcquisition = (
  state: Acquisition,
  { hasSky, nowMs }: { hasSky: boolean; nowMs: number },
  random: Random,
): Acquisition => {
  switch (state.phase) {
    case 'searching':
      return hasSky ? { phase: 'acquiring', readyAtMs: nowMs + between(REACQUIRE_MS, random) } : state
    case 'acquiring':
      if (!hasSky) return { phase: 'searching' }
      return nowMs >= state.readyAtMs ? { phase: 'fixed' } : state
    case 'fixed':
      return hasSky ? state : { phase: 'losing', lostAtMs: nowMs + between(LOSE_MS, random) }
    case 'losing':
      if (hasSky) return { phase: 'fixed' }
      return nowMs >= state.lostAtMs ? { phase: 'searching' } : state
  }
}
