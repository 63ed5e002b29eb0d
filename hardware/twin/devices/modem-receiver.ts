import type { Random } from '../../../hal/random.ts'
import type { Reception } from '../terminal.ts'

/** A modem's demodulator: lock follows reception with the delays of a real one. */
export interface ModemReceiver {
  /** What the antenna gives now, or undefined while the modem does not look for a carrier. */
  step(reception: Reception | undefined, nowMs: number): void
  isLocked(): boolean
  reset(): void
}

// Chosen within what makers state: a cold search, and a search that still knows frequency and timing.
const COLD_MS = { min: 1_500, max: 4_000 }
const WARM_MS = { min: 300, max: 800 }
/** Frequency and timing are known for this long after lock was lost. */
const WARM_FOR_MS = 1_500
/** Errors are ridden out for this long before lock is given up. */
const HOLD_MS = 500

/** Acquires 1.5 to 4 s after a carrier comes, 0.3 to 0.8 s after a handover, and holds lock for 0.5 s without one. */
export const modemReceiver = (chance: Random): ModemReceiver => {
  let isLocked = false
  let noradId: number | undefined
  let lockAtMs: number | undefined
  let goodAtMs = Number.NEGATIVE_INFINITY

  const searchMs = (isWarm: boolean): number => {
    const { min, max } = isWarm ? WARM_MS : COLD_MS
    return min + (max - min) * chance.next()
  }
  const miss = (nowMs: number): void => {
    lockAtMs = undefined
    if (nowMs - goodAtMs >= HOLD_MS) isLocked = false
  }
  const hear = (reception: Reception, nowMs: number): void => {
    const isHandover = isLocked && reception.noradId !== noradId
    if (isHandover) isLocked = false
    noradId = reception.noradId
    if (!isLocked) lockAtMs ??= nowMs + searchMs(nowMs - goodAtMs < WARM_FOR_MS)
    if (lockAtMs !== undefined && nowMs >= lockAtMs) {
      isLocked = true
      lockAtMs = undefined
    }
    if (isLocked) goodAtMs = nowMs
  }
  return {
    step: (reception, nowMs) => (reception?.isReceiving ? hear(reception, nowMs) : miss(nowMs)),
    isLocked: () => isLocked,
    reset: () => {
      isLocked = false
      lockAtMs = undefined
      goodAtMs = Number.NEGATIVE_INFINITY
    },
  }
}
