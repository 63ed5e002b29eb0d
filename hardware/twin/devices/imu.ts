import { strict as assert } from 'node:assert'
import type { Cancel } from '../../../hal/clock.ts'
import type { MotionPart } from '../../../hal/motion-sensor.ts'
import type { SerialSettings } from '../../../hal/port.ts'
import type { DeviceContext, VirtualDevice, Wire } from '../device.ts'
import type { MotionTruth } from '../truth.ts'
import { dieTemperature } from './die-temperature.ts'
import { type BusOutcome, encodeReadings, type I2cBus, i2cBus } from './imu-bus.ts'
import { adxl345Errors, erringPart, type FeelMotion, type Felt, mpu6050Errors } from './imu-errors.ts'
import {
  analogMappingReply,
  capabilityReply,
  firmwareReply,
  type HostMessage,
  hostMessages,
  pinStateReply,
  sysex,
  textReply,
  versionReply,
} from './imu-firmata.ts'
import { loosened, struck } from './imu-mount.ts'
import { type I2cPart, virtualAdxl345, virtualMpu6050 } from './imu-parts.ts'

/** How the board's line is set up; StandardFirmata as it comes takes 57600, too slow for two parts at 100 Hz. */
const serial: SerialSettings = { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 }

/** From power to the first words: the boot loader waits for an upload first. */
const BOOT_MS = 700
/** The board says who it is until the host speaks: a pseudo-terminal has no DTR line that resets it when it is opened. */
const BANNER_EVERY_MS = 500
const LEAST_POWER_POLL_MS = 250
/** StandardFirmata.ino: the sampling interval at start. */
const DEFAULT_INTERVAL_MS = 19
/** What scheduling on the board and its USB adapter add to the line's own time, chosen: 10 to 20 ms. */
const LEAST_LATENCY_MS = 10
const LATENCY_SPREAD_MS = 10

const makers = {
  adxl345: { make: virtualAdxl345, errors: adxl345Errors },
  mpu6050: { make: virtualMpu6050, errors: mpu6050Errors },
} as const

/** What the virtual board is built from. */
export type VirtualImuContext = DeviceContext & { parts?: readonly MotionPart[] }

interface MountedPart {
  i2c: I2cPart
  feel: FeelMotion
}

class VirtualImu implements VirtualDevice {
  readonly name: string
  readonly serial = serial
  readonly #context: VirtualImuContext
  readonly #felt: Felt = { accelerationG: [0, 0, 0], rateDps: [0, 0, 0], thermometerC: 0 }
  readonly #dieC: (nowMs: number) => number
  readonly #faults: Record<'stuck' | 'zeros' | 'clips' | 'rate' | 'loose' | 'unplug', string>
  #isSkipping = false
  #wire: Wire | undefined
  #mounted: MountedPart[] = []
  #bus: I2cBus = i2cBus([])
  #hear = this.#ears()
  #intervalMs = DEFAULT_INTERVAL_MS
  #hasBooted = false
  #isUnplugged = false
  #cancelBanner: Cancel = () => undefined
  #cancelSampling: Cancel | undefined
  #cancelPower: Cancel = () => undefined

