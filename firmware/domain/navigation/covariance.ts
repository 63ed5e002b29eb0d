import { ERROR_STATES } from './error-states.ts'

const N = ERROR_STATES
/** More coefficients than any transition or observation here has. */
const TERMS = 40

/** A few coefficients: (row, column) of a transition beside its identity, or (0, column) of an observation. */
export class SparseTerms {
  readonly rows = new Uint8Array(TERMS)
  readonly columns = new Uint8Array(TERMS)
  readonly values = new Float64Array(TERMS)
  count = 0

  clear(): this {
    this.count = 0
    return this
  }

  add(row: number, column: number, value: number): this {
    this.rows[this.count] = row
    this.columns[this.count] = column
    this.values[this.count] = value
    this.count++
    return this
  }

  /** A coefficient of an observation. */
  of(column: number, value: number): this {
    return this.add(0, column, value)
  }
}

/** The covariance of the error states: symmetric, full, written in place. */
export class Covariance {
  readonly #p = new Float64Array(N * N)
  readonly #before = new Float64Array(N * N)
  readonly #column = new Float64Array(N)

  /** Of two states. */
  at(row: number, column: number): number {
    return this.#p[row * N + column] as number
  }

  /** One sigma of a state. */
  sigma(index: number): number {
    return Math.sqrt(Math.max(0, this.at(index, index)))
  }

  /** Takes a state to stand alone, with a sigma of its own. */
  isolate(index: number, sigma: number): void {
    for (let other = 0; other < N; other++) {
      this.#p[index * N + other] = 0
      this.#p[other * N + index] = 0
    }
    this.#p[index * N + index] = sigma * sigma
  }

  /** Process noise of one state. */
  grow(index: number, variance: number): void {
    this.#p[index * N + index] = (this.#p[index * N + index] as number) + variance
  }

  /** A state is multiplied by a factor. */
  scale(index: number, factor: number): void {
    const p = this.#p
    for (let other = 0; other < N; other++) {
      p[index * N + other] = (p[index * N + other] as number) * factor
      p[other * N + index] = (p[other * N + index] as number) * factor
    }
  }

  /** P ← (I + F) P (I + F)ᵀ for the few terms of F. */
  propagate(terms: SparseTerms): void {
    const { rows, columns, values, count } = terms
    const p = this.#p
    const before = this.#before
    before.set(p)
    for (let term = 0; term < count; term++) {
      const to = (rows[term] as number) * N
      const from = (columns[term] as number) * N
      const value = values[term] as number
      for (let at = 0; at < N; at++) p[to + at] = (p[to + at] as number) + value * (before[from + at] as number)
    }
    before.set(p)
    for (let term = 0; term < count; term++) {
      const to = rows[term] as number
      const from = columns[term] as number
      const value = values[term] as number
      for (let at = 0; at < N * N; at += N) p[at + to] = (p[at + to] as number) + value * (before[at + from] as number)
    }
  }

  isFinite(): boolean {
    // A sum is a number only when all that it sums up are.
    let sum = 0
    for (let at = 0; at < N * N; at++) sum += this.#p[at] as number
    return Number.isFinite(sum)
  }

  /** Variance that the states give to an observation. */
  varianceOf(observation: SparseTerms): number {
    return this.covarianceOf(observation, observation)
  }

  /** Covariance that the states give to two observations. */
  covarianceOf(one: SparseTerms, other: SparseTerms): number {
    let sum = 0
    for (let a = 0; a < one.count; a++) {
      for (let b = 0; b < other.count; b++)
        sum +=
          (one.values[a] as number) *
          (other.values[b] as number) *
          this.at(one.columns[a] as number, other.columns[b] as number)
    }
    return sum
  }

  /**
   * Takes in one scalar observation of the given noise. The innovation is against the state before `correction`, to which
   * what it corrects is added. Returns the square of what was left of the innovation over its variance.
   */
  correct(observation: SparseTerms, innovation: number, variance: number, correction: Float64Array): number {
    const { columns, values, count } = observation
    const p = this.#p
    const column = this.#column
    for (let at = 0; at < N; at++) {
      let sum = 0
      for (let term = 0; term < count; term++)
        sum += (p[at * N + (columns[term] as number)] as number) * (values[term] as number)
      column[at] = sum
    }
    let total = variance
    let left = innovation
    for (let term = 0; term < count; term++) {
      const state = columns[term] as number
      total += (values[term] as number) * (column[state] as number)
      left -= (values[term] as number) * (correction[state] as number)
    }
    const share = left / total
    for (let row = 0; row < N; row++) {
      const ofRow = column[row] as number
      correction[row] = (correction[row] as number) + ofRow * share
      const gain = ofRow / total
      for (let at = 0; at <= row; at++) {
        const value = (p[row * N + at] as number) - gain * (column[at] as number)
        p[row * N + at] = value
        p[at * N + row] = value
      }
    }
    return left * share
  }
}
