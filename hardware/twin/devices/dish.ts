import type { Cancel } from '../../../hal/clock.ts'
import type { SerialSettings } from '../../../hal/port.ts'
import type { Random } from '../../../hal/random.ts'
import { wrap360Deg } from '../../../hal/units.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import type { Terminal } from '../terminal.ts'
import { DishAxis } from './dish-axis.ts'

/** The dish's own data beside the device's: which terminal it points, and how the mount's zero mark lies to the nose. */
export interface VirtualDishOptions extends DeviceContext {
  terminal: Terminal
  /** Body-frame azimuth of the mount's zero mark. */
  mountYawDeg?: number
}

const azimuthLimits = { minDeg: 0, maxDeg: 450, maxDegPerS: 12, accelerationDegPerS2: 8 }
const elevationLimits = { minDeg: 0, maxDeg: 90, maxDegPerS: 8, accelerationDegPerS2: 8 }
const backlashDeg = 0.05
// Chosen: what a radome-less 0.6 m dish does on a roof at 30 m/s, standard deviation.
const windJitterDegAt30Mps = 0.02
// The wind needs the speed only roughly, and finding it costs a search on the route.
const speedEveryMs = 500
const maxWordBytes = 24
const statusBit = { idle: 1, moving: 2, pointing: 4, error: 8 }
const jamBit = 2

const isSeparator = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d

class VirtualDish implements VirtualDevice {
  readonly name: string
  readonly serial: SerialSettings = { baudRate: 19200, dataBits: 8, parity: 'none', stopBits: 1 }
  readonly #options: VirtualDishOptions
  readonly #azimuth: DishAxis
  readonly #elevation: DishAxis
  readonly #noise: Random
  readonly #boresightEveryMs: number
  #wire: Wire | undefined
  #word = ''
  #answers: (() => string)[] = []
  #cancelAnswer: Cancel | undefined
  #cancelMotion: Cancel | undefined
  #hasToldJam = false
  #speedMps = 0
  #speedUntilMs = Number.NEGATIVE_INFINITY

  constructor(options: VirtualDishOptions) {
    this.name = options.name
    this.#options = options
    const nowMs = options.clock.nowMs()
    this.#azimuth = new DishAxis(azimuthLimits, 180, nowMs)
    this.#elevation = new DishAxis(elevationLimits, 30, nowMs)
    this.#noise = options.random.fork(options.name)
    // With every fifth motion sample: what moves the dish moves the train. Slower rides look less often, no byte changes.
    this.#boresightEveryMs = Math.min(500, 5000 / options.rates.motionHz)
  }

  start(wire: Wire): void {
    this.#wire = wire
    this.#advance()
  }

  receive(bytes: Uint8Array): void {
    this.#advance()
    for (const byte of bytes) this.#takeByte(byte)
    this.#keepMoving()
    this.#tellJam()
  }

  /** Without power the brakes hold: the axes stop where they are. */
  stop(): void {
    this.#cancelAnswer?.()
    this.#cancelMotion?.()
    this.#cancelAnswer = undefined
    this.#cancelMotion = undefined
    this.#answers = []
    this.#word = ''
    this.#wire = undefined
    this.#azimuth.brake()
    this.#elevation.brake()
  }

  #takeByte(byte: number): void {
    if (!isSeparator(byte)) {
      this.#word = (this.#word + String.fromCharCode(byte)).slice(0, maxWordBytes)
      return
    }
    if (this.#word !== '') this.#commands[this.#word.slice(0, 2)]?.(this.#word.slice(2))
    this.#word = ''
  }

