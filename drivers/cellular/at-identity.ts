import type { MonotonicMs } from '../../hal/units.ts'
import type { AtLine } from './at-lines.ts'
import type { AtSlots } from './at-slots.ts'
import type { AtTurns } from './at-turns.ts'
import type { CellularIdentity, MakerCommands, SimSlot } from './cellular.ts'
import { planPin, type SimState, type SimTries } from './sim-pin.ts'
import { iccidIn, imeiIn, imsiIn, simStateIn } from './sim-values.ts'

interface AtIdentityOptions {
  turns: AtTurns
  maker: MakerCommands
  slots: AtSlots
  /** Of the SIM in each slot; said to nobody but the modem. */
  pins: Readonly<Partial<Record<SimSlot, string>>>
}

/** What is known of the SIM and the modem. */
export interface KnownIdentity {
  sim?: SimState
  tries?: SimTries
  /** Why a SIM that asks for its PIN is not given it. */
  pinWithheld?: string
  identity?: CellularIdentity
}

/** A SIM may be changed without a word. */
const ASK_AGAIN_AFTER_MS = 300_000

/** After an answer that says nothing of the SIM. */
const SILENT_FOR_MS = 30_000

/** Who the modem and its SIM are. Asked after each start of the modem, and every five minutes. */
export class AtIdentity {
  readonly #options: AtIdentityOptions
  #known: KnownIdentity = {}
  #dueMs = Number.NEGATIVE_INFINITY
  /** Slots whose PIN was refused, or of whose nobody knows what became of it. */
  readonly #spent = new Set<SimSlot>()

  constructor(options: AtIdentityOptions) {
    this.#options = options
  }

  known(): KnownIdentity {
    return this.#known
  }

  /** The modem has just started. */
  forget(): void {
    this.#known = {}
    this.#dueMs = Number.NEGATIVE_INFINITY
  }

  /** Called with each poll. */
  async lookAfter(nowMs: MonotonicMs): Promise<void> {
    if (nowMs < this.#dueMs) return
    const sim = await this.#unlocked()
    if (sim === undefined) {
      this.#dueMs = nowMs + SILENT_FOR_MS
      return
    }
    const { pinWithheld, tries } = this.#known
    this.#known = { sim, ...(tries && { tries }), ...(pinWithheld !== undefined && sim === 'pin' && { pinWithheld }) }
    if (sim !== 'ready') return
    const identity = await this.#ask()
    this.#known = { ...this.#known, identity }
    if (identity.iccid !== undefined && identity.imei !== undefined) this.#dueMs = nowMs + ASK_AGAIN_AFTER_MS
  }

  /** Whether the line was about the SIM: it was drawn, put in or unlocked. */
  takeUnasked(line: AtLine): boolean {
    if (line.kind !== 'info' || line.name !== '+CPIN') return false
    const sim = simStateIn({ outcome: 'ok', lines: [line] })
    this.#known = sim ? { sim } : {}
    this.#dueMs = Number.NEGATIVE_INFINITY
    return true
  }

  /** How the SIM stands, after its PIN was entered where that may be done. */
  async #unlocked(): Promise<SimState | undefined> {
    const slot = await this.#options.slots.ask()
    const sim = await this.#state()
    if (sim !== 'pin' && sim !== 'puk') return sim
    const tries = await this.#tries(sim)
    if (slot === undefined) {
      // The PIN of another SIM would cost this one a try.
      this.#known = { sim, tries, pinWithheld: 'the modem does not tell which SIM slot it uses: no PIN is tried' }
      return sim
    }
    const pin = this.#options.pins[slot]
    const plan = planPin({ sim, tries, hasPin: pin !== undefined, isSpent: this.#spent.has(slot) })
    this.#known = { sim, tries, ...(plan.do === 'leave' && { pinWithheld: plan.why }) }
    if (plan.do === 'leave') return sim
    const answer = await this.#options.turns.ask({ command: `AT+CPIN="${pin}"`, isOnce: true })
    if (answer.outcome !== 'ok') this.#spent.add(slot)
    return this.#state()
  }

  async #state(): Promise<SimState | undefined> {
    return simStateIn(await this.#options.turns.ask({ command: 'AT+CPIN?' }))
  }

  async #tries(sim: SimState): Promise<SimTries> {
    const { pinTries } = this.#options.maker
    if (!pinTries) return {}
    return pinTries.read((await this.#options.turns.ask({ command: pinTries.command })).lines, sim)
  }

  async #ask(): Promise<CellularIdentity> {
    const lines = async (command: string) => (await this.#options.turns.ask({ command })).lines
    const imei = imeiIn(await lines('AT+CGSN'))
    const imsi = imsiIn(await lines('AT+CIMI'))
    const iccid = iccidIn(await lines(this.#options.maker.iccid))
    return {
      ...(imei !== undefined && { imei }),
      ...(imsi !== undefined && { imsi }),
      ...(iccid !== undefined && { iccid }),
    }
  }
}
