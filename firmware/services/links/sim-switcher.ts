import { z } from 'zod'
import type { CellularModem, CellularReport } from '../../../drivers/cellular/cellular.ts'
import type { Cancel } from '../../../hal/clock.ts'
import type { Storage } from '../../../hal/storage.ts'
import { planSlots, type SlotAction, type SlotRules, type SlotsState, slotsAtStart } from '../../plan/sim-slots.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { type AnnounceAway, leaveFirst } from './leave-first.ts'

const RECORD = 'sim-slots'
const LOOK_EVERY_MS = 5_000
/** Chosen: as long as a modem takes to register by another SIM. */
const CHANGES_MS = 60_000
/** So much more is kept at once; a power cut costs less than that of the count. */
const KEEP_EVERY_GB = 0.05

const gigabytes = z.number().nonnegative()
const keptSlots = z.record(
  z.string().max(64),
  z.strictObject({ usedGb: z.strictObject({ 1: gigabytes, 2: gigabytes }), linkUsedGb: gigabytes.optional() }),
)

export interface SimSwitcherOptions extends ServiceContext {
  storage: Storage
  tell: Tell
  modems: Readonly<Record<string, Pick<CellularModem, 'selectSim'>>>
  /** Of modems with two SIMs, by name. */
  rules: Readonly<Record<string, SlotRules>>
  /** What the link of a modem has carried in this month, GB, where it is counted. */
  usedGb(modem: string): number | undefined
  /** Lets classes leave the link of a modem that will be away for a while. */
  announce: AnnounceAway
  /** An emergency is on its way to the shore. */
  isEmergency(): boolean
}

/** Has each modem with two SIMs use the one that serves. */
export class SimSwitcher {
  readonly #options: SimSwitcherOptions
  readonly #endLook: Cancel
  readonly #reading: Promise<void>
  readonly #states = new Map<string, SlotsState>()
  readonly #reports = new Map<string, CellularReport>()
  #keptGb = 0
  #isRead = false

  constructor(options: SimSwitcherOptions) {
    this.#options = options
    this.#reading = this.#read()
    const hasSome = Object.keys(options.rules).length > 0
    this.#endLook = hasSome ? options.clock.every(LOOK_EVERY_MS, () => this.#look()) : () => {}
  }

  onReport(modem: string, report: CellularReport): void {
    this.#reports.set(modem, report)
  }

  async close(): Promise<void> {
    this.#endLook()
    await this.#reading
    if (this.#states.size > 0) await this.#write()
  }

  #look(): void {
    if (!this.#isRead) return
    for (const [name, rules] of Object.entries(this.#options.rules)) this.#lookAt(name, rules)
    const totalGb = [...this.#states.values()].reduce((sum, { usedGb }) => sum + usedGb[1] + usedGb[2], 0)
    if (Math.abs(totalGb - this.#keptGb) < KEEP_EVERY_GB) return
    this.#keptGb = totalGb
    void this.#write()
  }

  #lookAt(name: string, rules: SlotRules): void {
    const { clock, usedGb, isEmergency, tell } = this.#options
    const report = this.#reports.get(name)
    if (!report) return
    const { isAlive, simSlot, sim, registration, rsrpDbm } = report
    const before = this.#states.get(name) ?? slotsAtStart
    const seen = {
      ...{ isAlive, slot: simSlot, sim, registration, rsrpDbm, rules },
      usedGb: usedGb(name),
      isEmergency: isEmergency(),
    }
    const { state, actions, reasons } = planSlots(before, seen, clock.nowMs())
    this.#states.set(name, state)
    for (const text of reasons) tell({ subject: name, text, severity: 'warning' })
    for (const action of actions) void this.#select(name, action)
  }

  async #select(name: string, { slot }: SlotAction): Promise<void> {
    const { modems, tell } = this.#options
    const away = { device: name, forMs: CHANGES_MS, cause: `${name} changes to SIM ${slot}` }
    const isTaken = await leaveFirst(this.#options, away, async () => {
      // What it said of the SIM before says nothing of this one.
      this.#reports.delete(name)
      return (await modems[name]?.selectSim(slot)) ?? false
    })
    if (isTaken) return
    tell({ subject: name, text: `SIM ${slot}: the modem did not take the change`, severity: 'warning' })
  }

  async #read(): Promise<void> {
    try {
      const bytes = await this.#options.storage.read(RECORD)
      const kept = bytes ? keptSlots.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))) : {}
      for (const [name, { usedGb, linkUsedGb }] of Object.entries(kept))
        if (Object.hasOwn(this.#options.rules, name)) this.#states.set(name, { ...slotsAtStart, usedGb, linkUsedGb })
    } catch (error) {
      this.#complain('what each SIM has carried in this month cannot be read', error)
    }
    this.#isRead = true
  }

  async #write(): Promise<void> {
    const kept = [...this.#states].map(([name, { usedGb, linkUsedGb }]) => [name, { usedGb, linkUsedGb }])
    try {
      await this.#options.storage.write(RECORD, Buffer.from(JSON.stringify(Object.fromEntries(kept))))
    } catch (error) {
      this.#complain('what each SIM has carried in this month cannot be kept', error)
    }
  }

  #complain(text: string, error: unknown): void {
    const reasons = [error instanceof Error ? error.message : String(error)]
    this.#options.tell({ subject: 'SIM slots', text, reasons, severity: 'warning' })
  }
}
