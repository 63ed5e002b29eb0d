import type { Cancel } from '../../../hal/clock.ts'
import type { Wire } from '../device.ts'
import { DishAxis } from './dish-axis.ts'
import { DishMount, type DishOptions, dishLimits, type VirtualDish } from './dish-mount.ts'
import { analogMappingReply, capabilityReply, firmwareReply, hostMessages, sysex, versionReply } from './imu-firmata.ts'

const ACCEL_STEPPER = 0x62
const STEPS_PER_DEG = 80
/** Where the switches lie, and their port: pins 8 and 9. */
const SWITCH_DEG = 0.5
const SWITCH_PORT = 1
const BOOT_MS = 700
const LOOK_EVERY_MS = 20
const LATENCY_MS = { min: 5, max: 20 }
/** A motor knows no ends. */
const ENDLESS_DEG = 1e6

const signed = (digits: readonly number[]): number => {
  const [a = 0, b = 0, c = 0, d = 0, top = 0] = digits
  const size = a + b * 2 ** 7 + c * 2 ** 14 + d * 2 ** 21 + (top & 7) * 2 ** 28
  return top & 8 ? -size : size
}
const signedBytes = (steps: number): number[] => {
  const size = Math.abs(steps)
  const sevens = [0, 7, 14, 21].map((shift) => Math.floor(size / 2 ** shift) % 128)
  return [...sevens, (Math.floor(size / 2 ** 28) & 7) | (steps < 0 ? 8 : 0)]
}
const decimal = ([a = 0, b = 0, c = 0, top = 0]: readonly number[]): number =>
  (top & 0x40 ? -1 : 1) * (a + b * 2 ** 7 + c * 2 ** 14 + (top & 3) * 2 ** 21) * 10 ** (((top >> 2) & 15) - 11)

/** A stepper and its driver: pulses are counted, whether the mount follows or not. */
interface Motor {
  pulses: DishAxis
  zeroDeg: number
}

class StepperDish implements VirtualDish {
  readonly name: string
  readonly mount: DishMount
  readonly serial = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 } as const
  readonly #options: DishOptions
  readonly #delays
  #motors: Motor[] = []
  #wire: Wire | undefined
  #hasBooted = false
  #isReporting = false
  #told = -1
  #hear = hostMessages(() => undefined)
  #timers: Cancel[] = []

  constructor(options: DishOptions) {
    this.name = options.name
    this.#options = options
    this.mount = new DishMount(options)
    this.#delays = options.random.fork(`${options.name} answers`)
  }

  start(wire: Wire): void {
    const { clock } = this.#options
    this.stop()
    this.#wire = wire
    this.#restart()
    this.mount.advance()
    this.#timers = [
      clock.after(BOOT_MS, () => {
        this.#hasBooted = true
        this.#say(versionReply())
        this.#say(firmwareReply())
      }),
      clock.every(LOOK_EVERY_MS, () => this.#advance()),
    ]
  }

  receive(bytes: Uint8Array): void {
    if (!this.#hasBooted) return
    this.#advance()
    this.#hear(bytes)
  }

  stop(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers = []
    this.#hasBooted = false
    this.#wire = undefined
    this.#motors = []
    this.mount.powerOff()
  }

  #restart(): void {
    const nowMs = this.#options.clock.nowMs()
    const motor = (axis: 'azimuth' | 'elevation'): Motor => {
      const limits = { ...dishLimits[axis], minDeg: -ENDLESS_DEG, maxDeg: ENDLESS_DEG }
      return { pulses: new DishAxis(limits, 0, nowMs), zeroDeg: 0 }
    }
    this.#motors = [motor('azimuth'), motor('elevation')]
    this.#isReporting = false
    this.#told = -1
    this.#hear = hostMessages((message) => {
      if (message.kind === 'version') this.#say(versionReply())
      if (message.kind === 'reset') this.#restart()
      if (message.kind === 'report-digital' && message.port === SWITCH_PORT) this.#report(message.isOn)
      if (message.kind === 'sysex') this.#obeySysex(message)
    })
  }

  #report(isOn: boolean): void {
    this.#isReporting = isOn
    this.#told = -1
    this.#tellSwitches()
  }

  #obeySysex({ name, body }: { name: number; body: readonly number[] }): void {
    if (name === ACCEL_STEPPER) this.#obey(body)
    else if (name === sysex.firmware) this.#say(firmwareReply())
    else if (name === sysex.capabilityQuery) this.#say(capabilityReply())
    else if (name === sysex.analogMappingQuery) this.#say(analogMappingReply())
  }

  #obey([command, device = 0, ...digits]: readonly number[]): void {
    const motor = this.#motors[device]
    if (!motor) return
    const { pulses } = motor
    if (command === 0x01) {
      motor.zeroDeg = pulses.encoderDeg
      pulses.brake()
    }
    if (command === 0x03) pulses.goTo(motor.zeroDeg + signed(digits) / STEPS_PER_DEG)
    if (command === 0x05) pulses.halt()
    if (command === 0x09) pulses.setSpeed(decimal(digits) / STEPS_PER_DEG)
    if (command !== 0x06) return
    const steps = Math.round((pulses.encoderDeg - motor.zeroDeg) * STEPS_PER_DEG)
    this.#say(Uint8Array.of(0xf0, ACCEL_STEPPER, 0x06, device, ...signedBytes(steps), 0xf7))
  }

  /** What the motors turned turns the mount, unless it is jammed or at an end: then steps are lost, and nobody is told. */
  #advance(): void {
    const nowMs = this.#options.clock.nowMs()
    const isJammed = this.mount.isJammed()
    for (const [at, { pulses }] of this.#motors.entries()) {
      const before = pulses.encoderDeg
      pulses.advance(nowMs, false)
      const axis = at === 0 ? this.mount.azimuth : this.mount.elevation
      if (!isJammed) axis.turnBy(pulses.encoderDeg - before)
    }
    this.mount.advance()
    this.#tellSwitches()
  }

  /** Closed to ground unless pressed, so that a broken wire reads as pressed. */
  #tellSwitches(): void {
    if (!this.#isReporting) return
    const { azimuth, elevation } = this.mount
    const bits = (azimuth.encoderDeg <= SWITCH_DEG ? 1 : 0) | (elevation.encoderDeg <= SWITCH_DEG ? 2 : 0)
    if (bits === this.#told) return
    this.#told = bits
    this.#say(Uint8Array.of(0x90 | SWITCH_PORT, bits, 0))
  }

  #say(bytes: Uint8Array): void {
    const holdMs = LATENCY_MS.min + (LATENCY_MS.max - LATENCY_MS.min) * this.#delays.next()
    this.#wire?.send(bytes, holdMs)
  }
}

/** Two steppers under an Arduino with ConfigurableFirmata, limit switches at 0.5°; where it stands at power-up it does not know. */
export const virtualStepperDish = (options: DishOptions): VirtualDish => new StepperDish(options)
