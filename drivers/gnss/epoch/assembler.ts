import type { MonotonicMs, UtcMs } from '../../../hal/units.ts'
import { midnightUtcMs } from '../calendar.ts'
import type { GnssFix, GnssNoFix } from '../gnss.ts'
import type { KnownSentence, Pashr, Rmc, Zda } from '../nmea/sentence.ts'
import type { UbxEpochMessage } from '../ubx/message.ts'
import type { UbxPvt } from '../ubx/pvt.ts'
import { type EpochClock, epochClock } from './clock.ts'
import { type Draft, newDraft } from './draft.ts'
import { enderMemory } from './ender.ts'
import type { Era } from './era.ts'
import { fixKindMemory } from './fix-kind-memory.ts'
import { fixReport } from './fix-report.ts'
import { gsaMemory } from './gsa-memory.ts'
import { mergeMessage } from './merge-message.ts'
import { mergeSentence } from './merge-sentence.ts'

/** Two times that differ by less are of one epoch: UBX counts milliseconds where NMEA has hundredths. */
const SAME_EPOCH_MS = 10

export interface EpochAssemblerOptions {
  era: Era
  onReport(report: GnssFix | GnssNoFix): void
  /** An epoch begins; `utcMs` is of the one that ended. */
  onEpoch?(utcMs: UtcMs | undefined): void
  /** A date was moved to its era, by this much. */
  onMovedDate?(byMs: number): void
}

/** Puts the sentences and messages of one time together. */
export interface EpochAssembler {
  /** `source` tells kinds of sentences apart, talker included. */
  addSentence(sentence: KnownSentence, source: number, atMs: MonotonicMs): void
  /** `source` tells kinds of messages apart, and from sentences. */
  addMessage(message: UbxEpochMessage, source: number, atMs: MonotonicMs): void
  /** UTC of the epoch that is open. */
  utcMs(): UtcMs | undefined
  /** Reports what is open: nothing more will come. */
  end(): void
  /** Forgets the epoch that is open, as after a gap: it is never reported late. */
  reset(): void
}

type TimedSentence = Exclude<Extract<KnownSentence, { timeOfDayMs: number | undefined }>, Pashr>

const isSameTime = (a: number | undefined, b: number): boolean => a !== undefined && Math.abs(a - b) < SAME_EPOCH_MS

/** A receiver that lost its clock leaves times empty: such a sentence belongs to the epoch unless that has one already. */
const belongs = (epoch: Draft, timeOfDayMs: number | undefined, source: number): boolean =>
  !epoch.sources.includes(source) && (timeOfDayMs === undefined || isSameTime(epoch.timeOfDayMs, timeOfDayMs))

/** Sentences with a time make an epoch; the others only add to one that is there. */
const isTimed = (sentence: KnownSentence): sentence is TimedSentence => {
  switch (sentence.kind) {
    case 'rmc':
    case 'gga':
    case 'gns':
    case 'gll':
    case 'pubx00':
    case 'zda':
    case 'gst':
      return true
    default:
      return false
  }
}

/** The same of messages. */
const isCore = ({ kind }: UbxEpochMessage): boolean =>
  kind === 'pvt' ||
  kind === 'position' ||
  kind === 'solution' ||
  kind === 'status' ||
  kind === 'velocity' ||
  kind === 'ecef-position' ||
  kind === 'utc' ||
  kind === 'gps-time'

/** An epoch that is open, and what is learnt from those before. */
class Epochs implements EpochAssembler {
  readonly #options: EpochAssemblerOptions
  readonly #time: EpochClock
  readonly #ender = enderMemory()
  readonly #gsa = gsaMemory()
  readonly #fixKind = fixKindMemory()
  #hadAltitude = false
  #draft: Draft | undefined

  constructor(options: EpochAssemblerOptions) {
    this.#options = options
    this.#time = epochClock(options.era, options.onMovedDate)
  }

  addSentence(sentence: KnownSentence, source: number, atMs: MonotonicMs): void {
    const epoch = isTimed(sentence) ? this.#epochOf(sentence.timeOfDayMs, source) : this.#draft
    if (sentence.kind === 'rmc' || sentence.kind === 'zda') this.#learnDate(sentence)
    if (epoch) this.#added(epoch, mergeSentence(epoch, sentence), source, atMs)
    else if (sentence.kind === 'gsa') this.#gsa.note(sentence.fixMode)
  }

