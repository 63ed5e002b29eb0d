import type { AppendLog } from '../../../hal/append-log.ts'
import type { CommandReply, CommandRequest } from '../../bus/commands.ts'
import { logShown } from '../../bus/schemas/alarms.ts'
import type { EventMessage } from '../../bus/topics.ts'
import { readJsonLine } from '../../domain/json-line.ts'

export type LogEntry = CommandReply<'log.show'>['entries'][number]

/** Chosen: some weeks of a train; a megabyte and a half of memory. */
const ENTRIES_AT_MOST = 5_000
/** Chosen: what flaps is told of by its number. */
const A_WINDOW_AT_MOST = 30
const WINDOW_MS = 10_000

const gravity = { info: 0, warning: 1, alarm: 2 } as const

const entrySchema = logShown.shape.entries.element

/** When an entry is made: of the machine's clock, and of UTC where that is trusted. */
interface LogTime {
  nowMs: number
  utcMs?: number | undefined
}

interface EventLogOptions {
  log: AppendLog
  /** Told when the medium refuses a line, and when it takes one again. */
  onKept(isKept: boolean, why?: string): void
}

/** What services tell, kept on the medium and in memory: the newest 5,000. */
export class EventLog {
  readonly #options: EventLogOptions
  #entries: LogEntry[] = []
  #number = 1
  #window = { sinceMs: Number.NEGATIVE_INFINITY, count: 0 }
  #isKept = true
  #writing: Promise<void>

  constructor(options: EventLogOptions) {
    this.#options = options
    this.#writing = this.#read()
  }

  /** One event; of more than 30 in ten seconds only their number is kept. */
  add(source: string, event: EventMessage, time: LogTime): void {
    if (time.nowMs - this.#window.sinceMs >= WINDOW_MS) this.#turn(time)
    if (++this.#window.count <= A_WINDOW_AT_MOST) this.#enter(source, event, time)
  }

  /** The newest that are wanted, the oldest first. */
  async show({ count, before, severity = 'info', source }: CommandRequest<'log.show'>): Promise<LogEntry[]> {
    await this.#writing
    const wanted = this.#entries.filter(
      (entry) =>
        (before === undefined || entry.number < before) &&
        gravity[entry.severity] >= gravity[severity] &&
        (source === undefined || entry.source === source),
    )
    return wanted.slice(-count)
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#options.log.close()
  }

  #turn(time: LogTime): void {
    const lost = this.#window.count - A_WINDOW_AT_MOST
    this.#window = { sinceMs: time.nowMs, count: 0 }
    if (lost <= 0) return
    const text = `${lost} more events in ${WINDOW_MS / 1000} s were not kept`
    this.#enter('alarms', { severity: 'warning', subject: 'log', text, reasons: [] }, time)
  }

  #enter(source: string, { severity, subject, text, reasons }: Omit<EventMessage, 'atMs'>, time: LogTime): void {
    const uptimeS = Math.round(time.nowMs / 100) / 10
    const utc = time.utcMs === undefined ? {} : { utcMs: time.utcMs }
    this.#writing = this.#writing.then(() => {
      const entry = { number: this.#number++, uptimeS, ...utc, source, severity, subject, text, reasons }
      this.#remember(entry)
      return this.#write(entry)
    })
  }

  #remember(entry: LogEntry): void {
    this.#entries.push(entry)
    if (this.#entries.length > ENTRIES_AT_MOST) this.#entries.shift()
  }

  async #write(entry: LogEntry): Promise<void> {
    try {
      await this.#options.log.append(JSON.stringify(entry))
      this.#say(true)
    } catch (error) {
      this.#say(false, error instanceof Error ? error.message : String(error))
    }
  }

  #say(isKept: boolean, why?: string): void {
    if (isKept === this.#isKept) return
    this.#isKept = isKept
    this.#options.onKept(isKept, why)
  }

  async #read(): Promise<void> {
    try {
      for await (const line of this.#options.log.lines()) {
        const entry = readJsonLine(entrySchema, line)
        if (entry) this.#remember(entry)
      }
    } catch (error) {
      this.#say(false, error instanceof Error ? error.message : String(error))
    }
    this.#number = (this.#entries.at(-1)?.number ?? 0) + 1
  }
}
