/** A listening socket that can be put down and taken up again. */
export interface Rested {
  /** Stops listening; who is connected stays. */
  stop(): void
  /** Listens again; rejects when that cannot be done now. */
  resume(): Promise<void>
  areDescriptorsFree(count: number): boolean
}

/** Chosen: the kernel is asked in vain for no longer than this, and a look costs some microseconds. */
const LOOK_EVERY_MS = 500
const REST_AT_LEAST_MS = 1_000
const REST_AT_MOST_MS = 30_000
/** Quiet for so many looks: the next rest is short again. */
const QUIET_LOOKS = 60
/** The socket that listens, and one client's. */
const WANTED = 2

/**
 * Lets a server rest while file descriptors have run out. libuv then gives up a descriptor that it holds in reserve and hangs up on the client (1.52,
 * `uv__emfile_trick`); once somebody else has taken that one too, the client stays where it is, and the socket is asked again at once, without end and
 * without a word, while all else in the process waits.
 */
export class ListeningRest {
  readonly #rested: Rested
  #rests = 0
  #restMs = REST_AT_LEAST_MS
  #quietLooks = 0
  #timer: NodeJS.Timeout | undefined

  constructor(rested: Rested) {
    this.#rested = rested
    this.#in(LOOK_EVERY_MS, () => this.#look())
  }

  /** How often descriptors have run out. */
  rests(): number {
    return this.#rests
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #in(ms: number, then: () => void): void {
    this.#timer = setTimeout(then, ms)
    this.#timer.unref()
  }

  #look(): void {
    if (this.#rested.areDescriptorsFree(1)) {
      this.#quietLooks++
      if (this.#quietLooks >= QUIET_LOOKS) this.#restMs = REST_AT_LEAST_MS
      this.#in(LOOK_EVERY_MS, () => this.#look())
      return
    }
    this.#rests++
    this.#quietLooks = 0
    this.#rested.stop()
    this.#rest()
  }

  /** Each in a row twice as long as the one before. */
  #rest(): void {
    this.#in(this.#restMs, () => void this.#resume())
    this.#restMs = Math.min(REST_AT_MOST_MS, 2 * this.#restMs)
  }

  async #resume(): Promise<void> {
    if (!this.#rested.areDescriptorsFree(WANTED)) return this.#rest()
    const timer = this.#timer
    try {
      await this.#rested.resume()
    } catch {
      // Somebody else may have taken the port: it is tried again.
      if (timer === this.#timer) this.#rest()
      return
    }
    if (timer === this.#timer) this.#in(LOOK_EVERY_MS, () => this.#look())
  }
}
