import type { Clock } from '../../../hal/clock.ts'
import type { Random } from '../../../hal/random.ts'

/** What a modem's figure is off by, dB, one sigma: 0.3 in all, whatever the rate of its reports. Chosen. */
const NEW_DB = 0.2
const LASTING_DB = 0.224
/** Of scintillation and of the gain control: a report soon after another one errs much alike. */
const LASTS_MS = 500

/** By how much a modem's next C/N is off, dB. Part of it is new in each report, part fades within half a second. */
export const carrierNoise = (clock: Clock, chance: Random): (() => number) => {
  let lastingDb = LASTING_DB * chance.normal()
  let atMs: number = clock.nowMs()
  return () => {
    const kept = Math.exp((atMs - clock.nowMs()) / LASTS_MS)
    atMs = clock.nowMs()
    lastingDb = kept * lastingDb + Math.sqrt(1 - kept * kept) * LASTING_DB * chance.normal()
    return lastingDb + NEW_DB * chance.normal()
  }
}
