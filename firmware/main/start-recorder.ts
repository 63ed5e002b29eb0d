import type { Cancel, Clock } from '../../hal/clock.ts'
import type { Storage } from '../../hal/storage.ts'
import type { Bus } from '../bus/bus.ts'
import { begun, crashed, ended, ranFor, type StartRecord, supplySaid } from '../domain/start-record.ts'
import { readStarts, writeStarts } from '../services/power/start-book.ts'

interface StartRecorderDeps {
  clock: Clock
  storage: Storage
  bootId: string
}

const WRITE_EVERY_MS = 60_000

/** Keeps a record of starts and of how they ended: the one who starts services writes it. A medium that fails costs the record, nothing else. */
export class StartRecorder {
  readonly #deps: StartRecorderDeps
  readonly #sinceMs: number
  readonly #endWriting: Cancel
  #record: StartRecord
  #isSupplyFailing = false
  #written: Promise<void> = Promise.resolve()

  private constructor(deps: StartRecorderDeps, record: StartRecord) {
    this.#deps = deps
    this.#sinceMs = deps.clock.nowMs()
    this.#record = record
    this.#endWriting = deps.clock.every(WRITE_EVERY_MS, () => this.#keep(this.#record))
  }

  static async begin(deps: StartRecorderDeps): Promise<StartRecorder> {
    const recorder = new StartRecorder(deps, begun(await readStarts(deps.storage), deps.bootId))
    recorder.#keep(recorder.#record)
    return recorder
  }

  /** A service ended unasked. */
  crashed(service: string): void {
    this.#keep(crashed(this.#record, service))
  }

  /** Written at once when the supply begins to fail: there may be little time. The returned function ends it. */
  watch(bus: Pick<Bus, 'subscribe'>): Cancel {
    return bus.subscribe('power', ({ isSupplyFailing }) => {
      if (isSupplyFailing === this.#isSupplyFailing) return
      this.#isSupplyFailing = isSupplyFailing
      this.#keep(supplySaid(this.#record, isSupplyFailing))
    })
  }

  /** Everything was stopped in order. */
  async end(): Promise<void> {
    this.#endWriting()
    this.#keep(ended(this.#record))
    await this.#written
  }

  #keep(record: StartRecord): void {
    this.#record = ranFor(record, (this.#deps.clock.nowMs() - this.#sinceMs) / 1_000)
    const now = this.#record
    this.#written = this.#written.then(() => writeStarts(this.#deps.storage, now)).catch(() => {})
  }
}
