import type { CellularIdentity, CellularReport } from '../../../drivers/cellular/cellular.ts'
import type { Storage } from '../../../hal/storage.ts'
import { type KnownIdentities, knownIdentities, planIdentity } from '../../plan/cellular-identity.ts'
import type { Tell } from '../tell.ts'

const RECORD = 'cellular-identity'

/** Tells of a modem or a SIM that is another than before, also when it was changed while the power was off. */
export class IdentityWatch {
  readonly #storage: Storage
  readonly #tell: Tell
  #known: KnownIdentities = {}
  readonly #reading: Promise<void>
  #writing: Promise<void> = Promise.resolve()
  readonly #withheld = new Map<string, string>()
  readonly #seen = new Map<string, CellularIdentity>()

  constructor({ storage, tell }: { storage: Storage; tell: Tell }) {
    this.#storage = storage
    this.#tell = tell
    this.#reading = this.#read()
  }

  onReport(name: string, { identity, pinWithheld, simSlot }: CellularReport): void {
    // Each slot has its own card: choosing the other is no news.
    const modem = simSlot === 2 ? `${name} slot 2` : name
    if (this.#withheld.get(modem) !== pinWithheld) this.#tellPin(modem, pinWithheld)
    if (!identity || this.#seen.get(modem) === identity) return
    this.#seen.set(modem, identity)
    void this.#reading.then(() => this.#take(modem, identity))
  }

  #tellPin(modem: string, pinWithheld: string | undefined): void {
    if (pinWithheld === undefined) this.#withheld.delete(modem)
    else {
      this.#withheld.set(modem, pinWithheld)
      this.#tell({ subject: modem, text: pinWithheld, severity: 'warning' })
    }
  }

  #take(modem: string, seen: CellularIdentity): void {
    const { state, reasons } = planIdentity(this.#known, { modem, seen })
    for (const text of reasons) this.#tell({ subject: modem, text, severity: 'alarm' })
    if (state === this.#known) return
    this.#known = state
    const bytes = Buffer.from(JSON.stringify(state))
    this.#writing = this.#writing
      .then(() => this.#storage.write(RECORD, bytes))
      .catch((error) => this.#complain('who modems and SIMs are cannot be kept', error))
  }

  async #read(): Promise<void> {
    try {
      const bytes = await this.#storage.read(RECORD)
      if (bytes) this.#known = knownIdentities.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    } catch (error) {
      this.#complain('who modems and SIMs were cannot be read', error)
    }
  }

  #complain(text: string, error: unknown): void {
    const reasons = [error instanceof Error ? error.message : String(error)]
    this.#tell({ subject: 'cellular', text, reasons, severity: 'warning' })
  }
}
