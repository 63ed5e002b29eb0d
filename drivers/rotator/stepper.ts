import type { Cancel, Clock } from '../../hal/clock.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { Rotator, RotatorDescriptor } from './rotator.ts'
import type { SetPointEvents, SetPointFramer, SetPointProtocol } from './set-point-protocol.ts'
import { openSetPointRotator } from './set-point-session.ts'
import {
  encodeAcceleration,
  encodePositionRequest,
  encodeSpeed,
  encodeStepperConfig,
  encodeStop,
  encodeSwitch,
  encodeTo,
  encodeVersionRequest,
  encodeZero,
  type StepperMessage,
  stepperFramer,
} from './stepper-codec.ts'
import { type HomingMove, type HomingState, nextHoming } from './stepper-homing.ts'
import { leaveDegPerS, type StepperAxis, seekDegPerS, stepperMount } from './stepper-mount.ts'

const axes = [stepperMount.azimuth, stepperMount.elevation] as const

const ASK_EVERY_MS = 500
const LOOK_EVERY_MS = 50
/** 450° at seeking speed, with room. Then it is tried again, this much later, and in the end left alone until the line is opened anew: a motor that runs against a broken switch breaks more. */
const HOMING_LIMIT_MS = 200_000
const RETRY_MS = 10_000
const MOST_TRIES = 3
/** Farther than any axis goes. */
const FAR_DEG = 1_000

const joined = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)

const stepsOf = ({ stepsPerDeg, homeDeg }: StepperAxis, deg: number): number =>
  Math.round((deg - homeDeg) * stepsPerDeg)
const degOf = ({ stepsPerDeg, homeDeg }: StepperAxis, steps: number): number => homeDeg + steps / stepsPerDeg

/** Both positions make one reading. */
const framer = ({ onPosition, onDiscard }: SetPointEvents): SetPointFramer => {
  let azimuthDeg: number | undefined
  const take = (message: StepperMessage): void => {
    if (message.kind !== 'position') return
    const { azimuth, elevation } = stepperMount
    if (message.device === azimuth.device) azimuthDeg = degOf(azimuth, message.steps)
    if (message.device !== elevation.device || azimuthDeg === undefined) return
    const position = { azimuthDeg, elevationDeg: degOf(elevation, message.steps) }
    azimuthDeg = undefined
    onPosition(position)
  }
  const bytes = stepperFramer({ onMessage: take, onDiscard })
  return {
    push: bytes.push,
    reset: () => {
      bytes.reset()
      azimuthDeg = undefined
    },
  }
}

const protocol: SetPointProtocol = {
  greeting: new Uint8Array(),
  query: joined(axes.map(({ device }) => encodePositionRequest(device))),
  stop: joined(axes.map(({ device }) => encodeStop(device))),
  setPoint: ({ azimuthDeg, elevationDeg }) =>
    joined(axes.map((axis, at) => encodeTo(axis.device, stepsOf(axis, at === 0 ? azimuthDeg : elevationDeg)))),
  framer,
}

const setUp = (): Uint8Array =>
  joined(
    axes.flatMap(({ device, pins, accelerationDegPerS2, stepsPerDeg }) => [
      encodeStepperConfig(device, pins),
      encodeAcceleration(device, accelerationDegPerS2 * stepsPerDeg),
      encodeSwitch(pins.limit),
    ]),
  )

const bytesOf = (axis: StepperAxis, move: HomingMove): Uint8Array => {
  const { device, stepsPerDeg, maxDegPerS } = axis
  const run = (degPerS: number, sense: 1 | -1): Uint8Array =>
    joined([
      encodeZero(device),
      encodeSpeed(device, degPerS * stepsPerDeg),
      encodeTo(device, sense * FAR_DEG * stepsPerDeg),
    ])
  if (move === 'towards-switch') return run(seekDegPerS, -1)
  if (move === 'away-slowly') return run(leaveDegPerS, 1)
  return move === 'stop'
    ? encodeStop(device)
    : joined([encodeZero(device), encodeSpeed(device, maxDegPerS * stepsPerDeg)])
}

/**
 * A line that is open to its user only while the mount knows where it is. It sets the board up when that says its version, homes both axes on
 * their switches, and closes again when a switch is pressed, the board starts anew or the line goes.
 */
class HomedLink implements SerialLink {
  readonly name: string
  readonly #link: SerialLink
  readonly #clock: Clock
  #onData: (bytes: Uint8Array) => void = () => undefined
  #onState: (state: 'open' | 'closed') => void = () => undefined
  #homing: [HomingState, HomingState] | undefined
  #pressed: [boolean | undefined, boolean | undefined] = [undefined, undefined]
  #isHomed = false
  #sinceMs = 0
  /** Homings begun since the line opened or the last that ended well. */
  #tries = 0
  readonly #timers = new Set<Cancel>()
  readonly #framer = stepperFramer({ onMessage: (message) => this.#take(message), onDiscard: () => undefined })

