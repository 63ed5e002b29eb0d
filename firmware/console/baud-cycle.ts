import type { MonotonicMs } from '../../hal/units.ts'

/** The paces at which technicians come, the usual one first. */
export const baudRates = [115_200, 9_600] as const

export type BaudRate = (typeof baudRates)[number]

/** The pace, and what came since somebody last pressed Enter. */
export interface BaudState {
  baudRate: BaudRate
  unreadableBytes: number
  /** When it was changed last. */
  changedAtMs?: MonotonicMs
}

/** Line noise has one or two; a terminal at another pace makes nothing else, a quicker one a byte a key. */
const UNREADABLE_AT_MOST = 4
/** One key at 9600 baud is up to five BREAKs at 115200: they are one. */
const SETTLES_MS = 500

/** What came over a line that nobody is logged in on. */
export interface BaudSeen {
  isBreak: boolean
  hasEnter: boolean
  unreadableBytes: number
}

const otherThan = (baudRate: BaudRate): BaudRate => baudRates.find((one) => one !== baudRate) ?? baudRate

/** Changes to the other pace on a BREAK, as gettys do, or when what comes cannot be read; stays where an Enter is. */
export const planBaud = (state: BaudState, seen: BaudSeen, nowMs: MonotonicMs): BaudState => {
  if (state.changedAtMs !== undefined && nowMs - state.changedAtMs < SETTLES_MS) return state
  const unreadableBytes = state.unreadableBytes + seen.unreadableBytes
  if (seen.isBreak || unreadableBytes >= UNREADABLE_AT_MOST)
    return { baudRate: otherThan(state.baudRate), unreadableBytes: 0, changedAtMs: nowMs }
  return { ...state, unreadableBytes: seen.hasEnter ? 0 : unreadableBytes }
}
