import type { MonotonicMs } from '../../hal/units.ts'
import { epochClock } from './epoch-clock.ts'
import { type Draft, merge, newDraft, reportOf } from './epoch-draft.ts'
import type { GnssFix, GnssNoFix } from './gnss.ts'
import type { KnownSentence } from './nmea/sentence.ts'

/** Epochs in a row that must end otherwise than expected before the expectation changes. */
const EPOCHS_TO_RELEARN = 2
/** Epochs for which the kind of fix is remembered when its sentence is sent less often than the position. */
const FIX_MODE_EPOCHS = 50

export interface EpochAssemblerOptions {
  /** A UTC time before this one is not believed, and left out of the report. */
  notBeforeUtcMs?: number
  onReport(report: GnssFix | GnssNoFix): void
}

/** Puts the sentences of one UTC time together. */
export interface EpochAssembler {
  /** `address` is the sentence's own, as `GNRMC`. */
  add(sentence: KnownSentence, address: string, atMs: MonotonicMs): void
  /** Forgets the epoch that is open, as after a gap: it is never reported late. */
  reset(): void
}

/** A receiver that lost its clock leaves times empty: such a sentence belongs to the epoch unless that has one already. */
const belongs = (epoch: Draft, timeOfDayMs: number | undefined, address: string): boolean =>
  (timeOfDayMs === undefined || timeOfDayMs === epoch.timeOfDayMs) && !epoch.addresses.has(address)

/**
 * Reports an epoch when the sentence has come with which the epochs before were complete; until one is known, or
 * when it fails to come, when the next epoch begins. A sentence is needed when it tells something that the epoch did not have.
 */
export const epochAssembler = ({ notBeforeUtcMs, onReport }: EpochAssemblerOptions): EpochAssembler => {
  const time = epochClock(notBeforeUtcMs)
  let draft: Draft | undefined
  let ender: string | undefined
  let surprises = 0
  let fixMode: { mode: number; epochsLeft: number } | undefined

  const report = (epoch: Draft): void => {
    epoch.isReported = true
    if (epoch.fixMode !== undefined) fixMode = { mode: epoch.fixMode, epochsLeft: FIX_MODE_EPOCHS }
    const made = reportOf(epoch, fixMode?.mode, time.utcMs(epoch.timeOfDayMs))
    if (fixMode && --fixMode.epochsLeft === 0) fixMode = undefined
    if (made?.kind === 'no-fix') fixMode = undefined
    if (made) onReport(made)
  }
  const learn = (epoch: Draft): void => {
    if (epoch.lastNeeded === undefined) return
    surprises = epoch.lastNeeded === ender ? 0 : surprises + 1
    if (ender !== undefined && surprises < EPOCHS_TO_RELEARN) return
    ender = epoch.lastNeeded
    surprises = 0
  }
  const end = (epoch: Draft): void => {
    if (!epoch.isReported) report(epoch)
    learn(epoch)
  }
  const epochOf = (sentence: KnownSentence, address: string): Draft | undefined => {
    if (!('timeOfDayMs' in sentence)) return draft
    if (draft && belongs(draft, sentence.timeOfDayMs, address)) return draft
    if (draft) end(draft)
    draft = newDraft(sentence.timeOfDayMs)
    return draft
  }

  return {
    add: (sentence, address, atMs) => {
      const epoch = epochOf(sentence, address)
      if ('date' in sentence) time.learn(sentence.date, sentence.timeOfDayMs)
      if (!epoch) return
      const isNeeded = merge(epoch, sentence)
      if ('timeOfDayMs' in sentence) epoch.addresses.add(address)
      if (!epoch.isReported) epoch.atMs = atMs
      if (isNeeded) epoch.lastNeeded = address
      if (address === ender && isNeeded && !epoch.isReported) report(epoch)
    },
    reset: () => {
      draft = undefined
      fixMode = undefined
    },
  }
}
