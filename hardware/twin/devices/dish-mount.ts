import type { Cancel } from '../../../hal/clock.ts'
import type { Random } from '../../../hal/random.ts'
import { wrap360Deg } from '../../../hal/units.ts'
import type { DeviceContext, VirtualDevice } from '../device.ts'
import type { Terminal } from '../terminal.ts'
import { type AxisLimits, DishAxis } from './dish-axis.ts'

/** The dish's own data beside the device's: which terminal it points, and how the mount's zero mark lies to the nose. */
export interface DishOptions extends DeviceContext {
  terminal: Terminal
  /** Body-frame azimuth of the mount's zero mark. */
  mountYawDeg?: number
  /** The usual ones unless given. */
  limits?: MountAxes
}

/** A controller and the mount that it moves. */
export interface VirtualDish extends VirtualDevice {
  readonly mount: DishMount
}

/** What the motors and gears of a mount can do, and where its stops are. */
export type MountAxes = Readonly<Record<'azimuth' | 'elevation', AxisLimits>>

/** Of the twin's usual mount. */
export const dishLimits: MountAxes = {
  azimuth: { minDeg: 0, maxDeg: 450, maxDegPerS: 12, accelerationDegPerS2: 8 },
  elevation: { minDeg: 0, maxDeg: 90, maxDegPerS: 8, accelerationDegPerS2: 8 },
}

/** As a G-5500 under a GS-232: slow, and over the top. */
export const gs232Limits: MountAxes = {
  azimuth: { minDeg: 0, maxDeg: 450, maxDegPerS: 6, accelerationDegPerS2: 6 },
  elevation: { minDeg: 0, maxDeg: 180, maxDegPerS: 2.6, accelerationDegPerS2: 6 },
}

/** As a RAS under a Rot2Prog. */
export const rot2progLimits: MountAxes = {
  azimuth: { minDeg: 0, maxDeg: 450, maxDegPerS: 6, accelerationDegPerS2: 6 },
  elevation: { minDeg: 0, maxDeg: 180, maxDegPerS: 6, accelerationDegPerS2: 6 },
}

const backlashDeg = 0.05
// Chosen: what a radome-less 0.6 m dish does on a roof at 30 m/s, standard deviation.
const windJitterDegAt30Mps = 0.02
// The wind needs the speed only roughly, and finding it costs a search on the route.
const speedEveryMs = 500

/**
 * The two axes below a controller, whatever it speaks: slew, acceleration, play in the gear, wind, and the fault `<name>-jam`.
 * A controller calls `advance` before it reads or commands an axis, and `keepMoving` after.
 */
export class DishMount {
  readonly azimuth: DishAxis
  readonly elevation: DishAxis
  readonly limits: MountAxes
  readonly #options: DishOptions
  readonly #noise: Random
  readonly #boresightEveryMs: number
  readonly #onMoved: () => void
  #cancelMotion: Cancel | undefined
  #speedMps = 0
  #speedUntilMs = Number.NEGATIVE_INFINITY

  /** `onMoved` is called at each look at a moving mount. */
  constructor(options: DishOptions, onMoved: () => void = () => {}) {
    this.#options = options
    this.#onMoved = onMoved
    const nowMs = options.clock.nowMs()
    this.limits = options.limits ?? dishLimits
    this.azimuth = new DishAxis(this.limits.azimuth, 180, nowMs)
    this.elevation = new DishAxis(this.limits.elevation, 30, nowMs)
    this.#noise = options.random.fork(options.name)
    // With every fifth motion sample: what moves the dish moves the train. Slower rides look less often, no byte changes.
    this.#boresightEveryMs = Math.min(500, 5000 / options.rates.motionHz)
  }

  isJammed(): boolean {
    return this.#options.faultAgeMs(`${this.#options.name}-jam`) !== undefined
  }

  hasHitStop(): boolean {
    return this.azimuth.hasHitStop || this.elevation.hasHitStop
  }

  isMoving(): boolean {
    return this.azimuth.isMoving || this.elevation.isMoving
  }

  halt(): void {
    this.azimuth.halt()
    this.elevation.halt()
  }

  /** Brings both axes to now and turns the terminal's boresight with them. */
  advance(): void {
    const nowMs = this.#options.clock.nowMs()
    const isJammed = this.isJammed()
    this.azimuth.advance(nowMs, isJammed)
    this.elevation.advance(nowMs, isJammed)
    this.#publish()
  }

  /** Follows the axes for as long as they move; a mount at rest sets no timer. */
  keepMoving(): void {
    if (this.#cancelMotion || !this.isMoving()) return
    const { clock } = this.#options
    const everyMs = this.#boresightEveryMs
    // On whole periods of the clock, where the truth is looked at for others too.
    this.#cancelMotion = clock.after(everyMs - (clock.nowMs() % everyMs), () => {
      this.#cancelMotion = undefined
      this.advance()
      this.#onMoved()
      this.keepMoving()
    })
  }

  /** Without power the brakes hold: the axes stop where they are. */
  powerOff(): void {
    this.#cancelMotion?.()
    this.#cancelMotion = undefined
    this.azimuth.brake()
    this.elevation.brake()
  }

  /** Play in the gear and wind lie between the encoder and where the dish really looks. */
  #publish(): void {
    const { terminal, mountYawDeg = 0 } = this.#options
    const jitterDeg = windJitterDegAt30Mps * Math.min(2, this.#speedNow() / 30)
    const pointedDeg = (axis: DishAxis): number =>
      axis.encoderDeg - (axis.lastSense * backlashDeg) / 2 + jitterDeg * this.#noise.normal()
    const elevationDeg = Math.max(0, pointedDeg(this.elevation))
    const azimuthDeg = pointedDeg(this.azimuth) + mountYawDeg
    if (elevationDeg <= 90) terminal.setBoresight(wrap360Deg(azimuthDeg), elevationDeg)
    // Over the top it looks backwards.
    else terminal.setBoresight(wrap360Deg(azimuthDeg + 180), 180 - elevationDeg)
  }

  #speedNow(): number {
    const { clock, world } = this.#options
    if (clock.nowMs() >= this.#speedUntilMs) {
      this.#speedMps = world.train().speedMps
      this.#speedUntilMs = clock.nowMs() + speedEveryMs
    }
    return this.#speedMps
  }
}
