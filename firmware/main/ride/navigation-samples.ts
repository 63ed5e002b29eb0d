/** The root of the mean square of what is added, degrees or metres as they come. */
export class Deviation {
  #squares = 0
  #count = 0

  add(error: number): void {
    this.#squares += error * error
    this.#count++
  }

  /** 0 of nothing. */
  rms(): number {
    return this.#count === 0 ? 0 : Math.sqrt(this.#squares / this.#count)
  }
}

/** The value that a share of them does not pass; 0 of nothing. */
export const percentile = (values: readonly number[], share: number): number => {
  const inOrder = values.toSorted((a, b) => a - b)
  return inOrder[Math.min(inOrder.length - 1, Math.ceil(share * inOrder.length) - 1)] ?? 0
}

/** One second of the ride. */
export interface TunnelSample {
  isSkyless: boolean
  /** No fix is accepted. */
  isOutage: boolean
  sinceFixS: number
  /** Ridden since the last accepted fix, m. */
  wayM: number
  errorM: number
  /** The error is within the stated bound. */
  isWithin: boolean
}

/** On less way than this a percent is less than the error of the fix that it began with, m. */
const LEAST_WAY_M = 100

/** Tunnels from the last fix before them to the first one after: errors in percent of the way since that fix. */
export class TunnelScore {
  readonly #pct: number[] = []
  readonly #at90sPct: number[] = []
  readonly #at200sPct: number[] = []
  #tunnels = 0
  #exits = 0
  #exitsWithin = 0
  #isInside = false
  #wasWithin = false
  #fix: { atMs: number; chainageM: number } | undefined

  /** The chainage at the last fix, from the first second after it. */
  chainageAtM(fixAtMs: number, now: { atMs: number; chainageM: number; speedMps: number }): number {
    if (this.#fix?.atMs !== fixAtMs)
      this.#fix = { atMs: fixAtMs, chainageM: now.chainageM - (now.speedMps * (now.atMs - fixAtMs)) / 1000 }
    return this.#fix.chainageM
  }

  /** A ride that ended in a tunnel has no exit from it. */
  beginRide(): void {
    this.#isInside = false
    this.#fix = undefined
  }

  hold(sample: TunnelSample): void {
    if (!sample.isOutage) {
      if (this.#isInside) this.#leave()
      return
    }
    if (!this.#isInside) {
      if (!sample.isSkyless) return
      this.#isInside = true
      this.#tunnels++
    }
    this.#wasWithin = sample.isWithin
    if (sample.wayM < LEAST_WAY_M) return
    const pct = (100 * sample.errorM) / sample.wayM
    this.#pct.push(pct)
    if (Math.floor(sample.sinceFixS) === 90) this.#at90sPct.push(pct)
    if (Math.floor(sample.sinceFixS) === 200) this.#at200sPct.push(pct)
  }

  summary() {
    return {
      tunnels: this.#tunnels,
      tunnelP95Pct: rounded(percentile(this.#pct, 0.95)),
      tunnelAt90sP95Pct: rounded(percentile(this.#at90sPct, 0.95)),
      tunnelAt200sP95Pct: rounded(percentile(this.#at200sPct, 0.95)),
      exitBoundsPct: rounded(this.#exits === 0 ? 0 : (100 * this.#exitsWithin) / this.#exits),
    }
  }

  #leave(): void {
    this.#isInside = false
    this.#exits++
    if (this.#wasWithin) this.#exitsWithin++
  }
}

const rounded = (value: number): number => Math.min(1e6, Math.round(value * 100) / 100)
