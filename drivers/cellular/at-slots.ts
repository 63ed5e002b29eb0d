import type { AtTurns } from './at-turns.ts'
import type { MakerCommands, SimSlot } from './cellular.ts'

interface AtSlotsOptions {
  turns: AtTurns
  maker: MakerCommands
  /** Whether there is a SIM in each of two slots. */
  areTwo: boolean
}

/** Which of two SIM slots a modem uses. With one SIM nothing is asked, and the slot is the first. */
export class AtSlots {
  readonly #options: AtSlotsOptions
  #slot: SimSlot | undefined

  constructor(options: AtSlotsOptions) {
    this.#options = options
    this.forget()
  }

  /** Undefined while the modem has not said. */
  known(): SimSlot | undefined {
    return this.#slot
  }

  /** The modem has just started, or another slot was chosen: nothing is believed before it was asked. */
  forget(): void {
    this.#slot = this.#options.areTwo ? undefined : 1
  }

  /** Asks the modem; what it does not say stays unknown. */
  async ask(): Promise<SimSlot | undefined> {
    const { turns, maker, areTwo } = this.#options
    if (!areTwo) return this.#slot
    const answer = maker.slots && (await turns.ask({ command: maker.slots.ask }))
    this.#slot = answer?.outcome === 'ok' ? maker.slots?.read(answer.lines) : undefined
    return this.#slot
  }

  /** Whether the modem took each command; the slot is unknown afterwards, whether it did or not. */
  async select(slot: SimSlot): Promise<boolean> {
    const { turns, maker, areTwo } = this.#options
    if (!areTwo || !maker.slots) return false
    this.forget()
    let isTaken = true
    // The last command switches the radio on again: it is said whatever became of those before it.
    for (const command of maker.slots.select(slot)) {
      const { outcome } = await turns.ask({ command, isOnce: true })
      isTaken &&= outcome === 'ok'
    }
    return isTaken
  }
}
