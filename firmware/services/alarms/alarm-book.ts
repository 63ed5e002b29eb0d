import type { Storage } from '../../../hal/storage.ts'
import type { TopicMessage } from '../../bus/topics.ts'
import { type AlarmAction, type AlarmsEvent, type AlarmTime, planAlarms, stateOf } from '../../plan/alarms.ts'
import { type Alarm, type AlarmsState, alarmsAtStart, keepAlarms, readAlarms } from '../../plan/alarms-state.ts'

const RECORD = 'alarms'

type AlarmTold = TopicMessage<'alarms'>['alarms'][number]

interface AlarmBookOptions {
  storage: Storage
  nowMs(): number
  /** UTC where it is trusted. */
  utcMs(): number | undefined
  onAction(action: AlarmAction): void
  /** Told once until it is kept again. */
  onLost(text: string, why: string): void
}

const toldOf = ({ isActive, ...alarm }: Alarm): AlarmTold => ({ ...alarm, state: stateOf({ isActive, ...alarm }) })

/** Alarms as they stand, kept where no restart takes them: when they change, not each time they are seen again. */
export class AlarmBook {
  readonly #options: AlarmBookOptions
  readonly #reading: Promise<void>
  #state: AlarmsState = alarmsAtStart
  #kept = ''
  #writing: Promise<void> = Promise.resolve()
  #isComplaining = false

  constructor(options: AlarmBookOptions) {
    this.#options = options
    this.#reading = this.#read()
  }

  /** What an event makes of the alarms. Nothing is planned before what was kept is read. */
  async plan(event: AlarmsEvent): Promise<void> {
    await this.#reading
    const time: AlarmTime = { nowMs: this.#options.nowMs(), utcMs: this.#options.utcMs() }
    const { state, actions } = planAlarms(this.#state, event, time)
    this.#state = state
    for (const action of actions) this.#options.onAction(action)
  }

  /** Those that are wrong or not acknowledged, or all; the newest last. */
  async list(isAll: boolean): Promise<AlarmTold[]> {
    await this.#reading
    return this.told(isAll)
  }

  told(isAll: boolean): AlarmTold[] {
    const { alarms } = this.#state
    const meant = isAll ? alarms : alarms.filter((one) => one.isActive || one.acknowledgedBy === undefined)
    return meant.map(toldOf)
  }

  has(id: number): boolean {
    return this.#state.alarms.some((alarm) => alarm.id === id)
  }

  /** Whether the medium took what it was given last; a change waits some seconds until it is given. */
  isKept(): boolean {
    return !this.#isComplaining
  }

  /** Resolves once what stands is on the medium, or known not to be. */
  keep(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  /** What must be kept; when it was seen last changes each second, and is kept with the rest. */
  #content(): string {
    const alarms = this.#state.alarms.map(({ lastMs: _, lastUtcMs: __, values: ___, ...alarm }) => alarm)
    return JSON.stringify([this.#state.nextId, alarms])
  }

  async #read(): Promise<void> {
    try {
      const bytes = await this.#options.storage.read(RECORD)
      if (bytes) this.#state = readAlarms(Buffer.from(bytes).toString('utf8'), this.#options.nowMs())
    } catch (error) {
      this.#complain('the alarms of before cannot be read', error)
    }
    this.#kept = this.#content()
  }

  async #write(): Promise<void> {
    await this.#reading
    const content = this.#content()
    if (content === this.#kept) return
    try {
      await this.#options.storage.write(RECORD, Buffer.from(keepAlarms(this.#state, this.#options.nowMs())))
      this.#kept = content
      this.#isComplaining = false
    } catch (error) {
      if (!this.#isComplaining) this.#complain('alarms cannot be kept over a restart', error)
      this.#isComplaining = true
    }
  }

  #complain(text: string, error: unknown): void {
    this.#options.onLost(text, error instanceof Error ? error.message : String(error))
  }
}
