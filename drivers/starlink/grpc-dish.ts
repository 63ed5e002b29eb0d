import type { Cancel, Clock } from '../../hal/clock.ts'
import { TerminalError } from '../../hal/terminal-error.ts'
import { type MonotonicMs, monotonicMs } from '../../hal/units.ts'
import { type Ask, asking } from './ask.ts'
import { lastSlotSamples, measureSlot, type RingState, readRing } from './history.ts'
import { readObstructionMap } from './obstruction-map.ts'
import { missingSettings, requestOf } from './orders.ts'
import type {
  ObstructionMap,
  StarlinkDescriptor,
  StarlinkDiagnostics,
  StarlinkDish,
  StarlinkOpening,
  StarlinkOrder,
  StarlinkReport,
  StarlinkSample,
} from './starlink.ts'
import { readLocation, readStatus, type StatusReading } from './status.ts'

/** A setting that a terminal does not take over is tried again this often; chosen. */
const SETTINGS_EVERY_MS = 60_000
/** Where location is switched off, as it is from the factory, it is asked for again this seldom; chosen. */
const REFUSED_LOCATION_EVERY_MS = 600_000
const LOCATION_HOLDS_MS = 60_000
const never = monotonicMs(Number.NEGATIVE_INFINITY)

const silent: StatusReading = { alerts: [] }

/** One terminal: asked at the status rate, more and more seldom while it does not answer. */
class GrpcDish implements StarlinkDish {
  readonly #opening: StarlinkOpening
  readonly #clock: Clock
  readonly #ask: Ask
  readonly #counters = { rxBytes: 0, rxFrames: 0, rxDiscardedBytes: 0, timeouts: 0, reconnects: 0 }
  #onReport: (report: StarlinkReport) => void = () => {}
  #onSamples: (samples: readonly StarlinkSample[]) => void = () => {}
  #status: StatusReading = silent
  #location: StarlinkReport['location']
  #ring: RingState = {}
  #slot: readonly StarlinkSample[] = []
  #lostSeconds = 0
  #isAlive = false
  #wasAlive = false
  #isClosed = false
  #failures = 0
  #answeredMs: MonotonicMs
  #historyMs: MonotonicMs = never
  #locationDueMs: MonotonicMs = never
  #settingsMs: MonotonicMs = never
  #cancelNext: Cancel

  constructor(opening: StarlinkOpening) {
    this.#opening = opening
    this.#clock = opening.clock
    this.#ask = asking(opening.channel, this.#counters)
    this.#answeredMs = this.#clock.nowMs()
    this.#cancelNext = this.#clock.after(0, () => void this.#round())
  }

  onReport(handler: (report: StarlinkReport) => void): void {
    this.#onReport = handler
  }

  onSamples(handler: (samples: readonly StarlinkSample[]) => void): void {
    this.#onSamples = handler
  }

  async order(order: StarlinkOrder): Promise<void> {
    const [request, answer] = requestOf(order)
    await this.#ask(request, answer, timing.replyTimeoutMs)
  }

