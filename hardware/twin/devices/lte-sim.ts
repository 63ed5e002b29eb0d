import type { MessageAnswer } from './lte-messages.ts'

/** What a card is made with. */
export interface SimPlan {
  iccid: string
  imsi: string
  /** Without one it is open. */
  pin?: string
  /** Of its PIN when it was made; three unless given. */
  pinTries?: number
}

const PIN_TRIES = 3
const PUK_TRIES = 10

const SIM_PIN_REQUIRED = '+CME ERROR: 11'
const SIM_PUK_REQUIRED = '+CME ERROR: 12'
const INCORRECT_PASSWORD = '+CME ERROR: 16'

/** A SIM card: its lock lasts as long as its power, its tries longer. */
export interface LteSim {
  readonly pinTries: number
  readonly pukTries: number
  isReady(): boolean
  /** Power off and on. */
  restart(): void
  /** Undefined for a command that is not about the card. */
  answer(command: string): MessageAnswer | undefined
}

/** Makes a card. */
export const lteSim = (card: () => SimPlan): LteSim => {
  let isUnlocked = false
  let { pinTries = PIN_TRIES } = card()
  const isReady = (): boolean => card().pin === undefined || isUnlocked
  const locked = (): string => (pinTries > 0 ? 'SIM PIN' : 'SIM PUK')
  const enter = (typed: string): MessageAnswer => {
    if (pinTries === 0) return { lines: [], error: SIM_PUK_REQUIRED }
    isUnlocked = typed === card().pin
    pinTries = isUnlocked ? PIN_TRIES : pinTries - 1
    return isUnlocked ? { lines: [] } : { lines: [], error: INCORRECT_PASSWORD }
  }
  return {
    get pinTries() {
      return pinTries
    },
    pukTries: PUK_TRIES,
    isReady,
    restart: () => {
      isUnlocked = false
    },
    answer: (command) => {
      if (command === 'AT+CPIN?') return { lines: [`+CPIN: ${isReady() ? 'READY' : locked()}`] }
      const typed = /^AT\+CPIN="(\d{4,8})"$/.exec(command)?.[1]
      if (typed !== undefined) return enter(typed)
      if (command !== 'AT+CIMI') return undefined
      return isReady() ? { lines: [card().imsi] } : { lines: [], error: SIM_PIN_REQUIRED }
    },
  }
}