  constructor(link: SerialLink, clock: Clock) {
    this.name = link.name
    this.#link = link
    this.#clock = clock
    link.onData((bytes) => this.#hear(bytes))
    link.onState((state) => (state === 'open' ? this.#begin() : this.#end()))
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#link.write(bytes)
  }

  onData(handler: (bytes: Uint8Array) => void): void {
    this.#onData = handler
  }

  onState(handler: (state: 'open' | 'closed') => void): void {
    this.#onState = handler
    handler(this.#isHomed ? 'open' : 'closed')
  }

  counters() {
    return this.#link.counters()
  }

  async close(): Promise<void> {
    this.#end()
    await this.#link.close()
  }

  /** A board that is still in its boot loader hears nothing: it is asked again. */
  #begin(): void {
    this.#end()
    this.#tries = 0
    this.#send(encodeVersionRequest())
    this.#timers.add(
      this.#clock.every(ASK_EVERY_MS, () => {
        if (this.#isHomed) return
        // A board that homes is asked too: a line on which nothing comes is taken for a dead one.
        this.#send(this.#tries === 0 ? encodeVersionRequest() : protocol.query)
      }),
    )
    this.#timers.add(this.#clock.every(LOOK_EVERY_MS, () => this.#look()))
  }

  #end(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#framer.reset()
    this.#homing = undefined
    this.#tell(false)
  }

  #hear(bytes: Uint8Array): void {
    // What makes the line open, or closes it, is not for its user.
    const wasHomed = this.#isHomed
    this.#framer.push(bytes)
    if (wasHomed && this.#isHomed) this.#onData(bytes)
  }

  #take(message: StepperMessage): void {
    if (message.kind === 'version') this.#home()
    if (message.kind === 'port') this.#takePort(message.port, message.bits)
  }

  #takePort(port: number, bits: number): void {
    for (const [at, { pins }] of axes.entries())
      if (pins.limit >> 3 === port) this.#pressed[at] = (bits & (1 << (pins.limit & 7))) !== 0
    // A switch that is met while riding: steps were lost. What is still commanded ends first.
    if (this.#isHomed && this.#pressed.includes(true)) {
      this.#send(protocol.stop)
      this.#home()
    } else this.#look()
  }

  #home(): void {
    if (this.#tries >= MOST_TRIES) return
    this.#tries++
    const nowMs = this.#clock.nowMs()
    this.#tell(false)
    this.#pressed = [undefined, undefined]
    this.#sinceMs = nowMs
    this.#homing = [
      { phase: 'seek', sinceMs: nowMs },
      { phase: 'seek', sinceMs: nowMs },
    ]
    this.#send(setUp())
    for (const axis of axes) this.#send(bytesOf(axis, 'towards-switch'))
  }

  #look(): void {
    if (!this.#homing) return
    const nowMs = this.#clock.nowMs()
    for (const [at, axis] of axes.entries()) {
      const isPressed = this.#pressed[at]
      const state = this.#homing[at]
      if (isPressed === undefined || !state) continue
      const next = nextHoming(state, isPressed, nowMs)
      this.#homing[at] = next.state
      if (next.move) this.#send(bytesOf(axis, next.move))
    }
    if (this.#homing.every(({ phase }) => phase === 'homed')) {
      this.#homing = undefined
      this.#tries = 0
      this.#tell(true)
    } else if (nowMs - this.#sinceMs > HOMING_LIMIT_MS) this.#giveUp()
  }

  #giveUp(): void {
    this.#homing = undefined
    this.#send(protocol.stop)
    this.#timers.add(this.#clock.after(RETRY_MS, () => this.#home()))
  }

  #send(bytes: Uint8Array): void {
    this.#link.write(bytes).catch(() => undefined)
  }

  #tell(isHomed: boolean): void {
    if (isHomed === this.#isHomed) return
    this.#isHomed = isHomed
    this.#onState(isHomed ? 'open' : 'closed')
  }
}

/**
 * Two stepper motors on an Arduino with ConfigurableFirmata, homed on a limit switch each; the steps are counted, nothing is measured. It says nothing
 * of itself before it is homed, and refuses set-points until then.
 */
export const stepper: RotatorDescriptor = {
  name: 'stepper',
  manual: 'Firmata protocol, accelStepperFirmata.md; ConfigurableFirmata 3; wiring in stepper-mount.ts',
  maturity: 'twin',
  serial: { baudRate: 115_200, dataBits: 8, parity: 'none', stopBits: 1 },
  limits: { azimuthDeg: [2, 448], elevationDeg: [2, 89], resolutionDeg: 0.1 },
  timing: { replyTimeoutMs: 200, statusEveryMs: 100, retries: 3, silentAfterMs: 2000, homingLimitMs: HOMING_LIMIT_MS },
  takesRates: false,
  tellsFaults: false,
  isOpenLoop: true,
  open: ({ link, clock, ...pace }): Rotator =>
    openSetPointRotator({ ...pace, link: new HomedLink(link, clock), clock, protocol, descriptor: stepper }),
}