  async obstructionMap(): Promise<ObstructionMap> {
    const request = { dish_get_obstruction_map: {} }
    const map = readObstructionMap(await this.#ask(request, 'dish_get_obstruction_map', timing.replyTimeoutMs))
    if (map) return map
    throw new TerminalError({
      code: 'device-garbled',
      device: 'starlink',
      retry: 'backoff',
      message: 'its obstruction map has not as many cells as it says',
    })
  }

  async diagnostics(): Promise<StarlinkDiagnostics> {
    const told = await this.#ask({ get_diagnostics: {} }, 'dish_get_diagnostics', timing.replyTimeoutMs)
    return {
      ...(told.hardware_version && { hardware: told.hardware_version.slice(0, 64) }),
      ...(told.software_version && { software: told.software_version.slice(0, 64) }),
      selfTest: selfTests[told.hardware_self_test ?? 0] ?? 'none',
      selfTestCodes: (told.hardware_self_test_codes ?? []).slice(0, 32),
    }
  }

  counters() {
    return { ...this.#counters, checksumErrors: 0 }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelNext()
    this.#onReport = () => {}
    this.#onSamples = () => {}
    this.#opening.channel.close()
  }

  async #round(): Promise<void> {
    const startedMs = this.#clock.nowMs()
    try {
      await this.#readStatus()
      await this.#readHistory(startedMs)
      await this.#readLocation(startedMs)
      this.#failures = 0
    } catch {
      this.#failures++
    }
    if (this.#isClosed) return
    this.#judgeSilence()
    const everyMs = timing.statusEveryMs
    const waitMs = Math.max(everyMs, Math.min(timing.backOffMostMs, everyMs * 2 ** this.#failures))
    const restMs = startedMs + waitMs - this.#clock.nowMs()
    this.#cancelNext = this.#clock.after(Math.max(LEAST_REST_MS, restMs), () => void this.#round())
    if (this.#isAlive && this.#failures === 0) await this.#settle()
  }

  async #readStatus(): Promise<void> {
    const status = readStatus(await this.#ask({ get_status: {} }, 'dish_get_status', timing.replyTimeoutMs))
    if (this.#isClosed) return
    if (!this.#isAlive && this.#wasAlive) this.#counters.reconnects++
    this.#answeredMs = this.#clock.nowMs()
    this.#isAlive = true
    this.#wasAlive = true
    this.#status = status
    this.#report()
  }

  async #readHistory(nowMs: MonotonicMs): Promise<void> {
    if (nowMs - this.#historyMs < timing.historyEveryMs) return
    const history = await this.#ask({ get_history: {} }, 'dish_get_history', timing.replyTimeoutMs)
    if (this.#isClosed) return
    this.#historyMs = nowMs
    const reading = readRing(this.#ring, history)
    this.#ring = reading.state
    this.#lostSeconds = (reading.hasRestarted ? 0 : this.#lostSeconds) + reading.lost
    this.#slot = lastSlotSamples(reading.hasRestarted ? [] : this.#slot, reading.samples)
    if (reading.samples.length > 0) this.#onSamples(reading.samples)
  }

  /** A terminal that will not tell where it is, as they come from the factory, is well all the same. */
  async #readLocation(nowMs: MonotonicMs): Promise<void> {
    if (nowMs < this.#locationDueMs) return
    let nextMs = timing.locationEveryMs
    try {
      const place = readLocation(await this.#ask({ get_location: {} }, 'get_location', timing.replyTimeoutMs))
      this.#location = place && { ...place, atMs: this.#clock.nowMs() }
    } catch (error) {
      if (!(error instanceof TerminalError) || error.code !== 'device-refused') throw error
      this.#location = undefined
      nextMs = REFUSED_LOCATION_EVERY_MS
    }
    this.#locationDueMs = monotonicMs(nowMs + nextMs)
  }

  async #settle(): Promise<void> {
    const nowMs = this.#clock.nowMs()
    const orders = missingSettings(this.#opening.settings ?? {}, this.#status)
    if (orders.length === 0 || nowMs - this.#settingsMs < SETTINGS_EVERY_MS) return
    this.#settingsMs = nowMs
    // Not taken: the next status shows it, and it is tried again.
    for (const order of orders) await this.order(order).catch(() => undefined)
  }

  #judgeSilence(): void {
    if (!this.#isAlive || this.#clock.nowMs() - this.#answeredMs < timing.silentAfterMs) return
    this.#isAlive = false
    this.#status = silent
    this.#slot = []
    this.#report()
  }

  #report(): void {
    const atMs = this.#clock.nowMs()
    const lastSlot = measureSlot(this.#slot)
    const location = this.#location && atMs - this.#location.atMs < LOCATION_HOLDS_MS ? this.#location : undefined
    this.#onReport({
      ...this.#status,
      atMs,
      isAlive: this.#isAlive,
      ...(lastSlot && { lastSlot }),
      ...(location && { location }),
      lostSeconds: this.#lostSeconds,
    })
  }
}

const selfTests = ['none', 'passed', 'failed'] as const
/** However late a round ended, the terminal is left alone this long. */
const LEAST_REST_MS = 200

const timing: StarlinkDescriptor['timing'] = {
  statusEveryMs: 1_000,
  historyEveryMs: 5_000,
  locationEveryMs: 2_000,
  replyTimeoutMs: 2_000,
  silentAfterMs: 5_000,
  backOffMostMs: 10_000,
}

/** A Starlink terminal over the gRPC service that it has on its Ethernet side. */
export const starlinkGrpc: StarlinkDescriptor = {
  name: 'starlink-grpc',
  manual:
    'SpaceX enterprise-api, device-api/device.proto (get_diagnostics); the rest as the terminal’s server reflection gives it',
  maturity: 'twin',
  timing,
  open: (opening) => new GrpcDish(opening),
}