  readonly #commands: Readonly<Record<string, (value: string) => void>> = {
    AZ: (value) => this.#place(this.#azimuth, 'AZ', value),
    EL: (value) => this.#place(this.#elevation, 'EL', value),
    VL: (value) => this.#turn(this.#azimuth, -1, value),
    VR: (value) => this.#turn(this.#azimuth, 1, value),
    VU: (value) => this.#turn(this.#elevation, 1, value),
    VD: (value) => this.#turn(this.#elevation, -1, value),
    ML: () => this.#azimuth.run(-azimuthLimits.maxDegPerS),
    MR: () => this.#azimuth.run(azimuthLimits.maxDegPerS),
    MU: () => this.#elevation.run(elevationLimits.maxDegPerS),
    MD: () => this.#elevation.run(-elevationLimits.maxDegPerS),
    SA: () => this.#azimuth.halt(),
    SE: () => this.#elevation.halt(),
    GS: () => this.#answer(() => `GS${this.#statusBits()}`),
    GE: () => this.#answer(() => `GE${this.#isJammed() ? jamBit : 0}`),
    VE: () => this.#answer(() => 'VEtwin-dish-3.0'),
    IP: (value) => this.#answer(() => `IP${value},${Math.round(300 + 5 * this.#noise.normal())}`),
  }

  #place(axis: DishAxis, mark: string, value: string): void {
    if (value === '') this.#answer(() => `${mark}${axis.encoderDeg.toFixed(1)}`)
    else if (Number.isFinite(Number(value))) axis.goTo(Number(value))
  }

  #turn(axis: DishAxis, sense: 1 | -1, value: string): void {
    const mdegPerS = Number(value)
    if (value !== '' && Number.isFinite(mdegPerS)) axis.run((sense * mdegPerS) / 1000)
  }

  /** What is asked for within one latency is answered in one line. */
  #answer(text: () => string): void {
    this.#answers.push(text)
    this.#cancelAnswer ??= this.#options.clock.after(20 + 40 * this.#noise.next(), () => {
      this.#cancelAnswer = undefined
      const asked = this.#answers
      this.#answers = []
      this.#advance()
      this.#say(asked.map((ask) => ask()).join(' '))
    })
  }

  #say(line: string): void {
    this.#wire?.send(Buffer.from(`${line}\n`, 'latin1'))
  }

  #isJammed(): boolean {
    return this.#options.faultAgeMs(`${this.name}-jam`) !== undefined
  }

  #isMoving(): boolean {
    return this.#azimuth.isMoving || this.#elevation.isMoving
  }

  #statusBits(): number {
    const isPositioning = this.#azimuth.task === 'position' || this.#elevation.task === 'position'
    const error = this.#isJammed() ? statusBit.error : 0
    const moving = this.#isMoving() && error === 0 ? statusBit.moving : 0
    return error | moving | (isPositioning ? statusBit.pointing : 0) || statusBit.idle
  }

  #tellJam(): void {
    if (this.#hasToldJam || !this.#isJammed() || !this.#isMoving()) return
    this.#hasToldJam = true
    this.#say('ALjam')
  }

  #keepMoving(): void {
    if (this.#cancelMotion || !this.#isMoving()) return
    const { clock } = this.#options
    const everyMs = this.#boresightEveryMs
    // On whole periods of the clock, where the truth is looked at for others too.
    this.#cancelMotion = clock.after(everyMs - (clock.nowMs() % everyMs), () => {
      this.#cancelMotion = undefined
      this.#advance()
      this.#tellJam()
      this.#keepMoving()
    })
  }

  #advance(): void {
    const nowMs = this.#options.clock.nowMs()
    const isJammed = this.#isJammed()
    this.#azimuth.advance(nowMs, isJammed)
    this.#elevation.advance(nowMs, isJammed)
    if (!isJammed) this.#hasToldJam = false
    this.#publish()
  }

  /** Play in the gear and wind lie between the encoder and where the dish really looks. */
  #publish(): void {
    const { terminal, mountYawDeg = 0 } = this.#options
    const jitterDeg = windJitterDegAt30Mps * Math.min(2, this.#speedNow() / 30)
    const pointedDeg = (axis: DishAxis): number =>
      axis.encoderDeg - (axis.lastSense * backlashDeg) / 2 + jitterDeg * this.#noise.normal()
    const elevationDeg = Math.min(90, Math.max(0, pointedDeg(this.#elevation)))
    terminal.setBoresight(wrap360Deg(pointedDeg(this.#azimuth) + mountYawDeg), elevationDeg)
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

/** A two-axis mount under EasyComm III, with slew, acceleration, play in the gear, wind, and the fault `<name>-jam`. */
export const virtualDish = (options: VirtualDishOptions): VirtualDevice => new VirtualDish(options)
