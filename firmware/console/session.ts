import { styleText } from 'node:util'
import type { Clock } from '../../hal/clock.ts'
import { sleep } from '../../hal/clock.ts'
import type { FileTransfers } from '../../hal/file-transfer.ts'
import type { Bus, Unsubscribe } from '../bus/bus.ts'
import type { TrainConfig } from '../config/train-config.ts'
import { mayAct } from '../domain/role.ts'
import type { CommandContext, ConsoleCommand, ConsoleUser, Outcome, SessionControl } from './command.ts'
import { foldText } from './fold-text.ts'
import type { Dialogue, Gate, GateChange } from './gate.ts'
import { harmless, harmlessRow } from './harmless.ts'
import type { Key } from './keys.ts'
import { knownNamesOf } from './known-names.ts'
import { remember } from './line-editor.ts'
import { type Language, type Text, textIn } from './messages.ts'
import { type Notice, Notices } from './notices.ts'
import { pageLines } from './page-lines.ts'
import { probeTerminal } from './probe-terminal.ts'
import { readLine } from './read-line.ts'
import { type LineRun, runLine } from './run-line.ts'
import { tellProgress } from './tell-progress.ts'
import type { ConsoleTerminal } from './terminal.ts'
import { TopicWatch } from './topic-watch.ts'
import { restartNotice, trialNotice } from './trial-notice.ts'

/** What a console session is held with. */
export interface SessionDeps {
  clock: Clock
  bus: Bus
  config: TrainConfig
  gate: Gate
  table: readonly ConsoleCommand[]
  terminal: ConsoleTerminal
  /** Takes files over the terminal's line. */
  transfers?: FileTransfers
  /** The first line that anybody sees. */
  greeting: string
  /** A session without a key for this long is locked, ms. */
  idleLockMs: number
}

const AFTER_REFUSAL_MS = 500
const CONFIRM_WAIT_MS = 60_000

const YES = /^(y|yes|д|да|и|иә)$/i
const styles = { good: 'green', bad: 'red', dim: 'dim' } as const

/** Why a session is locked. */
export type LockReason = 'idle' | 'break' | 'hang-up' | 'plugged-in' | 'taken-over' | 'end'

/** As much of who and where as leaves most of the row to the line. */
const promptFor = ({ name, role }: ConsoleUser, train: string, columns: number): string => {
  const sign = role === 'engineer' ? '# ' : '> '
  const fitting = [`${name}@${train}${sign}`, `${name}${sign}`].find(({ length }) => length <= columns / 2)
  return fitting ?? sign
}

const eitherOf = (ended: AbortSignal, until: AbortSignal | undefined): AbortSignal =>
  until ? AbortSignal.any([ended, until]) : ended

/**
 * One terminal and whoever sits at it: login, then lines until they leave. Locked, everything that ran is ended, and the next one begins at the login.
 */
export class ConsoleSession {
  readonly #deps: SessionDeps
  readonly #topics: TopicWatch
  readonly #notices = new Notices()
  readonly #endEvents: Unsubscribe
  #language: Language = 'en'
  /** Of the login or the session that is under way. */
  #round = new AbortController()
  /** Of the command that runs. */
  #running: AbortController | undefined
  #isClosed = false
  #isLeaving = false
  #endIdle = (): void => undefined
  #user: ConsoleUser | undefined
  #onBreak: () => void = () => undefined

