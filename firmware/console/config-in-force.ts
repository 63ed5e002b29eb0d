import type { Bus, Unsubscribe } from '../bus/bus.ts'
import { parseConfig } from '../config/read-config.ts'
import type { TrainConfig } from '../config/train-config.ts'

/** The train's configuration as it is in force: a console outlives a commit. Until its keeper has told, the one that the console began with. */
export class ConfigInForce {
  readonly #bus: Bus
  readonly #end: Unsubscribe
  #config: TrainConfig

  constructor({ bus, config }: { bus: Bus; config: TrainConfig }) {
    this.#bus = bus
    this.#config = config
    // Each version that is put in force, or taken back, is told as an event.
    this.#end = bus.subscribe('configuration.event', () => void this.#look())
  }

  get config(): TrainConfig {
    return this.#config
  }

  close(): void {
    this.#end()
  }

  async #look(): Promise<void> {
    const answer = await this.#bus.request('configuration.text', { which: 'active' })
    if (!answer.ok) return
    try {
      this.#config = parseConfig(answer.reply.text, 'in force')
    } catch {
      // A file that was changed by hand and cannot be read is in force nowhere.
    }
  }
}
