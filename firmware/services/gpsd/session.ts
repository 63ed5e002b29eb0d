import type { MonotonicMs } from '../../../hal/units.ts'
import { type GpsdRequest, readRequest, type Watch } from './request.ts'
import { requestFramer } from './request-framer.ts'

/** What all sessions answer from. Each text is one JSON object without a line end. */
export interface GpsdAnswers {
  version(): string
  /** The one device of which everything is told, by its path. */
  readonly devicePath: string
  device(): string
  devices(): string
  poll(): string
}

/** What goes out to those who watch. */
export type GpsdOutput = { form: 'json' | 'nmea'; text: string }

const WATCHING_NOTHING: Watch = {
  enable: false,
  json: false,
  nmea: false,
  raw: 0,
  scaled: false,
  split24: false,
  pps: false,
}

/** Requests that a client may make at once, and how many more each second. Chosen: people and programs make one or two. */
const REQUESTS_AT_ONCE = 100
const REQUESTS_PER_S = 20
/** A client that sends this much that is no request is not one of gpsd's. */
const MAX_DISCARDED_BYTES = 4_194_304

const error = (message: string): string => JSON.stringify({ class: 'ERROR', message })

/** One client's conversation. */
export class GpsdSession {
  readonly #answers: GpsdAnswers
  readonly #framer = requestFramer()
  #watch = WATCHING_NOTHING
  #allowance = REQUESTS_AT_ONCE
  #heardAtMs: MonotonicMs

  constructor(answers: GpsdAnswers, nowMs: MonotonicMs) {
    this.#answers = answers
    this.#heardAtMs = nowMs
  }

  /** What to answer to some bytes; `isOver` when the client asks too much, or sends what is no request without end. */
  onData(bytes: Uint8Array, nowMs: MonotonicMs): { answers: string[]; isOver: boolean } {
    const requests = this.#framer.push(bytes)
    this.#allowance = Math.min(REQUESTS_AT_ONCE, this.#allowance + ((nowMs - this.#heardAtMs) / 1_000) * REQUESTS_PER_S)
    this.#heardAtMs = nowMs
    const allowed = requests.slice(0, Math.floor(this.#allowance))
    this.#allowance -= allowed.length
    const isOver = allowed.length < requests.length || this.#framer.discardedBytes() > MAX_DISCARDED_BYTES
    const answers = allowed.flatMap((text) =>
      text === undefined ? [error('Unrecognized request')] : this.#answer(readRequest(text)),
    )
    return { answers: isOver ? [...answers, error('Too many requests')] : answers, isOver }
  }

  isWatching(): boolean {
    return this.#watch.enable
  }

  /** When it last asked for anything. */
  heardAtMs(): MonotonicMs {
    return this.#heardAtMs
  }

  wants({ form }: GpsdOutput): boolean {
    const { enable, json, nmea, raw } = this.#watch
    return enable && (form === 'json' ? json : nmea || raw > 0)
  }

  #answer(request: GpsdRequest): string[] {
    switch (request.kind) {
      case 'version':
        return [this.#answers.version()]
      case 'devices':
        return [this.#answers.devices()]
      case 'poll':
        return [this.#answers.poll()]
      case 'device':
        return [
          request.isSetting
            ? error('Devices are set up in the configuration of the train only')
            : this.#answers.device(),
        ]
      case 'watch':
        return this.#onWatch(request.changes)
      case 'wrong':
        return [error(request.message)]
    }
  }

  #onWatch(changes: Partial<Watch> | undefined): string[] {
    const { device } = changes ?? {}
    if (device && device !== this.#answers.devicePath) return [error(`No such device as ${device}`)]
    this.#watch = { ...this.#watch, ...changes }
    return [this.#answers.devices(), JSON.stringify({ class: 'WATCH', ...this.#watch })]
  }
}
