import { type Clock, sleep } from '../../hal/clock.ts'
import { type MonotonicMs, monotonicMs } from '../../hal/units.ts'
import { type Answer, mistakesIn, type NoAnswer, noAnswer } from './answer.ts'
import { type CommandName, commands } from './commands.ts'

/** Requests of one process that wait for their answers; chosen: people ask, not loops. */
const WAITING_LIMIT = 64
/** Until a request that nobody took is offered again. */
const OFFER_EVERY_MS = 20

/** One attempt to hand a request over: whether somebody took it. After a yes it is never made again. */
export type Offer = (request: { id: number; untilMs: MonotonicMs }) => Promise<boolean>

/** An answer as it comes from elsewhere, its reply not checked. */
export type UncheckedAnswer = NoAnswer | { ok: true; reply?: unknown }

interface Waiting {
  command: CommandName
  isTaken: boolean
  resolve(answer: Answer<CommandName>): void
}

/** The asking side of commands: each request gets exactly one answer, at its deadline at the latest. Never rejects. */
export class Requests {
  readonly #clock: Clock
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async ask(command: CommandName, deadlineMs: number, offer: Offer): Promise<Answer<CommandName>> {
    if (this.#waiting.size >= WAITING_LIMIT) return noAnswer('busy', `${WAITING_LIMIT} requests wait already`)
    this.#lastId += 1
    const id = this.#lastId
    const answered = Promise.withResolvers<Answer<CommandName>>()
    const waiting = { command, isTaken: false, resolve: answered.resolve }
    this.#waiting.set(id, waiting)
    const endWait = this.#clock.after(deadlineMs, () => this.settle(id, tooLate(waiting, deadlineMs)))
    const untilMs = monotonicMs(this.#clock.nowMs() + deadlineMs)
    void this.#handOver(id, waiting, () => offer({ id, untilMs }))
    const answer = await answered.promise
    endWait()
    return answer
  }

  /** What comes for a request that has its answer already is dropped. */
  settle(id: number, answer: UncheckedAnswer): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    waiting?.resolve(checked(waiting.command, answer))
  }

  close(): void {
    for (const id of [...this.#waiting.keys()]) this.settle(id, noAnswer('closed', 'the bus of the caller was closed'))
  }

  async #handOver(id: number, waiting: Waiting, offer: () => Promise<boolean>): Promise<void> {
    while (this.#waiting.has(id)) {
      waiting.isTaken = await offer()
      if (waiting.isTaken) return
      await sleep(this.#clock, OFFER_EVERY_MS)
    }
  }
}

/** The answer as the table allows it. */
const checked = (command: CommandName, answer: UncheckedAnswer): Answer<CommandName> => {
  if (!answer.ok) return answer
  const reply = commands[command].reply.safeParse(answer.reply)
  return reply.success ? { ok: true, reply: reply.data } : noAnswer('failed', `its reply: ${mistakesIn(reply.error)}`)
}

const tooLate = ({ command, isTaken }: Waiting, deadlineMs: number): NoAnswer =>
  isTaken
    ? noAnswer('timeout', `${command} was not answered within ${deadlineMs} ms; whether it was done is unknown`)
    : noAnswer('no-server', `nobody was there to take ${command} within ${deadlineMs} ms`)
