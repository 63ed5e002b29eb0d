import type { Cancel, Clock } from '../../hal/clock.ts'
import type { MotionPart, MotionSample, MotionSensor } from '../../hal/motion-sensor.ts'
import type { OpenPort, Port } from '../../hal/port.ts'
import type { Random } from '../../hal/random.ts'
import {
  encodeI2cConfig,
  encodeI2cContinuousRead,
  encodeI2cWrite,
  encodeReset,
  encodeSamplingInterval,
  encodeVersionRequest,
  type FirmataMessage,
  firmataDecoder,
} from './firmata-codec.ts'
import { type MotionPartDriver, motionParts } from './motion-parts.ts'

/** What a board is opened with. */
export interface FirmataBoardOptions {
  openPort: OpenPort
  parts: readonly MotionPart[]
  /** Readings of each part a second, 0.1 to 100. */
  rateHz: number
  /** Silence after which the line is opened again. */
  silentAfterMs: number
  clock: Clock
  random: Random
}

/** A board that is still in its boot loader hears nothing: it is asked again. */
const ASK_EVERY_MS = 500
/** An Arduino restarts when its port is opened, and its boot loader waits for an upload for up to two seconds. */
const START_LIMIT_MS = 5000
const FIRST_BACKOFF_MS = 250
const LONGEST_BACKOFF_MS = 5000

const setUpMessages = (parts: readonly MotionPartDriver[], rateHz: number): Uint8Array[] => [
  encodeReset(),
  encodeSamplingInterval(Math.min(16_383, Math.max(1, Math.round(1000 / rateHz)))),
  encodeI2cConfig(),
  ...parts.flatMap(({ address, setUp, read }) => [
    ...setUp.map((bytes) => encodeI2cWrite(address, bytes)),
    encodeI2cContinuousRead(address, read.register, read.count),
  ]),
]

class FirmataBoard implements MotionSensor {
  readonly #options: FirmataBoardOptions
  readonly #parts: readonly MotionPartDriver[]
  readonly #decoder = firmataDecoder((message) => this.#take(message))
  readonly #counters = { rxBytes: 0, txBytes: 0, reconnects: 0, writeErrors: 0, timeouts: 0 }
  #refusedBytes = 0
  #refusedFrames = 0
  #onSample: (sample: MotionSample) => void = () => undefined
  #port: Port | undefined
  #isClosed = false
  #hasSpoken = false
  #openedMs = 0
  #heardMs = 0
  #backoffMs = FIRST_BACKOFF_MS
  #cancelRetry: Cancel = () => undefined
  #cancelAsking: Cancel = () => undefined
  readonly #cancelWatch: Cancel

  constructor(options: FirmataBoardOptions, port: Port) {
    this.#options = options
    this.#parts = options.parts.map((part) => motionParts[part])
    this.#use(port)
    this.#cancelWatch = options.clock.every(options.silentAfterMs / 4, () => this.#watch())
  }

  onSample(handler: (sample: MotionSample) => void): void {
    this.#onSample = handler
  }

  counters() {
    const { rxFrames, rxDiscardedBytes } = this.#decoder.counters()
    return {
      ...this.#counters,
      rxFrames: rxFrames - this.#refusedFrames,
      rxDiscardedBytes: rxDiscardedBytes + this.#refusedBytes,
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelWatch()
    this.#cancelRetry()
    this.#leave()
  }

  #use(port: Port): void {
    const { clock } = this.#options
    this.#port = port
    this.#decoder.reset()
    this.#hasSpoken = false
    this.#openedMs = clock.nowMs()
    port.onData((bytes) => this.#hear(bytes))
    port.onClose(() => this.#lose(port))
    this.#send(encodeVersionRequest())
    this.#cancelAsking = clock.every(ASK_EVERY_MS, () => this.#send(encodeVersionRequest()))
  }

  #hear(bytes: Uint8Array): void {
    this.#counters.rxBytes += bytes.length
    this.#decoder.push(bytes)
  }

  #send(bytes: Uint8Array): void {
    this.#port?.write(bytes, (error) => {
      if (error) this.#counters.writeErrors++
      else this.#counters.txBytes += bytes.length
    })
  }

  #take(message: FirmataMessage): void {
    if (message.kind === 'i2c-reply') this.#takeReply(message)
    else if (message.kind === 'version') this.#setUp()
  }

  /** A board says its version when it starts, also in the middle of a ride after a dip of its supply: then it has forgotten all. */
  #setUp(): void {
    this.#cancelAsking()
    for (const bytes of setUpMessages(this.#parts, this.#options.rateHz)) this.#send(bytes)
  }

  #takeReply({ address, register, data }: { address: number; register: number; data: Uint8Array }): void {
    const driver = this.#parts.find((part) => part.address === address)
    const isWhole = driver?.read.register === register && driver.read.count === data.length
    const reading = isWhole ? driver.decode(data) : undefined
    if (!driver || !reading) {
      this.#refusedFrames++
      this.#refusedBytes += 7 + 2 * data.length
      return
    }
    this.#heardMs = this.#options.clock.nowMs()
    this.#hasSpoken = true
    this.#backoffMs = FIRST_BACKOFF_MS
    this.#onSample({ part: driver.part, atMs: this.#options.clock.nowMs(), ...reading })
  }

  /** Liveness comes from samples: a board that only sends noise is as bad as a silent one. */
  #watch(): void {
    const { clock, silentAfterMs } = this.#options
    if (!this.#port) return
    const silentMs = clock.nowMs() - (this.#hasSpoken ? this.#heardMs : this.#openedMs)
    if (silentMs < (this.#hasSpoken ? silentAfterMs : START_LIMIT_MS)) return
    this.#counters.timeouts++
    this.#leave()
    this.#retryLater()
  }

  #leave(): void {
    const port = this.#port
    this.#port = undefined
    this.#cancelAsking()
    port?.close()
  }

  #lose(port: Port): void {
    if (this.#port !== port) return
    this.#leave()
    this.#retryLater()
  }

  #retryLater(): void {
    const { clock, random } = this.#options
    if (this.#isClosed) return
    this.#cancelRetry = clock.after(this.#backoffMs * (0.8 + 0.4 * random.next()), () => void this.#reopen())
    this.#backoffMs = Math.min(LONGEST_BACKOFF_MS, 2 * this.#backoffMs)
  }

  async #reopen(): Promise<void> {
    try {
      const port = await this.#options.openPort()
      if (this.#isClosed) return port.close()
      this.#counters.reconnects++
      this.#use(port)
    } catch {
      // Whatever the reason, a plug that is put back later must be found.
      this.#retryLater()
    }
  }
}

/**
 * Opens a Firmata board by our own codec, sets its parts up as johnny-five does and reads them continuously. It reopens
 * the line with growing delays when it closes or stays silent. Rejects with TerminalError when the first opening fails.
 */
export const openFirmataBoard = async (options: FirmataBoardOptions): Promise<MotionSensor> =>
  new FirmataBoard(options, await options.openPort())
