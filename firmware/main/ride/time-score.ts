import type { UtcMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'

/** Two truths are a second apart. */
const HOLDS_MS = 5_000
/** Bins of the error, for a percentile of a ride of any length: 1 ms to 16 minutes, 20 a decade. */
const BINS = 120
const PER_DECADE = 20

/** Holds the firmware's UTC against the twin's: since when there was one, since when it was trusted, how far it was off. */
export class TimeScore {
  readonly #startMs: number
  readonly #bins = new Uint32Array(BINS + 1)
  #count = 0
  #worstMs = 0
  #firstS: number | null = null
  #trustedS: number | null = null
  #source: TopicMessage<'time'>['source'] = 'none'
  #offset: { atMs: number; offsetMs: number } | undefined

  constructor(startMs: number) {
    this.#startMs = startMs
  }

  onTruth({ atMs, utcMs }: { atMs: number; utcMs: UtcMs }): void {
    this.#offset = { atMs, offsetMs: utcMs - atMs }
  }

  onTime({ atMs, utcMs, trust, source }: TopicMessage<'time'>): void {
    if (trust === 'none' || utcMs === undefined) return
    const afterS = Math.round((atMs - this.#startMs) / 100) / 10
    this.#firstS ??= afterS
    if (trust === 'trusted') this.#trustedS ??= afterS
    this.#source = source
    if (!this.#offset || atMs - this.#offset.atMs > HOLDS_MS) return
    this.#addError(Math.abs(utcMs - atMs - this.#offset.offsetMs))
  }

  /** Seconds since the ride began, `null` for what never was; errors in milliseconds, candidates among them. */
  summary() {
    return {
      firstS: this.#firstS,
      trustedS: this.#trustedS,
      source: this.#source,
      errorP95Ms: this.#p95Ms(),
      worstMs: Math.round(this.#worstMs),
    }
  }

  #addError(errorMs: number): void {
    this.#count++
    this.#worstMs = Math.max(this.#worstMs, errorMs)
    const bin = Math.min(BINS, Math.ceil(PER_DECADE * Math.log10(Math.max(1, errorMs))))
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1
  }

  #p95Ms(): number {
    let left = Math.ceil(0.95 * this.#count)
    const bin = this.#bins.findIndex((count) => {
      left -= count
      return left <= 0
    })
    return this.#count === 0 ? 0 : Math.round(Math.min(this.#worstMs, 10 ** (bin / PER_DECADE)))
  }
}
