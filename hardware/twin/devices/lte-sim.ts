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

/** What lies in a slot. */
export type SlotContent = SimPlan | 'nothing'

const PIN_TRIES = 3
const PUK_TRIES = 10

const SIM_NOT_INSERTED = '+CME ERROR: 10'
const SIM_PIN_REQUIRED = '+CME ERROR: 11'
const SIM_PUK_REQUIRED = '+CME ERROR: 12'
const INCORRECT_PASSWORD = '+CME ERROR: 16'

/** A slot and the card in it: its lock lasts as long as its power, its tries longer. */
export interface LteSim {
  readonly pinTries: number
  readonly pukTries: number
  isReady(): boolean
  /** As `+CPIN` has it, unasked too where a switch in the slot tells that a card was put in or drawn. */
  word(): string
  /** Power off and on. */
  restart(): void
  /** Undefined for a command that is not about the card. */
  answer(command: string): MessageAnswer | undefined
}

/** Makes a slot; what lies in it may be another at any time. */
export const lteSim = (content: () => SlotContent): LteSim => {
  let unlockedIccid: string | undefined
  /** By card: it remembers them, wherever it lies. */
  const triesLeft = new Map<string, number>()
  const card = (): SimPlan | undefined => {
    const found = content()
    return found === 'nothing' ? undefined : found
  }
  const pinTries = (): number => {
    const now = card()
    return (now && triesLeft.get(now.iccid)) ?? now?.pinTries ?? PIN_TRIES
  }
  const isReady = (): boolean => {
    const now = card()
    return now !== undefined && (now.pin === undefined || unlockedIccid === now.iccid)
  }
  const word = (): string => {
    if (!card()) return 'NOT INSERTED'
    if (isReady()) return 'READY'
    return pinTries() > 0 ? 'SIM PIN' : 'SIM PUK'
  }
  const enter = (now: SimPlan, typed: string): MessageAnswer => {
    if (pinTries() === 0) return { lines: [], error: SIM_PUK_REQUIRED }
    const isRight = typed === now.pin
    unlockedIccid = isRight ? now.iccid : undefined
    triesLeft.set(now.iccid, isRight ? PIN_TRIES : pinTries() - 1)
    return isRight ? { lines: [] } : { lines: [], error: INCORRECT_PASSWORD }
  }
  return {
    get pinTries() {
      return pinTries()
    },
    pukTries: PUK_TRIES,
    isReady,
    word,
    restart: () => {
      unlockedIccid = undefined
    },
    answer: (command) => {
      const typed = /^AT\+CPIN="(\d{4,8})"$/.exec(command)?.[1]
      if (command !== 'AT+CPIN?' && command !== 'AT+CIMI' && typed === undefined) return undefined
      const now = card()
      if (!now) return { lines: [], error: SIM_NOT_INSERTED }
      if (typed !== undefined) return enter(now, typed)
      if (command === 'AT+CPIN?') return { lines: [`+CPIN: ${word()}`] }
      return isReady() ? { lines: [now.imsi] } : { lines: [], error: SIM_PIN_REQUIRED }
    },
  }
}
