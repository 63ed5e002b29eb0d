import type { Clock } from '../../hal/clock.ts'
import { mayAct } from '../domain/role.ts'
import { type AuditedLine, auditLine } from './audit-line.ts'
import type { CommandContext, ConsoleCommand, Outcome } from './command.ts'
import { maskSecrets } from './files/mask-secrets.ts'
import type { AuditNote } from './gate.ts'
import { type Match, matchLine } from './match-line.ts'
import type { MessageValues, Text } from './messages.ts'
import { type Pipe, passes, withoutPipes } from './tokens.ts'
import { usageText } from './usage-text.ts'

/** What a line is carried out with. */
export interface LineRun {
  table: readonly ConsoleCommand[]
  clock: Clock
  text: Text
  /** Aborted by Ctrl-C or the end of the session. */
  ended: AbortSignal
  context(ended: AbortSignal, say: (line: string) => void): CommandContext
  /** Progress, at once. */
  say(line: string): void
  note(note: AuditNote): Promise<void>
  /** The same line was carried out and noted before: what only looks is not noted at each time of a `watch`. */
  isAgain?: boolean
}

const DEADLINE_MS = 30_000

const bad = (line: string): Outcome => ({ lines: [line], data: { refused: line }, isBad: true })

const QUOTED_AT_MOST = 40
const UNFOLDED_COLUMNS = 400
/** Longer than a question stands. */
const ASKING_MS = 75_000

/** What was typed, as much of it as a person wants to read again. */
const quoted = (typed: string): string => {
  const letters = [...typed]
  return letters.length > QUOTED_AT_MOST ? `${letters.slice(0, QUOTED_AT_MOST - 1).join('')}…` : typed
}

/** `text` is what was typed; the rest are ours. */
const quotedValues = ({ text, ...values }: MessageValues): MessageValues => ({
  ...values,
  ...(typeof text === 'string' && { text: quoted(text) }),
})

/** Why a line asks for nothing that can be done, for the person who typed it. */
const refusalText = (match: Exclude<Match, { kind: 'run' | 'empty' }>, text: Text): string => {
  switch (match.kind) {
    case 'ambiguous':
      return text('line.ambiguous', { word: quoted(match.word), choices: match.choices.join(', ') })
    case 'unknown':
      return match.nearest.length > 0
        ? text('line.unknown-near', { word: quoted(match.word), nearest: match.nearest.join(', ') })
        : text('line.unknown', { word: quoted(match.word) })
    case 'incomplete':
      return text('line.incomplete', { choices: match.choices.join(', ') })
    case 'missing':
      return text('line.missing', { label: match.label, usage: usageText(match.command) })
    case 'too-many':
      return text('line.too-many', { word: quoted(match.word), usage: usageText(match.command) })
    case 'mistake':
      return text(match.key, quotedValues(match.values))
    case 'not-allowed':
      return text('line.not-allowed', { role: match.role })
    case 'no-filter':
      return text('line.no-pipe', { wrong: quoted(match.wrong) })
  }
}

const asksForJson = (pipes: readonly Pipe[]): boolean => pipes.some((pipe) => pipe.do === 'json')

/** As JSON it is one document and nothing else, whole for the program that reads it. */
const piped = (outcome: Outcome, pipes: readonly Pipe[]): Outcome => {
  const isJson = asksForJson(pipes)
  const lines = isJson ? JSON.stringify(outcome.data ?? null, null, 2).split('\n') : outcome.lines
  return { ...outcome, ...(isJson && { raw: {} }), lines: lines.filter((line) => passes(pipes, line)) }
}

/** Fires with `ended`, or when the time is over. */
const endedBy = (
  ended: AbortSignal,
  clock: Clock,
  deadlineMs: number,
): { signal: AbortSignal; release: () => void; isLate: () => boolean } => {
  const controller = new AbortController()
  let isLate = false
  const abort = (): void => controller.abort()
  const cancel = clock.after(deadlineMs, () => {
    isLate = true
    abort()
  })
  if (ended.aborted) abort()
  ended.addEventListener('abort', abort, { once: true })
  const release = (): void => {
    cancel()
    ended.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, release, isLate: () => isLate }
}

const untilAborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })

/** As wide as the widest terminal: what is searched is an entry of a log or a row of a table, not a piece of it as it was folded. */
const unfolded = (context: CommandContext): CommandContext => ({
  ...context,
  size: { ...context.size, columns: UNFOLDED_COLUMNS },
})

type Runnable = Extract<Match, { kind: 'run' }> & { isSearched: boolean }

const contextFor = ({ context }: LineRun, { isSearched }: Runnable, signal: AbortSignal, say: LineRun['say']) =>
  isSearched ? unfolded(context(signal, say)) : context(signal, say)

const failed = ({ text }: LineRun, error: unknown): Outcome =>
  bad(text('line.failed', { why: error instanceof Error ? error.message : String(error) }))

/** What became of a question: why it is not done, or what was foretold before the yes. */
type Agreed = { refusal: Outcome } | { foretold: unknown }

