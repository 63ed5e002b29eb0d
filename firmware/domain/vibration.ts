/** What one motion part says about the ride now. All values without gravity, over the three axes together. */
export interface VibrationReading {
  rms1sG: number
  rms5sG: number
  /** Greatest within the last 5 s. */
  peakG: number
}

/** What a whole ride came to. */
export interface VibrationSummary {
  rmsG: number
  peakG: number
  samples: number
  /** Samples that repeated the one before for longer than a second, or were all zeros: they count in nothing else. */
  badSamples: number
}

/** Running statistics of one motion part; `add` allocates nothing. */
export interface VibrationMeter {
  /** Takes a sample in g; times must not fall. */
  add(sample: { atMs: number; accelerationG: readonly [x: number, y: number, z: number] }): void
  read(nowMs: number): VibrationReading
  summary(): VibrationSummary
}

/** Time constant of the mean that is taken off each axis: gravity, grade and cant change slower, vibration faster (from 0.1 Hz). */
const GRAVITY_TIME_MS = 2000
/** Samples that only find gravity after the start or a silence. */
const SETTLE_MS = 500
const SILENT_AFTER_MS = 2000
const STUCK_AFTER_MS = 1000

/** The windows move in steps of this. */
const BLOCK_MS = 200
const BLOCKS_1S = 1000 / BLOCK_MS
const BLOCKS_5S = 5000 / BLOCK_MS

/** Sums of squares, counts and peaks of the last 5 s, in blocks of 200 ms. */
class RecentBlocks {
  readonly #squares = new Float64Array(BLOCKS_5S)
  readonly #counts = new Uint32Array(BLOCKS_5S)
  readonly #peaks = new Float64Array(BLOCKS_5S)
  #block = Number.NEGATIVE_INFINITY

  add(atMs: number, squareG2: number): void {
    this.advance(atMs)
    const slot = this.#block % BLOCKS_5S
    this.#squares[slot] = (this.#squares[slot] ?? 0) + squareG2
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1
    if (squareG2 > (this.#peaks[slot] ?? 0)) this.#peaks[slot] = squareG2
  }

  /** Empties the blocks that have become the present ones. */
  advance(atMs: number): void {
    const block = Math.floor(atMs / BLOCK_MS)
    if (block <= this.#block) return
    for (let stale = Math.max(this.#block + 1, block - BLOCKS_5S + 1); stale <= block; stale++) {
      const slot = stale % BLOCKS_5S
      this.#squares[slot] = 0
      this.#counts[slot] = 0
      this.#peaks[slot] = 0
    }
    this.#block = block
  }

  /** Over the present block and those before it; 0 without samples. */
  rmsG(blocks: number): number {
    let squares = 0
    let count = 0
    for (let back = 0; back < blocks; back++) {
      const slot = (this.#block - back + BLOCKS_5S) % BLOCKS_5S
      squares += this.#squares[slot] ?? 0
      count += this.#counts[slot] ?? 0
    }
    return count === 0 ? 0 : Math.sqrt(squares / count)
  }

  peakG(): number {
    return Math.sqrt(this.#peaks.reduce((most, one) => Math.max(most, one), 0))
  }
}

class Meter implements VibrationMeter {
  readonly #recent = new RecentBlocks()
  /** The last sample that was no bad one, and when the present run of such samples without a gap began. */
  #countedMs = Number.NEGATIVE_INFINITY
  #runSinceMs = 0
  /** When the present value was first read. */
  #sameSinceMs = 0
  #lastX = Number.NaN
  #lastY = Number.NaN
  #lastZ = Number.NaN
  #meanX = 0
  #meanY = 0
  #meanZ = 0
  #squares = 0
  #counted = 0
  #samples = 0
  #peakSquare = 0
  #badSamples = 0

  add({ atMs, accelerationG: [x, y, z] }: { atMs: number; accelerationG: readonly [number, number, number] }): void {
    this.#samples++
    const isSame = x === this.#lastX && y === this.#lastY && z === this.#lastZ
    if (!isSame) this.#sameSinceMs = atMs
    this.#lastX = x
    this.#lastY = y
    this.#lastZ = z
    // A part that works always feels gravity somewhere: exact zeros are no sample, not even the first.
    if (this.#isZero() || atMs - this.#sameSinceMs >= STUCK_AFTER_MS) this.#badSamples++
    else this.#count(atMs)
  }

  read(nowMs: number): VibrationReading {
    this.#recent.advance(nowMs)
    const recent = this.#recent
    return {
      rms1sG: recent.rmsG(BLOCKS_1S),
      rms5sG: recent.rmsG(BLOCKS_5S),
      peakG: recent.peakG(),
    }
  }

  summary(): VibrationSummary {
    return {
      rmsG: this.#counted === 0 ? 0 : Math.sqrt(this.#squares / this.#counted),
      peakG: Math.sqrt(this.#peakSquare),
      samples: this.#samples,
      badSamples: this.#badSamples,
    }
  }

  #isZero(): boolean {
    return this.#lastX === 0 && this.#lastY === 0 && this.#lastZ === 0
  }

  /** Takes the mean off and counts the rest. At first the mean is the plain one, so that it is right from the start. */
  #count(atMs: number): void {
    const stepMs = atMs - this.#countedMs
    this.#countedMs = atMs
    if (stepMs >= SILENT_AFTER_MS) this.#runSinceMs = atMs
    const runMs = atMs - this.#runSinceMs
    const share = runMs === 0 ? 1 : Math.min(1, stepMs / Math.min(GRAVITY_TIME_MS, runMs + stepMs))
    const x = this.#lastX - this.#meanX
    const y = this.#lastY - this.#meanY
    const z = this.#lastZ - this.#meanZ
    this.#meanX += share * x
    this.#meanY += share * y
    this.#meanZ += share * z
    const square = x * x + y * y + z * z
    if (runMs < SETTLE_MS) return
    this.#recent.add(atMs, square)
    this.#counted++
    this.#squares += square
    if (square > this.#peakSquare) this.#peakSquare = square
  }
}

/** A meter that has felt nothing yet. */
export const vibrationMeter = (): VibrationMeter => new Meter()