  constructor(context: VirtualImuContext) {
    assert(context.rates.motionHz > 0 && context.rates.motionHz <= 100, 'a Firmata board reads at 0 to 100 Hz')
    const { name } = context
    this.#context = context
    this.#dieC = dieTemperature(context, context.random.fork('temperature'))
    this.name = name
    const of = (fault: string): string => `${name}-${fault}`
    this.#faults = {
      stuck: of('stuck'),
      zeros: of('zeros'),
      clips: of('clips'),
      rate: of('rate'),
      loose: of('loose'),
      unplug: of('unplug'),
    }
  }

  start(wire: Wire): void {
    this.stop()
    this.#wire = wire
    this.#isUnplugged = false
    this.#powerOn()
    const { clock, rates } = this.#context
    this.#cancelPower = clock.every(Math.max(LEAST_POWER_POLL_MS, rates.statusEveryMs / 2), () => this.#checkPower())
  }

  receive(bytes: Uint8Array): void {
    if (!this.#hasBooted) return
    this.#cancelBanner()
    this.#hear(bytes)
  }

  stop(): void {
    this.#wire = undefined
    this.#cancelPower()
    this.#powerOff()
  }

  /** The line feeds the board: a pulled plug is a loss of power. */
  #checkPower(): void {
    const isUnplugged = this.#context.faultAgeMs(this.#faults.unplug) !== undefined
    if (isUnplugged === this.#isUnplugged) return
    this.#isUnplugged = isUnplugged
    if (isUnplugged) this.#powerOff()
    else this.#powerOn()
  }

  #powerOn(): void {
    const { clock, random, parts = ['adxl345', 'mpu6050'] } = this.#context
    this.#mounted = parts.map((part) => ({
      i2c: makers[part].make(),
      feel: erringPart(makers[part].errors, random.fork(part)),
    }))
    this.#bus = i2cBus(this.#mounted.map(({ i2c }) => i2c))
    this.#hear = this.#ears()
    this.#intervalMs = DEFAULT_INTERVAL_MS
    this.#cancelBanner = clock.after(BOOT_MS, () => {
      this.#hasBooted = true
      this.#sayWho()
      this.#cancelBanner = clock.every(BANNER_EVERY_MS, () => this.#sayWho())
    })
  }

  #powerOff(): void {
    this.#cancelBanner()
    this.#hasBooted = false
    this.#reset()
  }

  #reset(): void {
    this.#bus.forgetQueries()
    this.#sampleAsNeeded()
  }

  #ears(): (bytes: Uint8Array) => void {
    return hostMessages((message) => this.#obey(message))
  }

  #say(message: Uint8Array): void {
    this.#wire?.send(message)
  }

  #sayWho(): void {
    this.#say(versionReply())
    this.#say(firmwareReply())
  }

  #obey(message: HostMessage): void {
    if (message.kind === 'version') this.#say(versionReply())
    else if (message.kind === 'reset') this.#reset()
    else if (message.kind === 'sysex') this.#obeySysex(message.name, message.body)
  }

  #obeySysex(name: number, body: readonly number[]): void {
    const [first = 0, second = 0] = body
    if (name === sysex.i2cRequest) this.#tell(this.#bus.request(body))
    else if (name === sysex.samplingInterval) this.#setInterval(first | (second << 7))
    else if (name === sysex.firmware) this.#say(firmwareReply())
    else if (name === sysex.capabilityQuery) this.#say(capabilityReply())
    else if (name === sysex.analogMappingQuery) this.#say(analogMappingReply())
    else if (name === sysex.pinStateQuery) this.#say(pinStateReply(first))
    else if (name !== sysex.i2cConfig) this.#say(textReply('Unhandled sysex command'))
  }

  #tell(outcome: BusOutcome): void {
    if (outcome.say === 'text') this.#say(textReply(outcome.text))
    if (outcome.say === 'readings') {
      this.#measure()
      this.#say(encodeReadings(outcome.queries))
    }
    this.#sampleAsNeeded()
  }

  #setInterval(intervalMs: number): void {
    this.#intervalMs = Math.max(1, intervalMs)
    this.#cancelSampling?.()
    this.#cancelSampling = undefined
    this.#sampleAsNeeded()
  }

  #sampleAsNeeded(): void {
    const isNeeded = this.#bus.queries().length > 0
    if (isNeeded === (this.#cancelSampling !== undefined)) return
    this.#cancelSampling?.()
    const periodMs = Math.max(1000 / this.#context.rates.motionHz, this.#intervalMs)
    this.#cancelSampling = isNeeded ? this.#sampleEvery(periodMs) : undefined
  }

  /** The board's phase is nobody's to choose: whole periods of the clock, at which the truth serves others too, cost least. */
  #sampleEvery(periodMs: number): Cancel {
    const { clock } = this.#context
    let cancel = clock.after(periodMs - (clock.nowMs() % periodMs), () => {
      cancel = clock.every(periodMs, () => this.#sample())
      this.#sample()
    })
    return () => cancel()
  }

  #sample(): void {
    this.#isSkipping = !this.#isSkipping && this.#context.faultAgeMs(this.#faults.rate) !== undefined
    if (this.#isSkipping) return
    this.#measure()
    const latencyMs = LEAST_LATENCY_MS + LATENCY_SPREAD_MS * this.#context.random.next()
    this.#wire?.send(encodeReadings(this.#bus.queries()), latencyMs)
  }

  /** What the mount lets through of the coach's motion. */
  #passedOn(truth: MotionTruth): MotionTruth {
    const { world, faultAgeMs, random } = this.#context
    if (faultAgeMs(this.#faults.clips) !== undefined) return struck(truth, random)
    const looseMs = faultAgeMs(this.#faults.loose)
    return looseMs === undefined ? truth : loosened(truth, { looseMs, speedMps: world.train().speedMps, random })
  }

  #measure(): void {
    const { world, clock, faultAgeMs } = this.#context
    if (faultAgeMs(this.#faults.stuck) !== undefined) return
    if (faultAgeMs(this.#faults.zeros) !== undefined) {
      for (const { i2c } of this.#mounted) i2c.zero()
      return
    }
    const nowMs = clock.nowMs()
    const motion = this.#passedOn(world.motion())
    const at = { nowMs, dieC: this.#dieC(nowMs) }
    for (const { i2c, feel } of this.#mounted) {
      feel(this.#felt, motion, at)
      i2c.measure(this.#felt)
    }
  }
}

/**
 * An Arduino with StandardFirmata and an ADXL345 (0x53) and an MPU6050 (0x68) on its I2C bus, mounted so that the parts'
 * axes are the body frame (x forward, y right, z down). Faults: `NAME-stuck`, `NAME-zeros`, `NAME-clips`, `NAME-rate`, `NAME-loose`; `NAME-unplug` takes its power.
 */
export const virtualImu = (context: VirtualImuContext): VirtualDevice => new VirtualImu(context)