  addMessage(message: UbxEpochMessage, source: number, atMs: MonotonicMs): void {
    this.#learnTime(message)
    const timeOfDayMs = this.#time.timeOfDayMs(message.iTowMs)
    const isOpen = this.#draft !== undefined && isSameTime(this.#draft.timeOfDayMs, timeOfDayMs)
    if (message.kind === 'pvt' && message.isHighRate) {
      // the slower output has, or will have, a report of its own
      if (!isOpen) this.#reportAlone(message, timeOfDayMs, atMs)
      return
    }
    const epoch = isCore(message) ? this.#epochOf(timeOfDayMs, source) : isOpen ? this.#draft : undefined
    if (!epoch) return
    if ('fix' in message) this.#fixKind.note(message.fix, timeOfDayMs)
    this.#added(epoch, mergeMessage(epoch, message), source, atMs)
    if (message.kind === 'end-of-epoch' && !epoch.isReported) this.#report(epoch)
  }

  utcMs(): UtcMs | undefined {
    return this.#draft && this.#time.utcMs(this.#draft.timeOfDayMs)
  }

  end(): void {
    if (!this.#draft) return
    if (!this.#draft.isReported) this.#report(this.#draft)
    this.#gsa.note(this.#draft.gsaMode)
    this.#ender.learn(this.#draft.lastNeeded)
    this.#options.onEpoch?.(this.utcMs())
    this.#draft = undefined
  }

  reset(): void {
    this.#draft = undefined
    this.#gsa.forget()
    this.#fixKind.forget()
    this.#hadAltitude = false
  }

  #epochOf(timeOfDayMs: number | undefined, source: number): Draft {
    if (this.#draft && !belongs(this.#draft, timeOfDayMs, source)) this.end()
    this.#draft ??= newDraft(timeOfDayMs, this.#hadAltitude)
    this.#draft.sources.push(source)
    return this.#draft
  }

  #added(epoch: Draft, told: number, source: number, atMs: MonotonicMs): void {
    const isNeeded = (told & ~epoch.told) !== 0
    epoch.told |= told
    if (!epoch.isReported) epoch.atMs = atMs
    if (isNeeded) epoch.lastNeeded = source
    if (isNeeded && !epoch.isReported && this.#ender.isEnder(source)) this.#report(epoch)
  }

  #report(epoch: Draft): void {
    epoch.isReported = true
    this.#gsa.note(epoch.gsaMode)
    this.#fixKind.lend(epoch)
    const made = fixReport(epoch, this.#gsa.next(), this.#time.utcMs(epoch.timeOfDayMs))
    if (made?.kind === 'no-fix') this.#gsa.forget()
    this.#hadAltitude = made?.kind === 'fix' && epoch.height.heightMslM !== undefined
    if (made) this.#options.onReport(made)
  }

  #reportAlone(message: UbxPvt, timeOfDayMs: number, atMs: MonotonicMs): void {
    const epoch = newDraft(timeOfDayMs)
    mergeMessage(epoch, message)
    epoch.atMs = atMs
    const made = fixReport(epoch, undefined, this.#time.utcMs(timeOfDayMs))
    if (made) this.#options.onReport(made)
  }

  /** Some receivers invent dates while they have no fix (MTK3301, RGM-3800), so such a date is not taken. */
  #learnDate(sentence: Rmc | Zda): void {
    const isTrusted = sentence.kind === 'zda' || sentence.isValid
    if (!isTrusted || sentence.date === undefined || sentence.timeOfDayMs === undefined) return
    this.#time.learn(midnightUtcMs(sentence.date) + sentence.timeOfDayMs)
  }

  #learnTime(message: UbxEpochMessage): void {
    if ('utcMs' in message && message.utcMs !== undefined) this.#time.learnWithTow(message.utcMs, message.iTowMs)
    if ('leapSeconds' in message && message.leapSeconds !== undefined) this.#time.learnLeapSeconds(message.leapSeconds)
    if (!('gpsTime' in message) || !message.gpsTime) return
    const { week, fractionMs } = message.gpsTime
    this.#time.learn(this.#time.fromGps(week, message.iTowMs + fractionMs))
  }
}

/**
 * Reports an epoch when the message has come with which the epochs before were complete, or one that says so itself; until
 * such a message is known, or when it fails to come, when the next epoch begins.
 */
export const epochAssembler = (options: EpochAssemblerOptions): EpochAssembler => new Epochs(options)
