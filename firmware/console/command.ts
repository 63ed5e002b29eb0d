import type { Clock } from '../../hal/clock.ts'
import type { FileTransfers } from '../../hal/file-transfer.ts'
import type { MonotonicMs } from '../../hal/units.ts'
import type { Bus } from '../bus/bus.ts'
import type { TopicMessage, TopicName } from '../bus/topics.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { Role } from '../domain/role.ts'
import type { Paint } from '../plan/permit-text.ts'
import type { Argument, KnownNames, ValueOf } from './argument.ts'
import type { Charset } from './charset.ts'
import type { Language, MessageKey, Text } from './messages.ts'
import type { RawLine } from './raw-line.ts'

/** The last message of a topic; `isStale` when it is older than its readers may believe. */
export interface Seen<N extends TopicName> {
  message: TopicMessage<N>
  heardMs: MonotonicMs
  isStale: boolean
}

/** Who is logged in. */
export interface ConsoleUser {
  name: string
  /** What they may do at the moment: it falls to viewer while another terminal has control. */
  role: Role
  /** By which the service `access` knows them; shown to nobody. */
  session?: string
}

/** What a command may do to the session that it runs in. */
export interface SessionControl {
  logOut(): void
  setLanguage(language: Language): void
  /** What a command found out counts as a key pressed: for work that goes on by itself for longer than the idle lock, and ends by itself. */
  stay(): void
  setTerminal(change: { hasAnsi?: boolean; charset?: Charset; columns?: number; rows?: number }): void
  /** Carries another line out as if it had been typed, without a page's end. */
  run(line: string): Promise<Outcome>
}

/** What a running command may use. */
export interface CommandContext {
  bus: Bus
  clock: Clock
  session: SessionControl
  config: TrainConfig
  known: KnownNames
  user: ConsoleUser
  language: Language
  text: Text
  /** Of the terminal, characters; lines that are longer are folded by whoever writes them out. */
  size: { columns: number; rows: number }
  /** Whether letters and signs beyond ASCII may be written: without, drawings use ASCII. */
  hasUnicode: boolean
  /** Whether the terminal moves its cursor and clears itself when asked. */
  hasAnsi: boolean
  paint: Paint
  /** Aborted by Ctrl-C, a lock, the end of the session, or the command's own deadline. */
  ended: AbortSignal
  /** Tells progress at once, a line each. */
  say(line: string): void
  /** What was typed, a secret not echoed and not kept; `undefined` when the session ended, `until` did, or nobody typed for long. */
  ask(prompt: string, options?: { isSecret?: boolean; until?: AbortSignal }): Promise<string | undefined>
  /** Asks a question that is answered by yes or no; no when nobody answers within a minute, or before `until`. */
  confirm(question: string, until?: AbortSignal): Promise<boolean>
  /** The terminal's line with all its bytes, after what was said; it is taken back when the command ends. */
  openRaw(): RawLine
  /** Of the terminal's line, bit/s. */
  baudRate: number
  /** Absent where nothing takes files over the line. */
  transfers?: FileTransfers
  /** The last message of a topic, waited for at most a second; `undefined` when its writer has said nothing. */
  seen<N extends TopicName>(topic: N): Promise<Seen<N> | undefined>
}

/** What a command came to: lines for people, and the same as data for `| json`. */
export interface Outcome {
  lines: readonly string[]
  data: unknown
  /** Goes out as it is, neither a page at a time nor folded, between these two lines: for whoever keeps what the terminal shows. */
  raw?: { begin?: string; end?: string }
  /** A refusal or a failed test: the audit log says so, and `lines` say why. */
  isBad?: boolean
}

type Arguments = Readonly<Record<string, Argument<unknown>>>
type Values<A extends Arguments> = { [K in keyof A]: ValueOf<A[K]> }

/** One row of the table of commands, with its arguments' types gone. */
export interface ConsoleCommand {
  /** As typed: `['show', 'links']`. */
  words: readonly string[]
  /** In order. */
  arguments: readonly (readonly [name: string, argument: Argument<unknown>])[]
  help: MessageKey
  role: Role
  /** Asked before it runs; absent for what does no harm. */
  danger?: MessageKey
  /** Is done even where nobody can write down that it was. */
  isUrgent?: true
  /** Tells, before that question, what it would do; bad when it cannot be done, and nothing is asked then. */
  foretell?(context: CommandContext, values: Readonly<Record<string, unknown>>): Promise<Outcome>
  /** Filters behind it are for what it runs, or part of its text, not for what it says. */
  takesFilters?: true
  /** Ends by itself after this much; 30 s unless given. */
  deadlineMs?: number
  /** What Ctrl-C, or its own deadline, leaves behind, where that is not plain. */
  whenInterrupted?(text: Text, values: Readonly<Record<string, unknown>>): string
  /** `foretold`: the data of what was foretold and agreed to. */
  run(context: CommandContext, values: Readonly<Record<string, unknown>>, foretold?: unknown): Promise<Outcome>
}

/** A row of the table, its values typed by its arguments. */
export const command = <A extends Arguments>({
  arguments: args,
  run,
  whenInterrupted,
  ...row
}: Omit<ConsoleCommand, 'arguments' | 'run' | 'whenInterrupted'> & {
  arguments: A
  whenInterrupted?(text: Text, values: Values<A>): string
  run(context: CommandContext, values: Values<A>, foretold?: unknown): Promise<Outcome>
}): ConsoleCommand => ({
  ...row,
  arguments: Object.entries(args),
  run: (context, values, foretold) => run(context, values as Values<A>, foretold),
  ...(whenInterrupted && { whenInterrupted: (text, values) => whenInterrupted(text, values as Values<A>) }),
})
