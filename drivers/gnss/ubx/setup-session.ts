import type { Cancel, Clock } from '../../../hal/clock.ts'
import type { SerialLink } from '../../../hal/serial-link.ts'
import type { Storage } from '../../../hal/storage.ts'
import { TerminalError } from '../../../hal/terminal-error.ts'
import type { MonotonicMs } from '../../../hal/units.ts'
import type { GnssSetup } from '../gnss.ts'
import type { ReceiverCompanion } from '../receiver.ts'
import type { UbxMessage } from './message.ts'
import { planSetup } from './setup-plan.ts'
import {
  type SetupAction,
  type SetupObservation,
  type SetupStanding,
  type SetupState,
  setupAtStart,
} from './setup-state.ts'
import type { SetupWish } from './setup-steps.ts'

export interface SetupSessionOptions extends SetupWish {
  link: SerialLink
  clock: Clock
  /** Keeps the last good rate over restarts. */
  storage?: Storage | undefined
  /** The line's rate when it is opened first. */
  openedAtBaudRate: number
  /** The rate that is wanted. */
  baudRate: number
  tell(setup: GnssSetup): void
}

const recordOf = (link: SerialLink): string => `gnss-baud-rate-${link.name}`

/** `undefined` when there is no such record or it is no rate. */
const readRate = async (storage: Storage | undefined, record: string): Promise<number | undefined> => {
  try {
    const bytes = await storage?.read(record)
    const baudRate = Number(bytes ? Buffer.from(bytes).toString('latin1') : Number.NaN)
    return Number.isInteger(baudRate) && baudRate >= 300 && baudRate <= 4_000_000 ? baudRate : undefined
  } catch {
    // a rate that cannot be read is searched for
    return undefined
  }
}

const isFixMessage = (message: UbxMessage): boolean => message.kind === 'pvt' && !message.isHighRate

const isAnswer = (message: UbxMessage): message is NonNullable<SetupObservation['answer']> =>
  message.kind === 'version' || message.kind === 'acknowledge' || message.kind === 'port'

const outcomes: Readonly<Record<SetupStanding['kind'], GnssSetup['outcome']>> = {
  closed: 'searching',
  listening: 'searching',
  asking: 'under-way',
  raising: 'under-way',
  setting: 'under-way',
  settled: 'done',
  resting: 'left-alone',
}

class Session implements ReceiverCompanion {
  readonly #options: SetupSessionOptions
  #state: SetupState
  #canChangeRate = false
  #seen = { bytes: 0, frames: 0, fixMessages: 0 }
  #cancelWait: Cancel = () => undefined
  #isOpen = false
  #isReady = false
  #isEnded = false

  constructor(options: SetupSessionOptions) {
    this.#options = options
    this.#state = setupAtStart(options.openedAtBaudRate)
    void this.#begin()
  }

  onBytes(bytes: number): void {
    this.#seen.bytes += bytes
  }

  onFrame(message?: UbxMessage): void {
    this.#seen.frames++
    if (message && isFixMessage(message)) this.#seen.fixMessages++
    const { kind } = this.#state.standing
    if (message && isAnswer(message)) this.#observe({ answer: message })
    else if (kind === 'listening' || kind === 'raising') this.#observe()
  }

  onState(state: 'open' | 'closed'): void {
    this.#isOpen = state === 'open'
    if (this.#isReady) this.#lineChanged()
  }

  end(): void {
    this.#isEnded = true
    this.#cancelWait()
  }

  /** The rate of the time before comes first in the search. */
  async #begin(): Promise<void> {
    const { storage, link } = this.#options
    const goodBaudRate = await readRate(storage, recordOf(link))
    if (goodBaudRate !== undefined) this.#state = { ...this.#state, goodBaudRate }
    this.#isReady = true
    if (this.#isOpen) this.#lineChanged()
  }

  #lineChanged(): void {
    this.#cancelWait()
    this.#seen = { bytes: 0, frames: 0, fixMessages: 0 }
    if (this.#isOpen) this.#tryRate()
    this.#observe({ line: this.#isOpen ? 'opened' : 'closed' })
  }

  /** Whether the line has a rate that can change shows when it is asked to take the one that it has. */
  #tryRate(): void {
    const { link } = this.#options
    this.#canChangeRate = link.setBaudRate !== undefined
    this.#setRate(this.#state.baudRate)
  }

  #observe(more: Pick<SetupObservation, 'line' | 'answer'> = {}): void {
    if (this.#isEnded || !this.#isReady) return
    const { clock, epochMs, keepNmea, baudRate, tell } = this.#options
    const nowMs = clock.nowMs()
    const seen: SetupObservation = { ...this.#seen, ...more }
    this.#seen = { bytes: 0, frames: 0, fixMessages: 0 }
    const options = { epochMs, keepNmea, baudRate, canChangeRate: this.#canChangeRate }
    const { state, actions, reasons } = planSetup(this.#state, { seen, nowMs, options })
    this.#state = state
    const { refused, standing } = state
    for (const text of reasons) tell({ kind: 'setup', atMs: nowMs, text, outcome: outcomes[standing.kind], refused })
    for (const action of actions) this.#execute[action.do](action as never, nowMs)
  }

  readonly #execute: {
    [K in SetupAction['do']]: (action: Extract<SetupAction, { do: K }>, nowMs: MonotonicMs) => void
  } = {
    // a line that takes no bytes closes, and is opened again: that is an observation of its own
    send: ({ bytes }) => void this.#options.link.write(bytes).catch(() => undefined),
    'set-rate': ({ baudRate }) => this.#setRate(baudRate),
    'remember-rate': ({ baudRate }) => {
      const { storage, link } = this.#options
      void storage?.write(recordOf(link), Buffer.from(String(baudRate), 'latin1')).catch(() => undefined)
    },
    wait: ({ untilMs }, nowMs) => {
      this.#cancelWait()
      this.#cancelWait = this.#options.clock.after(Math.max(0, untilMs - nowMs), () => this.#observe())
    },
  }

  #setRate(baudRate: number): void {
    const { link } = this.#options
    link.setBaudRate?.(baudRate).catch((error: unknown) => {
      if (error instanceof TerminalError && error.retry === 'never') this.#canChangeRate = false
    })
  }
}

/** Begins at once, and goes on for as long as the line lives: a receiver that lost its power is set up again. */
export const setupSession = (options: SetupSessionOptions): ReceiverCompanion => new Session(options)
