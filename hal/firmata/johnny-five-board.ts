import type { Cancel, Clock } from '../clock.ts'
import type { MotionPart, MotionSample, MotionSensor } from '../motion-sensor.ts'
import type { OpenPort, Port } from '../port.ts'
import type { Random } from '../random.ts'
import { type ReconnectingLink, reconnectingLink } from '../reconnecting-link.ts'
import type { MonotonicMs } from '../units.ts'
import { type FiveStack, fiveStack } from './five-stack.ts'
import { type FirmataFrames, firmataFrames, isVersionReport } from './frames.ts'
import { motionParts } from './motion-parts.ts'

/** Firmata boards sample no faster. */
const SHORTEST_INTERVAL_MS = 10
const SAMPLE_SILENCE_MS = 2000
/** A board that resets when its line opens spends about two seconds in its boot loader. */
const START_SILENCE_MS = 6000
const WATCH_PERIOD_MS = 250
/** The longest write is 64 bytes; ending the sensor waits for one. */
const WRITE_TIMEOUT_MS = 500
/** Most boards report unasked when their line opens; then this is never asked. */
const FIRST_ASK_MS = 500
const ASK_PERIOD_MS = 1000
/** A board that reports its start and is asked at the same time answers twice. */
const SETUP_PAUSE_MS = 1000

// Firmata protocol 2.x: report version, report firmware (sysex 0x79), system reset.
const ASK_VERSION = Uint8Array.of(0xf9, 0xf0, 0x79, 0xf7)
const RESET = Uint8Array.of(0xff)

/** A Firmata board with motion sensors on its I2C bus. */
export interface JohnnyFiveBoardOptions {
  name: string
  link: OpenPort
  parts: readonly MotionPart[]
  /** Readings a second of each part, at most 100. */
  rateHz: number
  clock: Clock
  random: Random
}

interface BoardParts {
  link: ReconnectingLink
  stack: FiveStack
  /** The port that the link has open, so that a board that only pretends can be closed. */
  held: { port?: Port }
}

/** Follows the line: asks the board who it is, sets it up each time it has started, and lets no board stay silent. */
class JohnnyFiveSensor implements MotionSensor {
  readonly #clock: Clock
  readonly #link: ReconnectingLink
  readonly #stack: FiveStack
  readonly #parts: readonly MotionPart[]
  readonly #held: { port?: Port }
  readonly #counts = { rxFrames: 0, rxDiscardedBytes: 0, timeouts: 0 }
  #frames: FirmataFrames = firmataFrames()
  #hasOpened = false
  #openedAtMs = 0
  #setUpAtMs: number | undefined
  #lastSampleMs: number | undefined
  #cancels: Cancel[] = []
  #onSample: (sample: MotionSample) => void = () => undefined

  private constructor({ clock, parts }: JohnnyFiveBoardOptions, { link, stack, held }: BoardParts) {
    this.#clock = clock
    this.#parts = parts
    this.#link = link
    this.#stack = stack
    this.#held = held
  }

  static async open(options: JohnnyFiveBoardOptions): Promise<JohnnyFiveSensor> {
    const { name, link: openLine, clock, random, parts, rateHz } = options
    const stack = await fiveStack({
      parts,
      samplingIntervalMs: Math.max(SHORTEST_INTERVAL_MS, Math.round(1000 / rateHz)),
      send: (bytes) => void link.write(bytes).catch(() => undefined),
      reading: (part, bytes) => sensor.#reading(part, bytes),
      failed: () => held.port?.close(),
    })
    const held: { port?: Port } = {}
    const open: OpenPort = async () => {
      held.port = await openLine()
      return held.port
    }
    const link = reconnectingLink({ name, open, clock, random, writeTimeoutMs: WRITE_TIMEOUT_MS })
    const sensor = new JohnnyFiveSensor(options, { link, stack, held })
    link.onData((bytes) => sensor.#received(bytes))
    link.onState((state) => (state === 'open' ? sensor.#begin() : sensor.#end()))
    await link.opened().catch(async (error) => {
      await sensor.close()
      throw error
    })
    return sensor
  }

  onSample(handler: (sample: MotionSample) => void): void {
    this.#onSample = handler
  }

  counters(): ReturnType<MotionSensor['counters']> {
    const { rxDiscardedBytes, ...counts } = this.#counts
    return { ...this.#link.counters(), ...counts, rxDiscardedBytes: rxDiscardedBytes + this.#frames.discardedBytes() }
  }

  async close(): Promise<void> {
    this.#end()
    await this.#link.write(RESET).catch(() => undefined)
    this.#stack.close()
    await this.#link.close()
  }

  #begin(): void {
    this.#counts.rxDiscardedBytes += this.#frames.discardedBytes()
    this.#frames = firmataFrames()
    this.#openedAtMs = this.#clock.nowMs()
    this.#setUpAtMs = undefined
    this.#lastSampleMs = undefined
    this.#cancels = [
      this.#clock.after(FIRST_ASK_MS, () => this.#ask()),
      this.#clock.every(WATCH_PERIOD_MS, () => this.#watch()),
    ]
    if (!this.#hasOpened) this.#stack.opened()
    this.#hasOpened = true
  }

  #end(): void {
    for (const cancel of this.#cancels) cancel()
    this.#cancels = []
  }

  #ask(): void {
    if (this.#setUpAtMs !== undefined) return
    this.#send(ASK_VERSION)
    this.#cancels.push(this.#clock.after(ASK_PERIOD_MS, () => this.#ask()))
  }

  #send(bytes: Uint8Array): void {
    this.#link.write(bytes).catch(() => undefined)
  }

  #received(bytes: Uint8Array): void {
    for (const frame of this.#frames.push(bytes)) {
      this.#counts.rxFrames++
      if (isVersionReport(frame)) this.#setUp()
      // A board left running by an earlier program streams before it is asked: firmata-io must see the version first.
      if (this.#setUpAtMs !== undefined) this.#stack.receive(frame)
    }
  }

  /** A board reports its version after each start, and has then forgotten everything; one that has not is made to. */
  #setUp(): void {
    const nowMs = this.#clock.nowMs()
    if (this.#setUpAtMs !== undefined && nowMs - this.#setUpAtMs < SETUP_PAUSE_MS) return
    // Once a line: a board that starts again at each reset would never get further.
    if (this.#setUpAtMs === undefined) this.#send(RESET)
    this.#setUpAtMs = nowMs
    this.#stack.repeatSetup()
  }

  #reading(part: MotionPart, bytes: readonly number[]): void {
    const { byteCount, decode } = motionParts[part]
    if (bytes.length !== byteCount) {
      this.#counts.rxDiscardedBytes += bytes.length
      return
    }
    const atMs: MonotonicMs = this.#clock.nowMs()
    this.#lastSampleMs = atMs
    if (this.#parts.includes(part)) this.#onSample({ part, atMs, ...decode(bytes) })
  }

  #watch(): void {
    const limitMs = this.#lastSampleMs === undefined ? START_SILENCE_MS : SAMPLE_SILENCE_MS
    if (this.#clock.nowMs() - (this.#lastSampleMs ?? this.#openedAtMs) < limitMs) return
    this.#counts.timeouts++
    this.#end()
    this.#held.port?.close()
  }
}

/**
 * Opens a Firmata board through johnny-five, which is loaded now. Rejects with the line's TerminalError when it cannot be
 * opened at all; a board that is silent, unplugged or restarted after that is found again and counted.
 */
export const openJohnnyFiveBoard = (options: JohnnyFiveBoardOptions): Promise<MotionSensor> =>
  JohnnyFiveSensor.open(options)
