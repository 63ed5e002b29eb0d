import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Cancel, Clock } from '../clock.ts'
import type { MotionSample, MotionSensor } from '../motion-sensor.ts'
import type { Random } from '../random.ts'
import { TerminalError } from '../terminal-error.ts'
import { monotonicMs } from '../units.ts'
import { type IioDevice, type IioPlaces, startIioDevice } from './iio-device.ts'
import { readCounts } from './iio-scan.ts'

/** An accelerometer that the kernel drives. */
export interface IioSensor extends MotionSensor {
  /** That the device took when it was first opened. */
  readonly rateHz: number
  readonly rangeG: number
}

export interface IioOptions {
  /** As its `name` attribute says. */
  name: string
  rateHz: number
  clock: Clock
  random: Random
  places?: IioPlaces
}

const KERNEL: IioPlaces = { sysfs: '/sys/bus/iio/devices', dev: '/dev' }
/** A read that waits would hold one of Node's few threads for good: the buffer is looked into instead. */
const LOOK_EVERY_MS = 50
const READ_BYTES = 16_384
/** After so many full reads others have their turn. */
const MOST_READS = 8
const SILENT_AFTER_MS = 2_000
const FIRST_BACKOFF_MS = 250
const LONGEST_BACKOFF_MS = 5_000

interface Opened {
  device: IioDevice
  file: FileHandle
  /** Bytes of a scan that is not whole yet, and room for a read after them. */
  held: Buffer
  heldBytes: number
}

const openDevice = async ({ name, rateHz, places = KERNEL }: IioOptions): Promise<Opened> => {
  const device = await startIioDevice(places, { name, rateHz })
  try {
    const file = await open(device.path, constants.O_RDONLY | constants.O_NONBLOCK)
    return { device, file, held: Buffer.alloc(READ_BYTES + device.layout.bytes), heldBytes: 0 }
  } catch (cause) {
    await device.stop()
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new TerminalError({
      code: code === 'EACCES' ? 'port-denied' : code === 'EBUSY' ? 'port-busy' : 'port-failed',
      device: name,
      retry: 'backoff',
      message: `${device.path} cannot be read (${code}); its buffer has one reader, of group iio or root`,
      cause,
    })
  }
}

const isEmpty = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EAGAIN'

/** Bytes that were there; 0 when there were none. Rejects when the device has gone. */
const readInto = async ({ file, held, heldBytes }: Opened): Promise<number> => {
  try {
    return (await file.read(held, heldBytes, READ_BYTES, null)).bytesRead
  } catch (error) {
    if (isEmpty(error)) return 0
    throw error
  }
}

type Triple = [x: number, y: number, z: number]

const valuesAt = (scan: Buffer, { layout }: IioDevice, from: number, of: NonNullable<IioDevice['rates']>): Triple => {
  const value = (axis: 0 | 1 | 2): number => {
    const { name, scale, offset } = of[axis]
    const place = layout.at.get(name)
    return place ? (readCounts(scan, from + place.offset, place.type) + offset) * scale : Number.NaN
  }
  return [value(0), value(1), value(2)]
}

