import type { Random } from '../../../hal/random.ts'
import type { Reception } from '../terminal.ts'

/** A modem's demodulator: lock follows reception with the delays of a real one. */
export interface ModemReceiver {
  /** What the antenna gives now, or undefined while the modem does not look for a carrier; and what a second beam gives beside it. */
  step(reception: Reception | undefined, nowMs: number, other?: Reception): void
  isLocked(): boolean
  /** When its search ends, if it goes on receiving; undefined while it does not search. */
  lockAtMs(): number | undefined
  reset(): void
}

// Chosen within what makers state: a cold search, and a search that still knows frequency and timing.
const COLD_MS = { min: 1_500, max: 4_000 }
const WARM_MS = { min: 300, max: 800 }
/** Frequency and timing are known for this long after lock was lost. */
const WARM_FOR_MS = 1_500
/** Errors are ridden out for this long before lock is given up. */
const HOLD_MS = 500

/**
 * Acquires 1.5 to 4 s after a carrier comes, 0.3 to 0.8 s after a handover, and holds lock for 0.5 s without one. A second
 * demodulator acquires what the other beam receives, by the network's timing that the first one holds: when that beam
 * serves, lock goes on.
 */
export const modemReceiver = (chance: Random): ModemReceiver => {
  let isLocked = false
  let noradId: number | undefined
  let lockAtMs: number | undefined
  let goodAtMs = Number.NEGATIVE_INFINITY
  let acquired: { noradId: number | undefined; atMs: number } | undefined
  const chanceOfSecond = chance.fork('second demodulator')

  const searchMs = (isWarm: boolean, of = chance): number => {
    const { min, max } = isWarm ? WARM_MS : COLD_MS
    return min + (max - min) * of.next()
  }
  const listen = (other: Reception | undefined, nowMs: number): void => {
    if (!other?.isReceiving || !isLocked) acquired = undefined
    else if (other.noradId !== acquired?.noradId || !acquired)
      acquired = { noradId: other.noradId, atMs: nowMs + searchMs(true, chanceOfSecond) }
  }
  const isAcquired = (heard: number | undefined, nowMs: number): boolean =>
    acquired !== undefined && acquired.noradId === heard && nowMs >= acquired.atMs
  const miss = (nowMs: number): void => {
    lockAtMs = undefined
    if (nowMs - goodAtMs >= HOLD_MS) isLocked = false
  }
  const hear = (reception: Reception, nowMs: number): void => {
    const isHandover = isLocked && reception.noradId !== noradId
    if (isHandover && !isAcquired(reception.noradId, nowMs)) isLocked = false
    noradId = reception.noradId
    if (!isLocked) lockAtMs ??= nowMs + searchMs(nowMs - goodAtMs < WARM_FOR_MS)
    if (lockAtMs !== undefined && nowMs >= lockAtMs) {
      isLocked = true
      lockAtMs = undefined
    }
    if (isLocked) goodAtMs = nowMs
  }
  return {
    step: (reception, nowMs, other) => {
      if (reception?.isReceiving) hear(reception, nowMs)
      else miss(nowMs)
      listen(other, nowMs)
    },
    isLocked: () => isLocked,
    lockAtMs: () => lockAtMs,
    reset: () => {
      isLocked = false
      lockAtMs = undefined
      acquired = undefined
      goodAtMs = Number.NEGATIVE_INFINITY
    },
  }
}
