import type { TopicMessage } from '../../bus/topics.ts'
import type { SpecialMode } from '../../plan/transmit-mode.ts'

type Told = Pick<TopicMessage<'transmit'>, 'isLockedOut' | 'mode' | 'stow'>

/** What the power board and people on site say of moving antennas, for every terminal of the train. */
export class TrainOrders {
  #power: Pick<TopicMessage<'power'>, 'isLockedOut' | 'isSupplyFailing'> | undefined
  #told: Told | undefined
  #isInterlockHeard = false

  /** `undefined` while the power board does not say. */
  onPower(power: TopicMessage<'power'> | undefined): void {
    this.#power = power
  }

  /** As the interlock tells it. `undefined` while it is silent: a lockout may have begun, and whatever lies stays so. */
  onTransmit(told: Told | undefined): void {
    this.#isInterlockHeard = told !== undefined
    if (told) this.#told = told
  }

  /** The key switch, or a lockout by name: nothing moves. `undefined`: nobody knows, of either. */
  isLockedOut(): boolean | undefined {
    if (this.#told?.isLockedOut || this.#power?.isLockedOut) return true
    return this.#isInterlockHeard && this.#power ? false : undefined
  }

  isSupplyFailing(): boolean | undefined {
    return this.#power?.isSupplyFailing
  }

  mode(): SpecialMode | undefined {
    const mode = this.#told?.mode ?? 'normal'
    return mode === 'normal' ? undefined : mode
  }

  /** Who ordered mounts to be stowed, and the wind that people told. */
  stow(): NonNullable<Told['stow']> {
    return this.#told?.stow ?? {}
  }
}