class Sensor implements IioSensor {
  readonly rateHz: number
  readonly rangeG: number
  readonly #options: IioOptions
  readonly #counters = {
    rxBytes: 0,
    txBytes: 0,
    reconnects: 0,
    writeErrors: 0,
    rxFrames: 0,
    rxDiscardedBytes: 0,
    timeouts: 0,
  }
  #onSample: (sample: MotionSample) => void = () => undefined
  #opened: Opened | undefined
  #looking: Promise<void> | undefined
  #isClosed = false
  #heardMs: number
  #lastMs = Number.NEGATIVE_INFINITY
  #backoffMs = FIRST_BACKOFF_MS
  #cancelRetry: Cancel = () => undefined
  readonly #cancelLooking: Cancel

  constructor(options: IioOptions, opened: Opened) {
    this.#options = options
    this.#opened = opened
    this.rateHz = opened.device.rateHz
    this.rangeG = opened.device.rangeG
    this.#heardMs = options.clock.nowMs()
    this.#cancelLooking = options.clock.every(LOOK_EVERY_MS, () => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined
      })
    })
  }

  onSample(handler: (sample: MotionSample) => void): void {
    this.#onSample = handler
  }

  counters() {
    return { ...this.#counters }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelLooking()
    this.#cancelRetry()
    await this.#looking
    await this.#leave()
  }

  async #look(): Promise<void> {
    const opened = this.#opened
    if (!opened) return
    try {
      for (let reads = 0; reads < MOST_READS && !this.#isClosed; reads++) {
        const bytes = await readInto(opened)
        this.#take(opened, bytes)
        if (bytes < READ_BYTES) break
      }
      if (this.#options.clock.nowMs() - this.#heardMs < SILENT_AFTER_MS) return
      this.#counters.timeouts++
    } catch {
      // ENODEV and the like: the device has gone.
    }
    await this.#lose()
  }

  #take(opened: Opened, bytes: number): void {
    const { device, held } = opened
    this.#counters.rxBytes += bytes
    const there = opened.heldBytes + bytes
    const scans = Math.floor(there / device.layout.bytes)
    if (scans > 0) this.#tell(opened, scans)
    held.copyWithin(0, scans * device.layout.bytes, there)
    opened.heldBytes = there - scans * device.layout.bytes
  }

  /** The last of a batch was sampled just now; those before it lie behind by their timestamps, or by the rate. */
  #tell({ device, held }: Opened, scans: number): void {
    const nowMs = this.#options.clock.nowMs()
    const { layout, accelerations, rates, rateHz } = device
    const stamp = layout.at.get('timestamp')
    const stampMs = (scan: number): number =>
      stamp ? readCounts(held, scan * layout.bytes + stamp.offset, stamp.type) / 1e6 : (1000 * scan) / rateHz
    const lastStampMs = stampMs(scans - 1)
    this.#heardMs = nowMs
    this.#backoffMs = FIRST_BACKOFF_MS
    this.#counters.rxFrames += scans
    for (let scan = 0; scan < scans; scan++) {
      const from = scan * layout.bytes
      // A clock that was set makes no sample newer than now, nor older than the one before.
      this.#lastMs = Math.min(nowMs, Math.max(this.#lastMs, nowMs - (lastStampMs - stampMs(scan))))
      this.#onSample({
        part: 'accelerometer',
        atMs: monotonicMs(this.#lastMs),
        accelerationG: valuesAt(held, device, from, accelerations),
        ...(rates && { rateDps: valuesAt(held, device, from, rates) }),
      })
    }
  }

  async #lose(): Promise<void> {
    await this.#leave()
    this.#retryLater()
  }

  async #leave(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    await opened?.device.stop()
    await opened?.file.close().catch(() => undefined)
  }

  #retryLater(): void {
    const { clock, random } = this.#options
    if (this.#isClosed) return
    this.#cancelRetry = clock.after(this.#backoffMs * (0.8 + 0.4 * random.next()), () => {
      const before = this.#looking ?? Promise.resolve()
      this.#looking = before
        .then(() => this.#reopen())
        .finally(() => {
          this.#looking = undefined
        })
    })
    this.#backoffMs = Math.min(LONGEST_BACKOFF_MS, 2 * this.#backoffMs)
  }

  async #reopen(): Promise<void> {
    try {
      this.#opened = await openDevice(this.#options)
      this.#counters.reconnects++
      this.#heardMs = this.#options.clock.nowMs()
    } catch {
      // Whatever the reason, a device that comes back must be found.
      this.#retryLater()
    }
  }
}

/**
 * Reads an accelerometer of the kernel's Industrial I/O through its buffer. It finds the device again, with growing delays, when that
 * vanishes or says nothing for 2 s. Rejects with TerminalError when the first opening fails.
 */
export const openIio = async (options: IioOptions): Promise<IioSensor> => new Sensor(options, await openDevice(options))
