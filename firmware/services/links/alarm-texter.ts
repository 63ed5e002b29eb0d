import { createHash } from 'node:crypto'
import type { Storage } from '../../../hal/storage.ts'
import { serviceNames } from '../../bus/services.ts'
import type { EventMessage } from '../../bus/topics.ts'
import { whereWords } from '../../domain/emergency-report.ts'
import { lettersForPhone } from '../../domain/letters-for-phone.ts'
import {
  type AlarmTextAction,
  type AlarmTextsEvent,
  alarmTextsAtStart,
  keepAlarmTexts,
  planAlarmTexts,
  readAlarmTexts,
} from '../../plan/alarm-texts.ts'
import type { WantedText } from '../../plan/sms-queue-state.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import type { Whereabouts } from './whereabouts.ts'

const RECORD = 'alarm-texts'
const LOOK_EVERY_MS = 1_000
/** What a bus repeats to who comes late is no news. */
const NEWS_FOR_MS = 10_000
/** Through a satellite a text takes minutes: an alarm is still worth sending a day later, where a train was an hour ago is not. */
const VALID_MS = { alarm: 24 * 3_600_000, operational: 3_600_000 } as const
/** Emergencies have ways of their own. */
const EMERGENCY = 'emergency'
/** Two messages of the 7-bit alphabet. */
const LETTERS_AT_MOST = 300

interface AlarmTexterOptions extends ServiceContext {
  storage: Storage
  tell: Tell
  train: string
  /** Who gets alarms by text: numbers by name; with none nothing is texted. */
  recipients: Readonly<Record<string, string>>
  whereabouts: Pick<Whereabouts, 'now'>
  /** Whether no link carries operations or maintenance. */
  isAlone(): boolean
  queueText(text: WantedText): Promise<boolean>
}

/** Texts alarms by itself while no other way to the shore is left. */
export class AlarmTexter {
  readonly #options: AlarmTexterOptions
  readonly #ends: readonly (() => void)[]
  readonly #reading: Promise<void>
  #state = alarmTextsAtStart
  #writing: Promise<void> = Promise.resolve()

  constructor(options: AlarmTexterOptions) {
    const { bus, clock, recipients } = options
    this.#options = options
    this.#reading = this.#read()
    if (Object.keys(recipients).length === 0) {
      this.#ends = []
      return
    }
    this.#ends = [
      ...serviceNames.map((service) => bus.subscribe(`${service}.event`, (event) => this.#onEvent(event))),
      clock.every(LOOK_EVERY_MS, () => this.#plan({ kind: 'look', isAlone: options.isAlone() })),
    ]
  }

  async close(): Promise<void> {
    for (const end of this.#ends) end()
    await this.#writing
  }

  #onEvent({ severity, subject, text, atMs }: EventMessage): void {
    const isNews = this.#options.clock.nowMs() - atMs < NEWS_FOR_MS
    if (severity !== 'alarm' || subject === EMERGENCY || !isNews) return
    this.#plan({ kind: 'alarm', words: `${subject}: ${text}` })
  }

  #plan(event: AlarmTextsEvent): void {
    void this.#reading.then(() => {
      const { state, actions, reasons } = planAlarmTexts(this.#state, event, this.#options.clock.nowMs())
      const before = this.#state.asked.length
      this.#state = state
      for (const text of reasons) this.#options.tell({ subject: 'alarm text', text })
      for (const action of actions) void this.#text(action)
      if (event.kind === 'queued' || state.asked.length > before)
        this.#writing = this.#writing.then(() => this.#write())
    })
  }

  async #text({ words, priority, alarm, recipients: only }: AlarmTextAction): Promise<void> {
    const { recipients, train, whereabouts, clock, queueText, tell } = this.#options
    const where = whereWords(whereabouts.now(clock.nowMs()))
    const whole = `${train}: ${words}${where && `; ${where}`}`
    const text = whole.slice(0, Math.min(LETTERS_AT_MOST, lettersForPhone(whole)))
    const name = createHash('sha256').update(words).digest('hex').slice(0, 16)
    const missing: string[] = []
    for (const [recipient, to] of Object.entries(recipients)) {
      if (only && !only.includes(recipient)) continue
      // The same that still waits there is not queued twice.
      const wanted = { key: `alarm-${name}-${recipient}`, to, text, priority, validMs: VALID_MS[priority] }
      if (await queueText(wanted)) continue
      missing.push(recipient)
      tell({ subject: 'alarm text', text: `to ${recipient}: not queued: ${words}`, severity: 'warning' })
    }
    if (alarm !== undefined) this.#plan({ kind: 'queued', alarm, missing })
  }

  async #read(): Promise<void> {
    const { storage, clock } = this.#options
    try {
      const bytes = await storage.read(RECORD)
      if (bytes) this.#state = readAlarmTexts(Buffer.from(bytes).toString('utf8'), clock.nowMs())
    } catch (error) {
      this.#complain('which alarms were texted cannot be read', error)
    }
  }

  async #write(): Promise<void> {
    const { storage, clock } = this.#options
    try {
      await storage.write(RECORD, Buffer.from(keepAlarmTexts(this.#state, clock.nowMs())))
    } catch (error) {
      this.#complain('which alarms were texted cannot be kept', error)
    }
  }

  #complain(text: string, error: unknown): void {
    const reasons = [error instanceof Error ? error.message : String(error)]
    this.#options.tell({ subject: 'alarm text', text, reasons, severity: 'warning' })
  }
}
