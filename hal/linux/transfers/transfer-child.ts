import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { TransferFailure, TransferLine } from '../../file-transfer.ts'
import { SYSTEM_PATH } from '../network/tool.ts'
import { Acknowledged } from './acknowledged.ts'
import { type Heard, hear, nothingHeard } from './heard.ts'
import { lookAtSpool, spoolIsFull } from './spool.ts'

/** What is run, and what bounds it. */
export interface TransferPlan {
  program: 'sz' | 'rz'
  args: readonly string[]
  /** Its folder, and the only one that it is told of. */
  spool: string
  /** No file grows beyond, by the kernel. */
  fileAtMostBytes: number
  /** More from the other end is no transfer of such a file. */
  heardAtMostBytes: number
  deadlineMs: number
  ended: AbortSignal
}

export type TransferEnd = 'done' | TransferFailure

/** A person looks for the file in a menu. */
const ANSWER_WITHIN_MS = 90_000
/** The programs ask again every 10 s. */
const SILENT_MS = 45_000
const LOOK_EVERY_MS = 250
/** Either program says so once every byte is known to be there (ZFIN; ZMODEM, 8.3); only courtesies come after, and noise may take them. */
const FINISHING = Buffer.from('**\x18B08')
const FINISHED_AFTER_MS = 2_000
/** What may wait for a program that does not read. */
const WAITING_AT_MOST_BYTES = 1_048_576
const CPU_AT_MOST_S = 600
const NOT_FOUND = 127
const FILE_GREW = 'SIGXFSZ'

/** Ends the other end's program (ZMODEM, 8.1: five in a row or more), and takes back what a terminal may have shown of it. */
const CANCEL = Uint8Array.from([...Array(10).fill(0x18), ...Array(10).fill(0x08)])

type Child = ChildProcessByStdio<Writable, Readable, null>

const start = ({ program, args, spool, fileAtMostBytes }: TransferPlan): Child => {
  const limits = [`--fsize=${fileAtMostBytes}`, `--cpu=${CPU_AT_MOST_S}`, '--nofile=32', '--core=0']
  return spawn('prlimit', [...limits, program, ...args], {
    cwd: spool,
    env: { PATH: SYSTEM_PATH, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
}

/** One run of a program of ZMODEM between a line and its spool. */
class TransferChild {
  readonly #plan: TransferPlan
  readonly #line: TransferLine
  readonly #child: Child
  readonly #ending = Promise.withResolvers<TransferEnd>()
  #heard: Heard
  #pumped: Promise<void>
  #finishingMs: number | undefined
  readonly #acknowledged = new Acknowledged()
  /** Of the file, known to be there. */
  #goneBytes = 0
  #isLooking = false

  constructor(line: TransferLine, plan: TransferPlan) {
    this.#plan = plan
    this.#line = line
    this.#child = start(plan)
    this.#heard = nothingHeard(performance.now())
    this.#child.stdin.on('error', () => undefined)
    this.#pumped = this.#pump()
    this.#child.once('error', () => this.#ending.resolve('no-program'))
    this.#child.once('close', (code, signal) => void this.#onClose(code, signal))
    line.onData((bytes) => this.#take(bytes))
  }

  async run(): Promise<TransferEnd> {
    const { ended, deadlineMs } = this.#plan
    const interrupt = (): void => this.#ending.resolve('interrupted')
    const late = setTimeout(() => this.#ending.resolve('late'), deadlineMs)
    const look = setInterval(() => {
      this.#lookForSilence()
      void this.#lookAtFile()
    }, LOOK_EVERY_MS)
    ended.addEventListener('abort', interrupt, { once: true })
    if (ended.aborted) interrupt()
    const end = await this.#ending.promise
    clearTimeout(late)
    clearInterval(look)
    ended.removeEventListener('abort', interrupt)
    await this.#kill()
    if (end !== 'done' && end !== 'line-gone') await this.#line.write(CANCEL).catch(() => undefined)
    return end
  }

  #take(bytes: Uint8Array): void {
    this.#heard = hear(this.#heard, bytes, { nowMs: performance.now(), isSending: this.#isSending })
    if (this.#isSending) this.#acknowledged.take(bytes)
    const { stdin } = this.#child
    if (this.#heard.hasBreak) this.#line.broke()
    if (this.#heard.isInterrupted || this.#heard.hasBreak) this.#ending.resolve('interrupted')
    else if (this.#heard.bytes > this.#plan.heardAtMostBytes) this.#ending.resolve('too-large')
    else if (stdin.writableLength > WAITING_AT_MOST_BYTES) this.#ending.resolve('late')
    else if (stdin.writable) stdin.write(bytes)
  }

  /** As fast as the line takes it: what the program wrote beyond waits in its pipe. */
  async #pump(): Promise<void> {
    try {
      for await (const bytes of this.#child.stdout as AsyncIterable<Buffer>) {
        await this.#line.write(bytes)
        if (bytes.includes(FINISHING)) this.#finishingMs ??= performance.now()
      }
    } catch {
      this.#ending.resolve('line-gone')
    }
  }

  async #onClose(code: number | null, signal: string | null): Promise<void> {
    await this.#pumped
    this.#ending.resolve(this.#endOf(code, signal))
  }

  #endOf(code: number | null, signal: string | null): TransferEnd {
    if (code === 0) return 'done'
    if (code === NOT_FOUND) return 'no-program'
    if (signal === FILE_GREW) return 'too-large'
    return this.#heard.hasAnswered ? 'broken-off' : 'no-answer'
  }

  #lookForSilence(): void {
    const nowMs = performance.now()
    const quietMs = nowMs - this.#heard.lastMs
    if (this.#finishingMs !== undefined && Math.min(quietMs, nowMs - this.#finishingMs) > FINISHED_AFTER_MS)
      this.#ending.resolve('done')
    if (this.#heard.hasAnswered && quietMs > SILENT_MS) this.#ending.resolve('silent')
    if (!this.#heard.hasAnswered && quietMs > ANSWER_WITHIN_MS) this.#ending.resolve('no-answer')
  }

  get #isSending(): boolean {
    return this.#plan.program === 'sz'
  }

  /** What comes in is bounded while it does; and whoever waits is told that the file came on. */
  async #lookAtFile(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      this.#goOn(this.#isSending ? this.#acknowledged.bytes : await this.#spooledBytes())
    } catch {
      // The spool goes with the transfer.
    } finally {
      this.#isLooking = false
    }
  }

  async #spooledBytes(): Promise<number> {
    const seen = await lookAtSpool(this.#plan.spool)
    const why = spoolIsFull(seen, this.#plan.fileAtMostBytes)
    if (why) this.#ending.resolve(why)
    return seen.bytes
  }

  #goOn(bytes: number): void {
    // More than there is was never acknowledged.
    if (bytes <= this.#goneBytes || bytes > this.#plan.fileAtMostBytes) return
    this.#goneBytes = bytes
    this.#line.progressed()
  }

  /** Resolves when it is gone: its folder can go then. */
  #kill(): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null)
      return Promise.resolve()
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.stdout.destroy()
    this.#child.kill('SIGKILL')
    return gone
  }
}

/** Runs it to its end, whichever that is; nothing of it is left then. */
export const runTransfer = (line: TransferLine, plan: TransferPlan): Promise<TransferEnd> =>
  new TransferChild(line, plan).run()
