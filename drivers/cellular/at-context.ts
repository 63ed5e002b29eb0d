import type { MonotonicMs } from '../../hal/units.ts'
import type { AtLine } from './at-lines.ts'
import type { AtTurns } from './at-turns.ts'

interface AtContextOptions {
  turns: AtTurns
  /** Of the SIM in use. */
  apn(): string | undefined
}

const LOOK_EVERY_MS = 30_000
/** 3GPP allows minutes; whatever takes longer is asked for again. */
const ACTIVATE_TIMEOUT_MS = 30_000
/** The context of the default bearer. */
const CONTEXT = 1

const activeIn = (lines: readonly AtLine[]): boolean | undefined => {
  const states = lines.flatMap((line) => (line.kind === 'info' && line.name === '+CGACT' ? [line.cells] : []))
  const own = states.find(([id]) => id?.text === String(CONTEXT))
  return own ? own[1]?.text === '1' : states.length > 0 ? false : undefined
}

/** The packet data context of one modem: its access point is set, and it is active where it may be. 3GPP TS 27.007 §10.1.1 and §10.1.10. */
export class AtContext {
  readonly #options: AtContextOptions
  #isDefined = false
  #isActive: boolean | undefined
  #dueMs = Number.NEGATIVE_INFINITY

  constructor(options: AtContextOptions) {
    this.#options = options
  }

  isActive(): boolean | undefined {
    return this.#isActive
  }

  /** The modem has just started. */
  forget(): void {
    this.#isDefined = false
    this.#isActive = undefined
    this.#dueMs = Number.NEGATIVE_INFINITY
  }

  /** Called with each poll. Without an access point in the configuration it only looks. */
  async lookAfter(nowMs: MonotonicMs, mayUseData: boolean): Promise<void> {
    const { turns } = this.#options
    const apn = this.#options.apn()
    if (nowMs < this.#dueMs || !mayUseData) return
    this.#dueMs = nowMs + LOOK_EVERY_MS
    if (apn !== undefined && !this.#isDefined)
      this.#isDefined = (await turns.ask({ command: `AT+CGDCONT=${CONTEXT},"IPV4V6","${apn}"` })).outcome === 'ok'
    this.#isActive = await this.#look()
    if (apn === undefined || this.#isActive !== false) return
    await turns.ask({ command: `AT+CGACT=1,${CONTEXT}`, timeoutMs: ACTIVATE_TIMEOUT_MS, isOnce: true })
    this.#isActive = await this.#look()
  }

  async #look(): Promise<boolean | undefined> {
    return activeIn((await this.#options.turns.ask({ command: 'AT+CGACT?' })).lines)
  }
}
