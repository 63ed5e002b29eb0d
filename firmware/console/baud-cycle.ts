/** The paces at which technicians come, the usual one first. */
export const baudRates = [115_200, 9_600] as const

export type BaudRate = (typeof baudRates)[number]

/** What came since somebody last pressed Enter. */
export interface BaudState {
  baudRate: BaudRate
  unreadableBytes: number
}

/** Line noise has one or two; a terminal at another pace makes nothing else. */
const UNREADABLE_AT_MOST = 8

/** What came over a line that nobody is logged in on. */
export interface BaudSeen {
  isBreak: boolean
  hasEnter: boolean
  unreadableBytes: number
}

const otherThan = (baudRate: BaudRate): BaudRate => baudRates.find((one) => one !== baudRate) ?? baudRate

/** Changes to the other pace on a BREAK, as gettys do, or when what comes cannot be read; stays where an Enter is. */
export const planBaud = (state: BaudState, seen: BaudSeen): BaudState => {
  if (seen.isBreak) return { baudRate: otherThan(state.baudRate), unreadableBytes: 0 }
  const unreadableBytes = state.unreadableBytes + seen.unreadableBytes
  if (unreadableBytes >= UNREADABLE_AT_MOST) return { baudRate: otherThan(state.baudRate), unreadableBytes: 0 }
  return { ...state, unreadableBytes: seen.hasEnter ? 0 : unreadableBytes }
}