  constructor(deps: SessionDeps) {
    this.#deps = deps
    this.#topics = new TopicWatch(deps)
    deps.terminal.onUrgent((key) => this.#takeUrgent(key))
    deps.terminal.onTouched(() => this.#watchIdle())
    deps.gate.onChange((change) => this.#takeChange(change))
    const beganMs = deps.clock.nowMs()
    this.#endEvents = deps.bus.subscribe('configuration.event', (event) => {
      const nowMs = () => deps.clock.nowMs()
      const notice = trialNotice(event, nowMs) ?? restartNotice(event, { beganMs, nowMs })
      if (notice) this.#notices.add(notice)
    })
  }

  /** Hears of each break of the line, after it has locked. */
  onBreak(handler: () => void): void {
    this.#onBreak = handler
  }

  /** Whether somebody is logged in. */
  isLoggedIn(): boolean {
    return this.#user !== undefined
  }

  /** Runs until closed. */
  async run(): Promise<void> {
    while (!this.#isClosed) {
      this.#round = new AbortController()
      await this.#oneRound(this.#round.signal)
    }
  }

  /** Ends what is under way; the login stands there next. */
  lock(why: LockReason): void {
    const user = this.#user
    this.#deps.terminal.dropOutput()
    this.#deps.terminal.forgetKeys()
    if (user) void this.#deps.gate.note({ do: 'lock', why }).catch(() => undefined)
    if (why === 'hang-up' || why === 'plugged-in') this.#forgetPerson()
    if (user && (why === 'idle' || why === 'taken-over')) void this.#say([`\n${this.#text(`session.locked-${why}`)}`])
    this.#running?.abort()
    this.#round.abort()
  }

  close(): void {
    this.#isClosed = true
    this.lock('end')
    this.#endIdle()
    this.#topics.close()
    this.#endEvents()
  }

  /** Whoever comes next may have another terminal, and another language. */
  #forgetPerson(): void {
    this.#language = 'en'
    this.#deps.terminal.forgetTerminal()
  }

  /** In the letters of the terminal: what is laid out by it then has the width that it will have there. */
  get #text(): Text {
    const text = textIn(this.#language)
    return (key, values) => this.#deps.terminal.shown(text(key, values))
  }

  async #oneRound(ended: AbortSignal): Promise<void> {
    const { gate, terminal, greeting, clock } = this.#deps
    await terminal.write(`\n${greeting}\n`)
    const user = await gate.logIn(this.#dialogue(ended)).catch(() => undefined)
    if (!user || ended.aborted) {
      if (user) await gate.logOut().catch(() => undefined)
      if (!ended.aborted) await sleep(clock, AFTER_REFUSAL_MS)
      return
    }
    this.#user = user
    this.#watchIdle()
    try {
      await probeTerminal(terminal, { clock, ended })
      await this.#say([this.#text('session.welcome', { name: user.name, role: user.role })])
      await this.#lines(user, ended)
    } finally {
      this.#user = undefined
      this.#endIdle()
      await gate.logOut().catch(() => undefined)
    }
  }

