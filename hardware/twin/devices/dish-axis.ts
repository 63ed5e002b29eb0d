/** What a motor and its gear can do. */
export interface AxisLimits {
  minDeg: number
  maxDeg: number
  maxDegPerS: number
  accelerationDegPerS2: number
}

const stepMs = 10

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value))

/** Velocity of a profile that can still stop at the target. */
const approachDegPerS = (awayDeg: number, { maxDegPerS, accelerationDegPerS2 }: AxisLimits): number => {
  const distanceDeg = Math.abs(awayDeg)
  const stoppable = Math.sqrt(2 * accelerationDegPerS2 * distanceDeg)
  return Math.sign(awayDeg) * Math.min(maxDegPerS, 0.9 * stoppable, distanceDeg / (stepMs / 1000))
}

/** One motorised axis that integrates its motion when it is asked, so that an axis at rest costs nothing. */
export class DishAxis {
  #limits: AxisLimits
  #deg: number
  #degPerS = 0
  #atMs: number
  #lastSense: -1 | 1 = 1
  #task: 'none' | 'position' | 'velocity' = 'none'
  #commands = 0
  #hasHitStop = false
  /** Degrees or degrees per second, as the task is. */
  #wanted = 0

  constructor(limits: AxisLimits, startDeg: number, startMs: number) {
    this.#limits = limits
    this.#deg = startDeg
    this.#atMs = startMs
  }

  /** What the encoder behind the gear reads. */
  get encoderDeg(): number {
    return this.#deg
  }

  /** Sign of the last motion: on which side the play of the gear lies. */
  get lastSense(): -1 | 1 {
    return this.#lastSense
  }

  get isMoving(): boolean {
    if (this.#degPerS !== 0) return true
    return (
      (this.#task === 'position' && this.#deg !== this.#wanted) || (this.#task === 'velocity' && this.#wanted !== 0)
    )
  }

  /** What it was last told: nothing, a position, or a velocity. */
  get task(): 'none' | 'position' | 'velocity' {
    return this.#task
  }

  /** It ran against an end stop since it was last told something. */
  get hasHitStop(): boolean {
    return this.#hasHitStop
  }

  /** Brings the axis to the time; jammed motors stand still at once. */
  advance(toMs: number, isJammed: boolean): void {
    if (isJammed) this.#degPerS = 0
    if (isJammed || !this.isMoving) this.#atMs = toMs
    while (this.#atMs + stepMs <= toMs) {
      this.#step(stepMs / 1000)
      this.#atMs += stepMs
    }
  }

  /** Positions and velocities that it was told so far. */
  get commands(): number {
    return this.#commands
  }

  goTo(deg: number): void {
    this.#commands++
    this.#hasHitStop = false
    this.#task = 'position'
    this.#wanted = clamp(deg, this.#limits.minDeg, this.#limits.maxDeg)
  }

  run(degPerS: number): void {
    this.#commands++
    this.#hasHitStop = false
    this.#task = 'velocity'
    this.#wanted = clamp(degPerS, -this.#limits.maxDegPerS, this.#limits.maxDegPerS)
  }

  /** The highest speed from now on. */
  setSpeed(maxDegPerS: number): void {
    this.#limits = { ...this.#limits, maxDegPerS }
  }

  /** Comes to rest as fast as the motor can. */
  halt(): void {
    this.#task = 'none'
  }

  /** Turned from outside, by a motor that keeps its own time; an end stop holds it. True when it went the whole way. */
  turnBy(deg: number): boolean {
    const wanted = this.#deg + deg
    this.#deg = clamp(wanted, this.#limits.minDeg, this.#limits.maxDeg)
    if (deg !== 0) this.#lastSense = deg > 0 ? 1 : -1
    return this.#deg === wanted
  }

  /** Stands still at once, as without power. */
  brake(): void {
    this.#task = 'none'
    this.#degPerS = 0
  }

  #wantedDegPerS(): number {
    if (this.#task === 'velocity') return this.#wanted
    return this.#task === 'position' ? approachDegPerS(this.#wanted - this.#deg, this.#limits) : 0
  }

  #step(seconds: number): void {
    const { minDeg, maxDeg, accelerationDegPerS2 } = this.#limits
    const mostChange = accelerationDegPerS2 * seconds
    this.#degPerS += clamp(this.#wantedDegPerS() - this.#degPerS, -mostChange, mostChange)
    const next = clamp(this.#deg + this.#degPerS * seconds, minDeg, maxDeg)
    if (next === this.#deg) this.#restAtEndStop()
    else this.#lastSense = next > this.#deg ? 1 : -1
    this.#deg = next
    const isNear = this.#task === 'position' && Math.abs(this.#wanted - next) < 0.005
    if (!isNear || Math.abs(this.#degPerS) > mostChange) return
    this.#deg = this.#wanted
    this.#degPerS = 0
  }

  #restAtEndStop(): void {
    if (this.#degPerS !== 0 && this.#task === 'velocity') {
      this.#wanted = 0
      this.#hasHitStop = true
    }
    this.#degPerS = 0
  }
}
