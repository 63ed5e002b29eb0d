import type { Storage } from '../../../hal/storage.ts'
import type { CommandReply } from '../../bus/commands.ts'
import type { MessageMac } from '../../domain/message-mac.ts'
import { isGenuine, parseTextCommand, type SignedTextCommand } from '../../domain/text-command.ts'
import type { WantedText } from '../../plan/sms-queue-state.ts'
import {
  type CommandAction,
  type CommandSeen,
  commandEnded,
  keepTextCommands,
  planTextCommand,
  readTextCommands,
  type TextCommandsState,
  textCommandsAtStart,
} from '../../plan/text-commands.ts'
import type { ServiceContext } from '../service.ts'
import type { Tell } from '../tell.ts'

const RECORD = 'text-commands'
/** Chosen: who asks where a train is does not want to know it a night later. */
const ANSWER_VALID_MS = 3_600_000
const ANSWER_LETTERS = 300

/** Who may send commands by text: by name, a number and a key. */
export type TextSenders = Readonly<Record<string, { number: string; mac: MessageMac }>>

/** What came of a command: words for its sender. */
export interface Obeyed {
  isDone: boolean
  words: string
}

interface TextCommandsOptions extends ServiceContext {
  storage: Storage
  tell: Tell
  train: string
  senders: TextSenders
  /** UTC as far as it is known, ms. */
  utcMs(): number | undefined
  obey(command: CommandAction['command'], sender: string): Promise<Obeyed>
  queueText(text: WantedText): Promise<boolean>
}

const isSameNumber = (a: string, b: string): boolean => a.replace(/^\+/, '') === b.replace(/^\+/, '')

/**
 * Commands by text message. Its counter is where no power cut takes it before a command is obeyed, so that none is obeyed twice; one that
 * was taken when the power failed stays `taken` in the audit, and its sender, who has no answer, sends another.
 */
export class TextCommands {
  readonly #options: TextCommandsOptions
  readonly #reading: Promise<void>
  readonly #endHandle: () => void
  #state: TextCommandsState = textCommandsAtStart
  /** Which counters were used cannot be read: nothing may be obeyed. */
  #isUnread = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: TextCommandsOptions) {
    this.#options = options
    this.#reading = this.#read()
    this.#endHandle = options.bus.handle('text.audit', async () => {
      await this.#reading
      return { ok: true, reply: this.#audit() }
    })
  }

  /** Undefined for a text that is no command; else resolves with whether the modem may forget it. */
  take(from: string, text: string): Promise<boolean> | undefined {
    const signed = parseTextCommand(text)
    if (!signed) return undefined
    // One at a time: two with the same counter must not both be looked at before one is kept.
    const taken = this.#turn.then(() => this.#weigh(from, signed))
    this.#turn = taken
    return taken
  }

  close(): void {
    this.#endHandle()
  }

  async #weigh(from: string, signed: SignedTextCommand): Promise<boolean> {
    await this.#reading
    const { clock, tell, train, utcMs } = this.#options
    if (this.#isUnread) {
      tell({ subject: 'text command', text: `refused: what was obeyed before cannot be read`, severity: 'warning' })
      return true
    }
    const { trainId, counter, sender, command } = signed
    const seen: CommandSeen = {
      ...{ trainId, counter, sender, command, from, ownTrain: train },
      utcMs: utcMs(),
      proof: this.#proofOf(from, signed),
    }
    const { state, actions, reasons } = planTextCommand(this.#state, seen, clock.nowMs())
    if (state !== this.#state && !(await this.#write(state))) return actions.length === 0
    for (const words of reasons) tell({ subject: 'text command', text: words, severity: 'warning' })
    for (const action of actions) void this.#obey(action)
    return true
  }

  #proofOf(from: string, signed: SignedTextCommand): CommandSeen['proof'] {
    const { senders } = this.#options
    const sender = Object.hasOwn(senders, signed.sender) ? senders[signed.sender] : undefined
    if (!sender) return 'unknown'
    if (!isSameNumber(sender.number, from)) return 'elsewhere'
    return isGenuine(signed, sender.mac) ? 'genuine' : 'forged'
  }

  async #obey({ command, sender, counter }: CommandAction): Promise<void> {
    const { obey, queueText, senders, train, tell } = this.#options
    const { isDone, words } = await obey(command, sender)
    const outcome = isDone ? 'obeyed' : 'failed'
    tell({ subject: 'text command', text: `"${command}" of ${sender}: ${outcome}: ${words}`, severity: 'warning' })
    this.#turn = this.#turn.then(() =>
      this.#write(commandEnded(this.#state, { sender, counter }, { outcome, why: words })),
    )
    const to = senders[sender]?.number ?? ''
    const text = `${train} ${counter}: ${words}`.slice(0, ANSWER_LETTERS)
    const key = `answer-${sender}-${counter}`
    await queueText({ key, to, text, priority: 'operational', validMs: ANSWER_VALID_MS })
  }

  #audit(): CommandReply<'text.audit'> {
    return { isUnread: this.#isUnread, entries: [...this.#state.audit] }
  }

  async #read(): Promise<void> {
    const { storage } = this.#options
    try {
      const bytes = await storage.read(RECORD)
      if (bytes) this.#state = readTextCommands(Buffer.from(bytes).toString('utf8'))
      // Damaged in both its files it reads as none: counters begin anew for nobody.
      else if (await storage.has(RECORD)) this.#refuseAll('it is damaged')
    } catch (error) {
      this.#refuseAll(error)
    }
  }

  #refuseAll(error: unknown): void {
    this.#isUnread = true
    this.#complain('no command by text is obeyed: what was obeyed before cannot be read', error)
  }

  /** Resolves with whether it is durable; the state is the new one only then. */
  async #write(state: TextCommandsState): Promise<boolean> {
    try {
      await this.#options.storage.write(RECORD, Buffer.from(keepTextCommands(state)))
      this.#state = state
      return true
    } catch (error) {
      this.#complain('what becomes of commands by text cannot be kept', error)
      return false
    }
  }

  #complain(text: string, error: unknown): void {
    const reasons = [error instanceof Error ? error.message : String(error)]
    this.#options.tell({ subject: 'text command', text, reasons, severity: 'warning' })
  }
}
