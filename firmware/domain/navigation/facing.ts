/** Which way the coach runs along its own axis. */
export type Facing = 'forwards' | 'backwards' | 'unknown'

/** Two acceleration histories agree, or disagree, when their likelihoods differ by this: 1 in 3,000. */
const DECIDED = 8
const SPEED_NOISE_MPS = 0.15
/** Of the baseline: a grade that changes meanwhile; more when there was none. */
const BASELINE_SIGMA_MPS2 = 0.03
const NO_BASELINE_SIGMA_MPS2 = 0.12
const WINDOW_S = 15
/** A train starts before a receiver says so; a baseline that stays off this is a new one. */
const STARTS_MPS2 = 0.03
const STARTING_AT_MOST = 10
/** A window in which the speed stayed gives the next one its baseline. */
const STEADY_MPS = 0.3

/** Finds which end of the coach leads: what it feels along its axis against how its speed changes. */
export class FacingTest {
  #feltMps = 0
  #seconds = 0
  #fromMps: number | undefined
  #baselineMps2: number | undefined
  #starting = 0

  /** A reading of the force along the body, m/s², for so long. */
  feel(forceX: number, stepS: number): void {
    this.#feltMps += forceX * stepS
    this.#seconds += stepS
  }

  /** At rest for a second or more, feeling this along the body. */
  rest(meanForceX: number): void {
    const isStarting = this.#baselineMps2 !== undefined && Math.abs(meanForceX - this.#baselineMps2) > STARTS_MPS2
    this.#starting = isStarting ? this.#starting + 1 : 0
    if (!isStarting || this.#starting > STARTING_AT_MOST) this.#begin(0, meanForceX)
  }

  /** The speed over ground, m/s, that a receiver gives. */
  judge(speedMps: number): Facing {
    if (this.#fromMps === undefined) {
      this.#begin(speedMps, undefined)
      return 'unknown'
    }
    const gainedMps = speedMps - this.#fromMps
    const feltMps = this.#feltMps - (this.#baselineMps2 ?? 0) * this.#seconds
    const driftMps2 = this.#baselineMps2 === undefined ? NO_BASELINE_SIGMA_MPS2 : BASELINE_SIGMA_MPS2
    const variance = SPEED_NOISE_MPS ** 2 + (driftMps2 * this.#seconds) ** 2
    const evidence = (2 * feltMps * gainedMps) / variance
    if (Math.abs(evidence) >= DECIDED) return evidence > 0 ? 'forwards' : 'backwards'
    if (this.#seconds > WINDOW_S) {
      const isSteady = Math.abs(gainedMps) < STEADY_MPS
      this.#begin(speedMps, isSteady ? this.#feltMps / this.#seconds : this.#baselineMps2)
    }
    return 'unknown'
  }

  /** Forgets everything, as after a gap of readings or fixes. */
  reset(): void {
    this.#fromMps = undefined
    this.#feltMps = 0
    this.#seconds = 0
    this.#baselineMps2 = undefined
  }

  #begin(speedMps: number, baselineMps2: number | undefined): void {
    this.#fromMps = speedMps
    this.#baselineMps2 = baselineMps2
    this.#feltMps = 0
    this.#seconds = 0
  }
}
