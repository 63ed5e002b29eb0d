import type { Cancel, Clock } from './clock.ts'
import { type MonotonicMs, monotonicMs } from './units.ts'

interface Timer {
  dueMs: number
  order: number
  run: (() => void) | undefined
  periodMs: number
}

const isBefore = (a: Timer, b: Timer): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order)

/** Lets what has been promised happen, however long its chain: the tick comes when no microtask is left. */
const settle = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/** Lets the machine have its turn too: what came from outside is heard. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * A clock that stands still between events. `runFor` goes from timer to timer, in order of due time and then of
 * setting, and lets promises settle before time moves on: the same calls give the same order on every machine.
 */
export class SimClock implements Clock {
  #nowMs: number
  #order = 0
  readonly #heap: Timer[] = []

  constructor(startMs = 0) {
    this.#nowMs = startMs
  }

  nowMs(): MonotonicMs {
    return monotonicMs(this.#nowMs)
  }

  after(delayMs: number, run: () => void): Cancel {
    return this.#add(delayMs, run, 0)
  }

  every(periodMs: number, run: () => void): Cancel {
    if (!(periodMs > 0)) throw new RangeError(`a period is above 0 ms, not ${periodMs}`)
    return this.#add(periodMs, run, periodMs)
  }

  /**
   * Runs every timer due within `durationMs`, then stands at the end of it; `shouldStop` ends it early, between two instants.
   * The event loop turns once, at the begin: what comes from outside is heard between two calls.
   */
  async runFor(durationMs: number, shouldStop: () => boolean = () => false): Promise<void> {
    const endMs = this.#nowMs + durationMs
    await breathe()
    for (let first = this.#next(); first && first.dueMs <= endMs && !shouldStop(); first = this.#next()) {
      this.#nowMs = Math.max(this.#nowMs, first.dueMs)
      this.#fireDue()
      await settle()
    }
    if (!shouldStop()) this.#nowMs = endMs
  }

  /** The first timer that was not ended; those that were cost no instant. */
  #next(): Timer | undefined {
    while (this.#heap[0] && !this.#heap[0].run) this.#removeFirst()
    return this.#heap[0]
  }

  #fireDue(): void {
    for (let first = this.#heap[0]; first && first.dueMs <= this.#nowMs; first = this.#heap[0]) {
      this.#removeFirst()
      const { run } = first
      if (!run) continue
      if (first.periodMs > 0) this.#rearm(first)
      run()
    }
  }

  #rearm(timer: Timer): void {
    timer.dueMs += timer.periodMs
    timer.order = this.#order++
    this.#push(timer)
  }

  #add(delayMs: number, run: () => void, periodMs: number): Cancel {
    const timer: Timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run, periodMs }
    this.#push(timer)
    return () => {
      timer.run = undefined
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap
    let at = heap.length
    while (at > 0) {
      const parentAt = (at - 1) >> 1
      const parent = heap[parentAt] as Timer
      if (!isBefore(timer, parent)) break
      heap[at] = parent
      at = parentAt
    }
    heap[at] = timer
  }

  #removeFirst(): void {
    const heap = this.#heap
    const last = heap.pop() as Timer
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let childAt = 2 * at + 1
      if (childAt >= heap.length) break
      if (childAt + 1 < heap.length && isBefore(heap[childAt + 1] as Timer, heap[childAt] as Timer)) childAt++
      const child = heap[childAt] as Timer
      if (!isBefore(child, last)) break
      heap[at] = child
      at = childAt
    }
    heap[at] = last
  }
}
