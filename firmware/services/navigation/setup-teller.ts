import type { GnssSetup } from '../../../drivers/gnss/gnss.ts'
import type { Tell } from '../tell.ts'

/** Tells people how the set-up of receivers goes: a turn for the worse is a warning, the way to a receiver that is set up is none. */
export const setupTeller = (tell: Tell): ((receiver: string, setup: GnssSetup) => void) => {
  const outcomes = new Map<string, GnssSetup['outcome']>()
  return (receiver, { text, outcome }) => {
    const mustBeDoneAgain = outcome === 'under-way' && outcomes.get(receiver) === 'done'
    const isWorse = mustBeDoneAgain || outcome === 'searching' || outcome === 'left-alone'
    outcomes.set(receiver, outcome)
    tell({ subject: receiver, text, severity: isWorse ? 'warning' : 'info' })
  }
}
