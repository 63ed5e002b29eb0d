import type { Cancel } from '../../../hal/clock.ts'
import type { SerialSettings } from '../../../hal/port.ts'
import type { Random } from '../../../hal/random.ts'
import type { Wire } from '../device.ts'
import type { DishAxis } from './dish-axis.ts'
import { DishMount, type DishOptions, type VirtualDish } from './dish-mount.ts'

const maxWordBytes = 24
const statusBit = { idle: 1, moving: 2, pointing: 4, error: 8 }
const jamBit = 2

const isSeparator = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d

type Commands = Readonly<Record<string, (value: string) => void>>

/** A controller under EasyComm II, or III with its velocities and registers. */
class EasycommDish implements VirtualDish {
  readonly name: string
  readonly mount: DishMount
  readonly serial: SerialSettings = { baudRate: 19200, dataBits: 8, parity: 'none', stopBits: 1 }
  readonly #options: DishOptions
  readonly #answerDelays: Random
  readonly #commands: Commands
  #wire: Wire | undefined
  #word = ''
  #answers: (() => string)[] = []
  #cancelAnswer: Cancel | undefined
  #hasToldJam = false
  #hasToldStop = false

  constructor(options: DishOptions, generation: 2 | 3) {
    this.name = options.name
    this.#options = options
    this.mount = new DishMount(options, () => this.#tellTrouble())
    this.#answerDelays = options.random.fork(`${options.name} answers`)
    this.#commands = generation === 3 ? { ...this.#second, ...this.#third } : this.#second
  }

  start(wire: Wire): void {
    this.#wire = wire
    this.mount.advance()
  }

  receive(bytes: Uint8Array): void {
    this.#advance()
    for (const byte of bytes) this.#takeByte(byte)
    this.mount.keepMoving()
    this.#tellTrouble()
  }

  stop(): void {
    this.#cancelAnswer?.()
    this.#cancelAnswer = undefined
    this.#answers = []
    this.#word = ''
    this.#wire = undefined
    this.mount.powerOff()
  }

  #takeByte(byte: number): void {
    if (!isSeparator(byte)) {
      this.#word = (this.#word + String.fromCharCode(byte)).slice(0, maxWordBytes)
      return
    }
    if (this.#word !== '') this.#commands[this.#word.slice(0, 2)]?.(this.#word.slice(2))
    this.#word = ''
  }

  readonly #second: Commands = {
    AZ: (value) => this.#place(this.mount.azimuth, 'AZ', value),
    EL: (value) => this.#place(this.mount.elevation, 'EL', value),
    ML: () => this.mount.azimuth.run(-this.mount.limits.azimuth.maxDegPerS),
    MR: () => this.mount.azimuth.run(this.mount.limits.azimuth.maxDegPerS),
    MU: () => this.mount.elevation.run(this.mount.limits.elevation.maxDegPerS),
    MD: () => this.mount.elevation.run(-this.mount.limits.elevation.maxDegPerS),
    SA: () => this.mount.azimuth.halt(),
    SE: () => this.mount.elevation.halt(),
    VE: () => this.#answer(() => 'VEtwin-dish-3.0'),
  }

  readonly #third: Commands = {
    VL: (value) => this.#turn(this.mount.azimuth, -1, value),
    VR: (value) => this.#turn(this.mount.azimuth, 1, value),
    VU: (value) => this.#turn(this.mount.elevation, 1, value),
    VD: (value) => this.#turn(this.mount.elevation, -1, value),
    GS: () => this.#answer(() => `GS${this.#statusBits()}`),
    GE: () => this.#answer(() => `GE${this.mount.isJammed() ? jamBit : 0}`),
    IP: (value) => this.#answer(() => `IP${value},${Math.round(300 + 5 * this.#answerDelays.normal())}`),
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
    this.#cancelAnswer ??= this.#options.clock.after(20 + 40 * this.#answerDelays.next(), () => {
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

  #statusBits(): number {
    const { azimuth, elevation } = this.mount
    const isPositioning = azimuth.task === 'position' || elevation.task === 'position'
    const error = this.mount.isJammed() || this.mount.hasHitStop() ? statusBit.error : 0
    const moving = this.mount.isMoving() && error === 0 ? statusBit.moving : 0
    return error | moving | (isPositioning ? statusBit.pointing : 0) || statusBit.idle
  }

  #advance(): void {
    this.mount.advance()
    if (!this.mount.isJammed()) this.#hasToldJam = false
  }

  #tellTrouble(): void {
    this.#tellJam()
    const hasHit = this.mount.hasHitStop()
    if (hasHit && !this.#hasToldStop) this.#say('ALend stop')
    this.#hasToldStop = hasHit
  }

  #tellJam(): void {
    if (this.#hasToldJam || !this.mount.isJammed() || !this.mount.isMoving()) return
    this.#hasToldJam = true
    this.#say('ALjam')
  }
}

/** A two-axis mount under EasyComm III. */
export const virtualDish = (options: DishOptions): VirtualDish => new EasycommDish(options, 3)

/** The same under EasyComm II: what it does not know it ignores. */
export const virtualEasycomm2Dish = (options: DishOptions): VirtualDish => new EasycommDish(options, 2)
