import { z } from 'zod'
import type { TextCommand, TextCommandWords } from '../domain/text-command.ts'
import type { Planned } from './planned.ts'

/** Chosen: a night of commands, and room for whoever tries keys. */
const AUDIT_AT_MOST = 100
/** Chosen: a person asks, reads and asks again. */
const COMMANDS_AT_MOST = 6
const IN_MS = 600_000
/** Of what nobody signed, one entry a minute: a flood must not push genuine ones out. */
const UNSIGNED_EVERY_MS = 60_000

const auditEntry = z.strictObject({
  utcMs: z.number().optional(),
  from: z.string().max(24),
  sender: z.string().max(32),
  counter: z.number(),
  command: z.string().max(64),
  outcome: z.enum(['taken', 'obeyed', 'failed', 'refused']),
  why: z.string().max(200),
})

export type AuditEntry = z.infer<typeof auditEntry>

/** What must survive a power cut. */
const keptCommands = z.strictObject({
  /** The highest counter of each sender. */
  counters: z.record(z.string().max(32), z.number()),
  audit: z.array(auditEntry).max(AUDIT_AT_MOST),
})

export interface TextCommandsState extends z.infer<typeof keptCommands> {
  /** When commands of each sender came lately, ms. */
  lately: Readonly<Record<string, readonly number[]>>
  unsignedMs: number
}

export const textCommandsAtStart: TextCommandsState = {
  counters: {},
  audit: [],
  lately: {},
  unsignedMs: Number.NEGATIVE_INFINITY,
}

export const keepTextCommands = ({ counters, audit }: TextCommandsState): string => JSON.stringify({ counters, audit })

/** The reverse; throws what Zod or JSON throws for bytes that are none. */
export const readTextCommands = (json: string): TextCommandsState => ({
  ...textCommandsAtStart,
  ...keptCommands.parse(JSON.parse(json)),
})

/** A command that came. */
export interface CommandSeen extends TextCommand {
  from: string
  utcMs?: number | undefined
  /** `unknown`: no such sender; `elsewhere`: not from the sender's number; `forged`: not signed with the sender's key. */
  proof: 'genuine' | 'unknown' | 'elsewhere' | 'forged'
  /** `train.id` of this train. */
  ownTrain: string
}

export interface CommandAction {
  do: 'obey'
  sender: string
  counter: number
  command: TextCommandWords
}

type Plan = Planned<TextCommandsState, CommandAction>

const whyUnsigned: Readonly<Record<Exclude<CommandSeen['proof'], 'genuine'>, string>> = {
  unknown: 'no such sender',
  elsewhere: 'not from this sender’s number',
  forged: 'not signed with this sender’s key',
}

const entryOf = ({ from, sender, counter, command, utcMs }: CommandSeen) => ({
  from: from.slice(0, 24),
  sender,
  counter,
  command,
  ...(utcMs !== undefined && { utcMs }),
})

const withEntry = (state: TextCommandsState, entry: AuditEntry): TextCommandsState => ({
  ...state,
  audit: [...state.audit, entry].slice(-AUDIT_AT_MOST),
})

const refused = (state: TextCommandsState, seen: CommandSeen, why: string): Plan => ({
  state: withEntry(state, { ...entryOf(seen), outcome: 'refused', why }),
  actions: [],
  reasons: [`"${seen.command}" of ${seen.sender}, from ${seen.from}: refused: ${why}`],
})

const unsigned = (state: TextCommandsState, seen: CommandSeen, why: string, nowMs: number): Plan =>
  nowMs - state.unsignedMs < UNSIGNED_EVERY_MS
    ? { state, actions: [], reasons: [] }
    : refused({ ...state, unsignedMs: nowMs }, seen, why)

/**
 * Whether a command is obeyed: of a sender whom the train's file names, from that sender's number, signed, for this train, with a counter
 * above the last, and not too often. What was genuine uses its counter up, obeyed or not: it never comes to be obeyed later.
 */
export const planTextCommand = (state: TextCommandsState, seen: CommandSeen, nowMs: number): Plan => {
  const { sender, counter, command, proof, trainId, ownTrain } = seen
  if (proof !== 'genuine') return unsigned(state, seen, whyUnsigned[proof], nowMs)
  if (trainId !== ownTrain) return unsigned(state, seen, `for another train, ${trainId}`, nowMs)
  const last = state.counters[sender] ?? 0
  if (counter <= last) return unsigned(state, seen, `its counter is not above ${last}`, nowMs)
  const lately = (state.lately[sender] ?? []).filter((atMs) => nowMs - atMs < IN_MS)
  const counted: TextCommandsState = { ...state, counters: { ...state.counters, [sender]: counter } }
  if (lately.length >= COMMANDS_AT_MOST) return refused(counted, seen, `more than ${COMMANDS_AT_MOST} in ten minutes`)
  const taken = { ...counted, lately: { ...state.lately, [sender]: [...lately, nowMs] } }
  return {
    state: withEntry(taken, { ...entryOf(seen), outcome: 'taken', why: '' }),
    actions: [{ do: 'obey', sender, counter, command }],
    reasons: [`"${command}" of ${sender}, from ${seen.from}: taken`],
  }
}

/** What came of a command that was taken, into its entry. */
export const commandEnded = (
  state: TextCommandsState,
  { sender, counter }: Pick<CommandAction, 'sender' | 'counter'>,
  end: Pick<AuditEntry, 'outcome' | 'why'>,
): TextCommandsState => ({
  ...state,
  audit: state.audit.map((entry) =>
    entry.sender === sender && entry.counter === counter && entry.outcome === 'taken'
      ? { ...entry, ...end, why: end.why.slice(0, 200) }
      : entry,
  ),
})
