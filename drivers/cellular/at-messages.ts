import type { MonotonicMs } from '../../hal/units.ts'
import type { AtAnswer, Unasked } from './at-channel.ts'
import type { AtLine } from './at-lines.ts'
import type { AtTurns } from './at-turns.ts'
import type { MessageHandler, MessageSettings } from './cellular.ts'
import { decodePdu, isPdu } from './sms-pdu.ts'

interface AtMessagesOptions {
  turns: AtTurns
  settings: MessageSettings
  /** Whoever takes messages now. */
  handler(): MessageHandler
  /** A message that could not be read: it is done away with. */
  onUnreadable(pdu: string): void
}

/** A message that lies in the modem's memory. */
interface Stored {
  index: number
  pdu: string
}

/** The modem's settings are looked after so often: one that was not answered in time stops handing messages over, unasked. */
const LOOK_AFTER_EVERY_MS = 300_000
/** A modem whose SIM is not ready refuses the settings at first. */
const TRY_AGAIN_AFTER_MS = 30_000

const indexOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined

/** Each `+CMGL` line and the PDU after it; 3GPP TS 27.005 §4.1. */
const storedIn = (lines: readonly AtLine[]): Stored[] =>
  lines.flatMap((line, at) => {
    const index = line.kind === 'info' ? indexOf(line.cells[0]?.text) : undefined
    const pdu = lines[at + 1]
    return index !== undefined && pdu?.kind === 'text' && isPdu(pdu.text) ? [{ index, pdu: pdu.text }] : []
  })

/**
 * Text messages of one modem, in PDU mode. Where the modem knows phase 2+ it hands each over at once and waits for our word that it
 * is taken (`+CMT`, `+CNMA`); else it keeps it and tells (`+CMTI`). Either way it is the modem's or the network's until the handler has taken it.
 */
export class AtMessages {
  readonly #options: AtMessagesOptions
  #delivery: string | undefined
  #dueMs = Number.NEGATIVE_INFINITY
  #work: Promise<void> = Promise.resolve()

  constructor(options: AtMessagesOptions) {
    this.#options = options
  }

  /** The modem has just started: its settings are gone. */
  forget(): void {
    this.#delivery = undefined
    this.#dueMs = Number.NEGATIVE_INFINITY
  }

  /** Called with each poll: makes the settings when they are due, and takes what lies in the modem. */
  async lookAfter(nowMs: MonotonicMs): Promise<void> {
    if (nowMs < this.#dueMs) return
    if (this.#delivery === undefined) this.#delivery = await this.#setUp()
    else await this.#ask(this.#delivery)
    this.#dueMs = nowMs + (this.#delivery === undefined ? TRY_AGAIN_AFTER_MS : LOOK_AFTER_EVERY_MS)
    if (this.#delivery === undefined) return
    await this.#afterwards(() => this.#takeAll())
  }

  /** Whether the line was about messages. */
  takeUnasked(line: Unasked): boolean {
    if (line.kind === 'delivery') void this.#takeHanded(line)
    else if (line.kind === 'info' && line.name === '+CMTI')
      void this.#afterwards(() => this.#takeOne(line.cells[1]?.text))
    else return false
    return true
  }

  /** The setting by which messages come, the first that the modem takes. */
  async #setUp(): Promise<string | undefined> {
    const { memory, deliveries } = this.#options.settings
    if ((await this.#ask('AT+CMGF=0')).outcome !== 'ok') return undefined
    await this.#ask(`AT+CPMS="${memory}","${memory}","${memory}"`)
    const hasPhase2Plus = (await this.#ask('AT+CSMS=1')).outcome === 'ok'
    const usable = hasPhase2Plus ? deliveries : deliveries.filter((setting) => !isHandingOver(setting))
    for (const setting of usable) if ((await this.#ask(setting)).outcome === 'ok') return setting
    return undefined
  }

  /** At once: what is in it may not wait. */
  async #takeHanded({ pdu, isWhole }: Extract<Unasked, { kind: 'delivery' }>): Promise<void> {
    // What the line has cut short comes again.
    const isTaken = isWhole && (await this.#take(pdu))
    const { turns } = this.#options
    // Without an acknowledgement the network sends it again, later.
    const answer = await turns.ask({ command: isTaken ? 'AT+CNMA' : 'AT+CNMA=2', isUrgent: true, isOnce: true })
    if (answer.outcome !== 'ok' && this.#delivery !== undefined) await this.#ask(this.#delivery)
  }

  async #takeAll(): Promise<void> {
    const { lines } = await this.#ask('AT+CMGL=4')
    for (const stored of storedIn(lines)) await this.#takeStored(stored)
  }

  async #takeOne(text: string | undefined): Promise<void> {
    const index = indexOf(text)
    if (index === undefined) return
    const { lines } = await this.#options.turns.ask({ command: `AT+CMGR=${index}`, isUrgent: true })
    const pdu = lines.find((line) => line.kind === 'text' && isPdu(line.text))
    if (pdu?.kind === 'text') await this.#takeStored({ index, pdu: pdu.text })
  }

  async #takeStored({ index, pdu }: Stored): Promise<void> {
    if (await this.#take(pdu)) await this.#ask(`AT+CMGD=${index}`)
  }

  async #take(pdu: string): Promise<boolean> {
    const message = decodePdu(pdu)
    if (message)
      return this.#options
        .handler()(message)
        .catch(() => false)
    this.#options.onUnreadable(pdu)
    return true
  }

  /** One after the other: a place in the memory that was cleared may hold the next message already. */
  #afterwards(job: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(job)
    return this.#work
  }

  #ask(command: string): Promise<AtAnswer> {
    return this.#options.turns.ask({ command })
  }
}

/** `<mt>` 2 and 3 of `+CNMI` hand the message itself over. */
const isHandingOver = (setting: string): boolean => /^AT\+CNMI=\d,[23]/.test(setting)
