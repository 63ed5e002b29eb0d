import type { CellularModem, OutgoingText, SendOutcome } from '../../../drivers/cellular/cellular.ts'
import type { Cancel } from '../../../hal/clock.ts'
import type { Storage } from '../../../hal/storage.ts'
import { planSmsQueue } from '../../plan/sms-queue.ts'
import {
  keepQueue,
  type QueuedText,
  readQueue,
  type SmsEvent,
  type SmsQueue,
  smsQueueAtStart,
  type TextAction,
  type TextNews,
  type WantedText,
} from '../../plan/sms-queue-state.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'

const RECORD = 'text-outbox'
const LOOK_EVERY_MS = 1_000

interface TextOutboxOptions extends ServiceContext {
  storage: Storage
  tell: Tell
  /** A modem that the network takes texts from now, if there is one. */
  sender(): Pick<CellularModem, 'sendText'> | undefined
  /** Told what becomes of a text, once that is kept or cannot be. */
  onNews?: (news: TextNews) => void
}

const sentOf = (outcome: SendOutcome): 'yes' | 'later' | 'never' | 'unknown' => {
  if (outcome.kind === 'sent') return 'yes'
  if (outcome.kind === 'unknown') return 'unknown'
  return outcome.isPermanent ? 'never' : 'later'
}

/** Sends texts, each once: what it is about to do is kept before it is done, so that no power cut makes it do it again unawares. */
export class TextOutbox {
  readonly #options: TextOutboxOptions
  readonly #endLook: Cancel
  #queue: SmsQueue = smsQueueAtStart
  readonly #reading: Promise<void>
  #writing: Promise<boolean> = Promise.resolve(true)
  #isClosed = false

  constructor(options: TextOutboxOptions) {
    this.#options = options
    this.#reading = this.#read()
    this.#endLook = options.clock.every(LOOK_EVERY_MS, () => this.#look())
  }

  /** Resolves once it lies where no power cut takes it: whether it does. */
  async queue(text: WantedText): Promise<boolean> {
    await this.#reading
    this.#plan({ kind: 'queue', text })
    const isTaken = this.#queue.texts.some(({ key }) => key === text.key)
    const isKept = await this.#writing
    this.#look()
    return isTaken && isKept
  }

  /** What the network says of a message that went. */
  async report(status: Omit<Extract<SmsEvent, { kind: 'status' }>, 'kind'>): Promise<boolean> {
    await this.#reading
    this.#plan({ kind: 'status', ...status })
    return this.#writing
  }

  texts(): readonly QueuedText[] {
    return this.#queue.texts
  }

  close(): void {
    this.#isClosed = true
    this.#endLook()
  }

  #look(): void {
    if (this.#queue.texts.length === 0) return
    this.#plan({ kind: 'look', canSend: this.#options.sender() !== undefined })
  }

  #plan(event: SmsEvent): void {
    if (this.#isClosed) return
    const { state, actions, reasons, news = [] } = planSmsQueue(this.#queue, event, this.#options.clock.nowMs())
    const hasChanged = state !== this.#queue
    this.#queue = state
    for (const text of reasons) this.#options.tell({ subject: 'text message', text })
    if (hasChanged) this.#writing = this.#writing.then(() => this.#write())
    if (news.length > 0) void this.#writing.then(() => this.#spread(news))
    for (const action of actions) void this.#send(action)
  }

  #spread(news: readonly TextNews[]): void {
    for (const one of news) this.#options.onNews?.(one)
  }

  async #send({ id, ...text }: TextAction & OutgoingText): Promise<void> {
    // Where nothing can be kept it goes all the same: twice is better than not at all.
    await this.#writing
    const outcome = await this.#options.sender()?.sendText(text)
    const ended = outcome
      ? { sent: sentOf(outcome), why: 'why' in outcome ? outcome.why : '', references: outcome.references }
      : { sent: 'later' as const, why: 'no modem can send', references: [] }
    this.#plan({ kind: 'outcome', id, ...ended })
  }

  async #read(): Promise<void> {
    try {
      const bytes = await this.#options.storage.read(RECORD)
      if (bytes) this.#queue = readQueue(bytes, this.#options.clock.nowMs())
      this.#plan({ kind: 'restart' })
    } catch (error) {
      this.#complain('text messages that waited to be sent cannot be read', error)
    }
  }

  async #write(): Promise<boolean> {
    try {
      await this.#options.storage.write(RECORD, keepQueue(this.#queue, this.#options.clock.nowMs()))
      return true
    } catch (error) {
      this.#complain('text messages that wait to be sent cannot be kept', error)
      return false
    }
  }

  #complain(text: string, error: unknown): void {
    const reasons = [error instanceof Error ? error.message : String(error)]
    this.#options.tell({ subject: 'text message', text, reasons, severity: 'warning' })
  }
}
