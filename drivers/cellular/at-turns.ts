import { type Clock, sleep } from '../../hal/clock.ts'
import type { AtAnswer, AtChannel, AtCommand } from './at-channel.ts'

/** A command that waits for its turn. */
export interface AtTurn extends Partial<AtCommand> {
  command: string
  /** Goes before what waits; the command in flight is never broken off. */
  isUrgent?: boolean
  /** Asked once, whatever comes: what has an effect must not have it twice. */
  isOnce?: boolean
}

interface AtTurnsOptions {
  clock: Clock
  channel: AtChannel
  timing: { replyTimeoutMs: number; retries: number }
  /** After each answer that did not come in time, before the next command. */
  onTimeout(): void
}

/** Everybody who speaks to one modem, one command after the other, each asked again when it is not answered. */
export interface AtTurns {
  /** Never rejects; `ended` when the modem restarted or too much waits. */
  ask(turn: AtTurn): Promise<AtAnswer>
  /** Ends the command in flight and all that wait. */
  end(): void
}

interface Waiting {
  turn: AtTurn
  resolve(answer: AtAnswer): void
}

const maxWaiting = 32
// Chosen: a late answer must not be taken for the next command's, so nothing is asked until the modem was quiet this long.
export const quietAfterTimeoutMs = 300

const ended: AtAnswer = { outcome: 'ended', lines: [], isEchoed: false }

/** Takes turns on a channel. */
export const atTurns = ({ clock, channel, timing, onTimeout }: AtTurnsOptions): AtTurns => {
  let waiting: Waiting[] = []
  let isBusy = false
  /** A restart ends what went before. */
  let life = 0

  const carryOut = async ({ command, body, timeoutMs = timing.replyTimeoutMs, isOnce }: AtTurn): Promise<AtAnswer> => {
    const begunIn = life
    let answer = ended
    for (let attempt = 0; attempt <= (isOnce ? 0 : timing.retries) && begunIn === life; attempt++) {
      answer = await channel.command({ command, timeoutMs, ...(body !== undefined && { body }) })
      if (answer.outcome !== 'timeout') return answer
      onTimeout()
      await sleep(clock, quietAfterTimeoutMs)
    }
    return begunIn === life ? answer : ended
  }
  const next = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    for (let job = waiting.shift(); job; job = waiting.shift()) job.resolve(await carryOut(job.turn))
    isBusy = false
  }
  return {
    ask: (turn) =>
      new Promise((resolve) => {
        if (waiting.length >= maxWaiting) return resolve(ended)
        const job = { turn, resolve }
        if (turn.isUrgent) waiting = [...waiting.filter(isUrgent), job, ...waiting.filter((one) => !isUrgent(one))]
        else waiting.push(job)
        void next()
      }),
    end: () => {
      life++
      for (const { resolve } of waiting.splice(0)) resolve(ended)
      channel.end()
    },
  }
}

const isUrgent = ({ turn }: Waiting): boolean => turn.isUrgent === true
