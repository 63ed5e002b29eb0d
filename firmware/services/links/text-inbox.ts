import { z } from 'zod'
import type { MessageHandler } from '../../../drivers/cellular/cellular.ts'
import type { Cancel } from '../../../hal/clock.ts'
import type { Storage } from '../../../hal/storage.ts'
import { parseOrder } from '../../domain/transmit-order.ts'
import { partsAtStart, planPart, textParts } from '../../plan/text-parts.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'
import { OrderHand } from './order-hand.ts'

const RECORD = 'text-inbox'
const RETRY_EVERY_MS = 1_000
/** Chosen: who is sent more orders while nobody can take them is under attack; what came first is kept. */
const ORDERS_AT_MOST = 8
const TELL_EVERY_MS = 10_000

const inbox = z.strictObject({
  parts: textParts,
  /** Signed orders that the interlock has not answered yet. */
  orders: z.array(z.string().max(400)).max(ORDERS_AT_MOST),
})
type Inbox = z.infer<typeof inbox>

interface TextInboxOptions extends ServiceContext {
  storage: Storage
  tell: Tell
  /** Takes a command by text: undefined for what is none, else whether the modem may forget it. */
  onCommand?: (from: string, text: string) => Promise<boolean> | undefined
}

/**
 * Text messages that came, from whichever modem. A signed order goes to the interlock at once, before anything else; what claims to be a
 * command goes to whoever takes those; nothing else is carried out. What is not done with lies where no power cut takes it before the modem may forget it.
 */
export class TextInbox {
  readonly #options: TextInboxOptions
  readonly #hand: OrderHand
  readonly #endRetry: Cancel
  #state: Inbox = { parts: [...partsAtStart], orders: [] }
  #reading: Promise<void>
  #writing: Promise<boolean> = Promise.resolve(true)
  #isRetrying = false
  #toldMs = Number.NEGATIVE_INFINITY
  #untold = 0

  constructor(options: TextInboxOptions) {
    this.#options = options
    this.#hand = new OrderHand(options)
    this.#reading = this.#read()
    this.#endRetry = options.clock.every(RETRY_EVERY_MS, () => void this.#retry())
  }

  /** As a modem hands it over. */
  readonly take: MessageHandler = async (message) => {
    if (message.kind !== 'text') return true
    if (message.part) await this.#reading
    const { clock, tell } = this.#options
    const { state, actions, reasons } = planPart(this.#state.parts, message, clock.nowMs())
    for (const text of reasons) tell({ subject: 'text message', text, severity: 'warning' })
    if (state === this.#state.parts) return actions[0] ? this.#takeWhole(actions[0]) : true
    const spent = this.#state.parts.filter((part) => !state.includes(part))
    this.#state = { ...this.#state, parts: [...state] }
    if (actions[0] && !(await this.#takeWhole(actions[0]))) {
      // Only this last part comes again: the others must be there.
      this.#state = { ...this.#state, parts: [...this.#state.parts, ...spent] }
      return false
    }
    return this.#write()
  }

  close(): void {
    this.#endRetry()
  }

  async #takeWhole({ from, text }: { from: string; text: string }): Promise<boolean> {
    if (parseOrder(text) === undefined) {
      const isTaken = this.#options.onCommand?.(from, text)
      if (isTaken === undefined) this.#passOver(from, text)
      return isTaken ?? true
    }
    if ((await this.#hand.over(text, from)) === 'answered') return true
    await this.#reading
    if (this.#state.orders.length >= ORDERS_AT_MOST) return false
    if (!this.#state.orders.includes(text)) this.#state = { ...this.#state, orders: [...this.#state.orders, text] }
    return this.#write()
  }

  /** What stands in it is nobody's business but the sender's. */
  #passOver(from: string, text: string): void {
    const { clock, tell } = this.#options
    this.#untold++
    if (clock.nowMs() - this.#toldMs < TELL_EVERY_MS) return
    const more = this.#untold > 1 ? `, and ${this.#untold - 1} more before it` : ''
    tell({
      subject: 'text message',
      text: `${text.length} characters from ${from}${more}: no signed order or command, passed over`,
    })
    this.#toldMs = clock.nowMs()
    this.#untold = 0
  }

  /** The interlock was not there, or could not say: it is asked until it answers. */
  async #retry(): Promise<void> {
    const [text] = this.#state.orders
    if (text === undefined || this.#isRetrying) return
    this.#isRetrying = true
    if ((await this.#hand.over(text, 'an earlier text message')) === 'answered') {
      this.#state = { ...this.#state, orders: this.#state.orders.filter((order) => order !== text) }
      await this.#write()
    }
    this.#isRetrying = false
  }

  async #read(): Promise<void> {
    try {
      const bytes = await this.#options.storage.read(RECORD)
      if (!bytes) return
      const found = inbox.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
      const nowMs = this.#options.clock.nowMs()
      const parts = found.parts.map((part) => ({ ...part, atMs: nowMs }))
      this.#state = { parts, orders: [...new Set([...found.orders, ...this.#state.orders])].slice(0, ORDERS_AT_MOST) }
    } catch (error) {
      this.#complain('text messages that waited here cannot be read', error)
    }
  }

  /** Resolves with whether it is durable. */
  #write(): Promise<boolean> {
    const write = async (): Promise<boolean> => {
      try {
        await this.#options.storage.write(RECORD, Buffer.from(JSON.stringify(this.#state)))
        return true
      } catch (error) {
        this.#complain('text messages that wait here cannot be kept', error)
        return false
      }
    }
    this.#writing = this.#writing.then(write)
    return this.#writing
  }

  #complain(text: string, error: unknown): void {
    const reasons = [error instanceof Error ? error.message : String(error)]
    this.#options.tell({ subject: 'text message', text, reasons, severity: 'warning' })
  }
}