  #dialogue(ended: AbortSignal): Dialogue {
    const { terminal } = this.#deps
    return {
      text: (key, values) => this.#text(key, values),
      setLanguage: (language) => {
        this.#language = language
      },
      say: (line) => {
        // Whoever this was for may be gone, and another be there.
        if (!ended.aborted) void this.#say([line])
      },
      ask: (prompt, { isSecret } = {}) => readLine({ terminal, prompt, ended, ...(isSecret && { isSecret }) }),
    }
  }

  async #lines(user: ConsoleUser, ended: AbortSignal): Promise<void> {
    const { terminal, table, config } = this.#deps
    let history: readonly string[] = []
    this.#isLeaving = false
    while (!ended.aborted && !this.#isLeaving) {
      const prompt = promptFor(user, config.train.id, terminal.columns)
      const mine = table.filter(({ role }) => mayAct(user.role, role))
      const offering = { table: mine, known: knownNamesOf(config), text: this.#text }
      const notices = { waiting: this.#notices, lines: (notice: Notice) => this.#folded([notice(this.#text)]) }
      const line = await readLine({ terminal, prompt, ended, history, offering, notices })
      if (line === undefined) return
      history = remember(history, line)
      await this.#carryOut(line, user, ended)
    }
  }

  async #carryOut(line: string, user: ConsoleUser, ended: AbortSignal): Promise<void> {
    const { terminal } = this.#deps
    const running = new AbortController()
    this.#running = running
    const both = AbortSignal.any([running.signal, ended])
    // What an ended command still says is not for the next person.
    const teller = tellProgress((said) => (ended.aborted ? Promise.resolve() : this.#say([said])), this.#text)
    const outcome = await runLine(this.#lineRun(user, both, teller.say), line)
    await teller.done()
    if (outcome.raw) await this.#writeRaw(outcome, both)
    this.#running = undefined
    if (ended.aborted || outcome.raw) return
    await pageLines(terminal, this.#folded(outcome.lines), { text: this.#text, ended })
  }

  /** Whole, as fast as the line takes it: each line that it took shows that somebody is there. */
  async #writeRaw({ lines, raw: { begin, end } = {} }: Outcome, ended: AbortSignal): Promise<void> {
    const { terminal } = this.#deps
    for (const line of [begin ?? [], lines, end ?? []].flat()) {
      if (ended.aborted) return
      await terminal.writeLine(harmlessRow(line))
      this.#watchIdle()
    }
  }

  #lineRun(user: ConsoleUser, ended: AbortSignal, say: (line: string) => void): LineRun {
    const { table, clock, gate } = this.#deps
    return {
      table,
      clock,
      text: this.#text,
      ended,
      say,
      note: (note) => gate.note(note),
      context: (signal, saying) => this.#context(user, signal, saying),
    }
  }

  #context(user: ConsoleUser, ended: AbortSignal, say: (line: string) => void): CommandContext {
    const { bus, clock, config, terminal, transfers } = this.#deps
    return {
      bus,
      clock,
      config,
      known: knownNamesOf(config),
      user,
      language: this.#language,
      text: this.#text,
      size: { columns: terminal.columns, rows: terminal.rows },
      hasUnicode: terminal.charset === 'utf8',
      hasAnsi: terminal.hasAnsi,
      paint: (tone, text) => (terminal.hasAnsi ? styleText(styles[tone], text, { validateStream: false }) : text),
      ended,
      say,
      ask: (prompt, { isSecret, until } = {}) =>
        readLine({ terminal, prompt, ended: eitherOf(ended, until), ...(isSecret && { isSecret }) }),
      confirm: (question, until) => this.#confirm(question, eitherOf(ended, until)),
      openRaw: () => terminal.openRaw(ended),
      baudRate: terminal.baudRate,
      ...(transfers && { transfers }),
      seen: (topic) => this.#topics.seen(topic),
      session: this.#control(user, ended),
    }
  }

  #control(user: ConsoleUser, ended: AbortSignal): SessionControl {
    const { terminal } = this.#deps
    let isAgain = false
    return {
      logOut: () => {
        this.#isLeaving = true
      },
      setLanguage: (language) => {
        this.#language = language
      },
      stay: () => {
        if (!ended.aborted) this.#watchIdle()
      },
      setTerminal: (change) => void Object.assign(terminal, change),
      run: (line): Promise<Outcome> => {
        const run = { ...this.#lineRun(user, ended, () => undefined), isAgain }
        isAgain = true
        return runLine(run, line)
      },
    }
  }

  async #confirm(question: string, ended: AbortSignal): Promise<boolean> {
    const { terminal, clock } = this.#deps
    const late = new AbortController()
    const cancel = clock.after(CONFIRM_WAIT_MS, () => late.abort())
    await this.#say([question])
    const prompt = this.#text('session.confirm')
    const answer = await readLine({ terminal, prompt, ended: AbortSignal.any([late.signal, ended]) })
    cancel()
    return YES.test(answer?.trim() ?? '')
  }

  #folded(lines: readonly string[]): string[] {
    const { terminal } = this.#deps
    return lines
      .flatMap((line) => line.split('\n'))
      .flatMap((line) => foldText(terminal.shown(harmless(line)), terminal.columns))
  }

  async #say(lines: readonly string[]): Promise<void> {
    // At one stroke: a prompt that comes next must not stand between two of them.
    await this.#deps.terminal.write(
      this.#folded(lines)
        .map((line) => `${line}\n`)
        .join(''),
    )
  }

  #takeUrgent(key: Key): boolean {
    if (key.kind === 'break') {
      this.lock('break')
      this.#onBreak()
      return true
    }
    if (key.kind !== 'interrupt' || !this.#running) return false
    this.#deps.terminal.dropOutput()
    this.#running.abort()
    return true
  }

  /** The user is the gate's own object: what they may do has changed in it already. */
  #takeChange(change: GateChange): void {
    if (!change.user) this.lock('end')
    else if (change.takenBy !== undefined) {
      this.#running?.abort()
      void this.#say([`\n${this.#text('session.taken', { by: change.takenBy })}`])
    }
  }

  #watchIdle(): void {
    this.#endIdle()
    // Also before a login: nobody shall find half of another's.
    this.#endIdle = this.#deps.clock.after(this.#deps.idleLockMs, () => this.lock('idle'))
  }
}
