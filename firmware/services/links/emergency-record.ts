import type { Clock } from '../../../hal/clock.ts'
import type { Storage } from '../../../hal/storage.ts'
import { type EmergencyState, emergencyAtStart, keepEmergencies, readEmergencies } from '../../plan/emergency-state.ts'
import type { Tell } from '../tell.ts'

const RECORD = 'emergencies'
/** Where bytes are kept that could not be understood, for whoever looks into it. */
const DAMAGED_RECORD = 'emergencies-damaged'

/** What must be kept, ages aside. */
const contentOf = (state: EmergencyState): string => {
  const emergencies = state.emergencies.map((one) => ({ ...one, raisedAtMs: 0 }))
  return keepEmergencies({ ...state, emergencies }, 0)
}

interface EmergencyRecordOptions {
  storage: Storage
  clock: Clock
  tell: Tell
  /** As it is now. */
  state(): EmergencyState
}

/** Emergencies on the medium: read once, then written with every change, one write at a time and none before the reading has ended. */
export class EmergencyRecord {
  readonly #options: EmergencyRecordOptions
  /** Ages aside. */
  #kept = contentOf(emergencyAtStart)
  #isComplaining = false
  #isWaiting = false
  #damage: string | undefined
  /** Never rejects; of a medium that hangs it never resolves. */
  readonly reading: Promise<EmergencyState | undefined>
  #writing: Promise<void>

  constructor(options: EmergencyRecordOptions) {
    this.#options = options
    this.reading = this.#read()
    this.#writing = this.reading.then(() => undefined)
  }

  /** Resolves when all that was asked to be kept until now is kept or known not to be; of a medium that hangs, never. */
  get writing(): Promise<void> {
    return this.#writing
  }

  /** What is wrong with that which was kept before the start. */
  get damage(): string | undefined {
    return this.#damage
  }

  isKept(): boolean {
    return contentOf(this.#options.state()) === this.#kept
  }

  /** Every change, until it is on the medium; what cannot be kept now is tried again when this is called again. */
  keep(): void {
    if (this.isKept() || this.#isWaiting) return
    this.#isWaiting = true
    this.#writing = this.#writing.then(() => this.#write())
  }

  async #read(): Promise<EmergencyState | undefined> {
    const { storage, clock } = this.#options
    try {
      const bytes = await storage.read(RECORD)
      if (!bytes) {
        if (await storage.has(RECORD)) this.#isDamaged('the record is there, and no copy of it is whole')
        return undefined
      }
      return await this.#understood(bytes, clock.nowMs())
    } catch (error) {
      this.#isDamaged(error)
      return undefined
    }
  }

  async #understood(bytes: Uint8Array, nowMs: number): Promise<EmergencyState | undefined> {
    try {
      const state = readEmergencies(Buffer.from(bytes).toString('utf8'), nowMs)
      this.#kept = contentOf(state)
      return state
    } catch (error) {
      this.#isDamaged(error)
      await this.#options.storage.write(DAMAGED_RECORD, bytes)
      return undefined
    }
  }

  #isDamaged(error: unknown): void {
    this.#damage ??= 'emergencies that were under way before the start cannot be read'
    this.#complain(this.#damage, error, 'alarm')
  }

  async #write(): Promise<void> {
    this.#isWaiting = false
    const { storage, clock, state } = this.#options
    const content = contentOf(state())
    if (content === this.#kept) return
    try {
      await storage.write(RECORD, Buffer.from(keepEmergencies(state(), clock.nowMs())))
      this.#kept = content
      this.#isComplaining = false
    } catch (error) {
      if (!this.#isComplaining) this.#complain('an emergency cannot be kept; it is sent all the same', error, 'warning')
      this.#isComplaining = true
    }
  }

  #complain(text: string, error: unknown, severity: 'warning' | 'alarm'): void {
    const reasons = [error instanceof Error ? error.message : String(error)]
    this.#options.tell({ subject: 'emergency', text, reasons, severity })
  }
}
