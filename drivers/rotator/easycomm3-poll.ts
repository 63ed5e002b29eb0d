import type { Cancel, Clock } from '../../hal/clock.ts'
import type { EasycommReply } from './easycomm3-codec.ts'

/** One whole answer to a status query, as the registers came. */
export interface EasycommReading {
  azimuthDeg: number
  elevationDeg: number
  statusBits: number
  errorBits: number
}

interface PollOptions {
  clock: Clock
  everyMs: number
  replyTimeoutMs: number
  retries: number
  /** Sends the query; called again for each retry. */
  ask(): void
  onReading(reading: EasycommReading): void
  /** A query, first or repeated, that was not answered whole in time. */
  onTimeout(): void
}

/** Asks at the given period, waits for every part of the answer, asks again when one is missing. */
export interface EasycommPoll {
  start(): void
  take(reply: EasycommReply): void
  stop(): void
}

const fieldOf = (reply: EasycommReply): Partial<EasycommReading> => {
  if (reply.kind === 'azimuth') return { azimuthDeg: reply.deg }
  if (reply.kind === 'elevation') return { elevationDeg: reply.deg }
  if (reply.kind === 'status') return { statusBits: reply.bits }
  return reply.kind === 'errors' ? { errorBits: reply.bits } : {}
}

const whole = ({ azimuthDeg, elevationDeg, statusBits, errorBits }: Partial<EasycommReading>) =>
  azimuthDeg === undefined || elevationDeg === undefined || statusBits === undefined || errorBits === undefined
    ? undefined
    : { azimuthDeg, elevationDeg, statusBits, errorBits }

/** The polling of one EasyComm III controller; at rest until `start`. */
export const easycommPoll = (options: PollOptions): EasycommPoll => {
  const { clock, everyMs, replyTimeoutMs, retries } = options
  let cancel: Cancel = () => {}
  let partial: Partial<EasycommReading> | undefined
  let attempt = 0
  let startedMs = 0
  let isRunning = false

  const ask = (): void => {
    partial = {}
    cancel = clock.after(replyTimeoutMs, look)
    options.ask()
  }
  const begin = (): void => {
    attempt = 0
    startedMs = clock.nowMs()
    ask()
  }
  const rest = (): void => {
    partial = undefined
    const restMs = startedMs + everyMs - clock.nowMs()
    if (restMs > 0) cancel = clock.after(restMs, begin)
    else begin()
  }
  /** One timer a query: an answer does not end it, it is found here. */
  const look = (): void => {
    const isMissing = partial !== undefined
    if (isMissing) options.onTimeout()
    // Whoever is told of a timeout may stop the polling.
    if (!isRunning) return
    if (isMissing && attempt++ < retries) ask()
    else rest()
  }
  const stop = (): void => {
    cancel()
    partial = undefined
    isRunning = false
  }

  return {
    start: () => {
      stop()
      isRunning = true
      begin()
    },
    take: (reply) => {
      if (!partial) return
      Object.assign(partial, fieldOf(reply))
      const reading = whole(partial)
      if (!reading) return
      partial = undefined
      options.onReading(reading)
    },
    stop,
  }
}
