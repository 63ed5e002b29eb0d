import type { MonotonicMs } from '../../../hal/units.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { distanceM } from '../../domain/geodesy.ts'

type Fix = TopicMessage<'fix'>

/** Where the train really was at one time. */
export interface TruePoint {
  atMs: MonotonicMs
  latDeg: number
  lonDeg: number
}

/** A fix further than this from the truth is false; chosen: far beyond a receiver's error of some metres. */
const FALSE_BEYOND_M = 100
/** Two truths are a second apart; a fix waits for the one after it. */
const WAITING_AT_MOST = 64
/** Without a fix for longer than this it is an outage: two epochs of the slowest rate that a ride uses. */
const OUTAGE_AFTER_MS = 2_500

const between = (before: TruePoint, after: TruePoint, atMs: number) => {
  const share = after.atMs === before.atMs ? 0 : (atMs - before.atMs) / (after.atMs - before.atMs)
  return {
    latDeg: before.latDeg + share * (after.latDeg - before.latDeg),
    lonDeg: before.lonDeg + share * (after.lonDeg - before.lonDeg),
    heightM: 0,
  }
}

/** Holds the firmware's fixes against the truth: how many, how many false, how long there was none. */
export class FixScore {
  #fixes = 0
  #falseFixes = 0
  #outageMs = 0
  #lastFixMs: number
  #truth: TruePoint | undefined
  readonly #waiting: Extract<Fix, { kind: 'fix' }>[] = []

  constructor(startMs: MonotonicMs) {
    this.#lastFixMs = startMs
  }

  onFix(fix: Fix): void {
    if (fix.kind !== 'fix') return
    this.#fixes++
    this.#endGap(fix.atMs)
    this.#waiting.push(fix)
    if (this.#waiting.length > WAITING_AT_MOST) this.#waiting.shift()
  }

  onTruth(truth: TruePoint): void {
    const before = this.#truth
    this.#truth = truth
    if (!before) return
    while (this.#waiting[0] && this.#waiting[0].atMs <= truth.atMs) {
      const fix = this.#waiting.shift()
      if (fix && distanceM({ ...fix, heightM: 0 }, between(before, truth, fix.atMs)) > FALSE_BEYOND_M)
        this.#falseFixes++
    }
  }

  summary(endMs: MonotonicMs): { fixes: number; falseFixes: number; outageS: number } {
    this.#endGap(endMs)
    return { fixes: this.#fixes, falseFixes: this.#falseFixes, outageS: Math.round(this.#outageMs / 100) / 10 }
  }

  #endGap(atMs: number): void {
    const gapMs = atMs - this.#lastFixMs
    if (gapMs > OUTAGE_AFTER_MS) this.#outageMs += gapMs
    this.#lastFixMs = Math.max(this.#lastFixMs, atMs)
  }
}