/**
 * Tells what a command would do, whatever filters stand behind it, and asks; an outcome where it is not to be done. A question takes none of the command's own
 * time.
 */
const agree = async (run: LineRun, match: Runnable): Promise<Agreed> => {
  const { clock, ended, text } = run
  const { command, values } = match
  const { signal, release } = endedBy(ended, clock, Math.max(ASKING_MS, command.deadlineMs ?? 0))
  try {
    const asking = contextFor(run, { ...match, isSearched: false }, signal, run.say)
    const foretold = await command.foretell?.(asking, values)
    if (foretold?.isBad) return { refusal: foretold }
    foretold?.lines.forEach(run.say)
    const isAgreed = command.danger === undefined || (await asking.confirm(text(command.danger)))
    return isAgreed ? { foretold: foretold?.data } : { refusal: bad(text('line.not-done')) }
  } catch (error) {
    return { refusal: failed(run, error) }
  } finally {
    release()
  }
}

const perform = async (
  run: LineRun,
  match: Runnable & { foretold: unknown },
  say: LineRun['say'],
): Promise<Outcome> => {
  const { clock, ended, text } = run
  const { command, values, foretold } = match
  const { signal, release, isLate } = endedBy(ended, clock, command.deadlineMs ?? DEADLINE_MS)
  try {
    const running = contextFor(run, match, signal, say)
    // Control may have been taken while the question stood there.
    if (!mayAct(running.user.role, command.role)) return bad(text('line.not-allowed', { role: command.role }))
    const outcome = await Promise.race([command.run(running, values, foretold), untilAborted(signal)])
    if (outcome) return outcome
    const left = command.whenInterrupted?.(text, values)
    const { lines, ...rest } = bad(text(isLate() ? 'line.late' : 'line.interrupted'))
    return { lines: left === undefined ? lines : [...lines, left], ...rest }
  } catch (error) {
    return failed(run, error)
  } finally {
    release()
  }
}

const carryOut = async (run: LineRun, match: Runnable, say: LineRun['say']): Promise<Outcome> => {
  const agreed = await agree(run, match)
  return 'refusal' in agreed ? agreed.refusal : perform(run, { ...match, ...agreed }, say)
}

/** What only looks is shown even where nobody can write down that it was. */
const mayRunUnnoted = ({ role, danger }: ConsoleCommand): boolean => role === 'viewer' && danger === undefined

/** The line's command, and the filters that are its own. */
const matchTyped = (
  { table, context, ended, say }: LineRun,
  typed: string,
): { match: Match; pipes: readonly Pipe[] } => {
  const { known, user } = context(ended, say)
  const who = { known, role: user.role }
  const { line, pipes, wrong } = withoutPipes(typed)
  const whole = matchLine(table, typed, who)
  const isWhole = whole.kind === 'run' && (wrong === undefined ? whole.command.takesFilters : whole.command.isUrgent)
  if (isWhole) return { match: whole, pipes: [] }
  if (wrong !== undefined) return { match: { kind: 'no-filter', wrong }, pipes: [] }
  return { match: matchLine(table, line, who), pipes }
}

/** Writes down what was asked for; `false` when it cannot be. */
const noted = (note: LineRun['note'], line: string, match: Match): Promise<boolean> => {
  const wants = match.kind === 'run' ? { wants: match.command.role } : {}
  return note({ do: 'command', line, ...wants }).then(
    () => true,
    () => false,
  )
}

const noteResult = async (
  note: LineRun['note'],
  { line, why }: AuditedLine,
  { isBad = false, lines }: Outcome,
): Promise<void> =>
  note({ do: 'result', line, isBad, text: isBad ? (why ?? maskSecrets(lines[0] ?? '')) : '' }).catch(() => undefined)

const forgetful = async (): Promise<void> => undefined

/**
 * Carries a typed line out: finds its command, notes it, runs it until its deadline, and sends what it says through the line's pipes. What
 * cannot be noted is not done, unless it only looks or tells of an emergency.
 */
export const runLine = async (run: LineRun, typed: string): Promise<Outcome> => {
  const { text } = run
  const line = typed.trim()
  const { match, pipes } = matchTyped(run, line)
  if (match.kind === 'empty') return { lines: [], data: undefined }
  const isQuiet = run.isAgain && match.kind === 'run' && mayRunUnnoted(match.command)
  const note = isQuiet ? forgetful : run.note
  const audited = auditLine(run.table, line, match)
  const isNoted = await noted(note, audited.line, match)
  if (match.kind !== 'run') {
    const outcome = bad(refusalText(match, text))
    await noteResult(note, audited, outcome)
    return piped(outcome, pipes)
  }
  if (!isNoted && !match.command.isUrgent && !mayRunUnnoted(match.command))
    return piped(bad(text('line.not-noted')), pipes)
  const isSearched = pipes.some(({ do: what }) => what !== 'json')
  const outcome = await carryOut(run, { ...match, isSearched }, (said) => {
    if (!asksForJson(pipes) && passes(pipes, said)) run.say(said)
  })
  await noteResult(note, audited, outcome)
  return piped(outcome, pipes)
}
