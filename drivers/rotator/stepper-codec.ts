/**
 * The part of the Firmata protocol that drives steppers and reads limit switches: accelStepperFirmata.md (sysex 0x62) and protocol.md of
 * firmata/protocol, as ConfigurableFirmata speaks them.
 */
const START_SYSEX = 0xf0
const END_SYSEX = 0xf7
const SET_PIN_MODE = 0xf4
const REPORT_VERSION = 0xf9
const REPORT_DIGITAL = 0xd0
const DIGITAL_MESSAGE = 0x90
const ACCEL_STEPPER = 0x62
const INPUT_PULLUP = 0x0b

const config = { driverWholeSteps: 0x10 } as const
const sub = {
  config: 0x00,
  zero: 0x01,
  to: 0x03,
  stop: 0x05,
  report: 0x06,
  acceleration: 0x08,
  speed: 0x09,
  done: 0x0a,
} as const

const sysex = (...body: number[]): Uint8Array => Uint8Array.of(START_SYSEX, ACCEL_STEPPER, ...body, END_SYSEX)

/** Sign and magnitude in five bytes of seven bits. */
const signed32 = (value: number): number[] => {
  const size = Math.abs(Math.round(value))
  const top = ((size / 2 ** 28) & 0x07) | (value < 0 ? 0x08 : 0)
  return [size & 0x7f, (size >> 7) & 0x7f, (size >> 14) & 0x7f, (size >> 21) & 0x7f, top]
}

/** A decimal float of a whole number: 23 bits of significand without its last zeros, four of exponent beginning at −11, one of sign. */
const wholeAsFloat = (value: number): number[] => {
  let size = Math.round(Math.abs(value))
  let exponent = 11
  while (size !== 0 && size % 10 === 0) {
    size /= 10
    exponent++
  }
  const top = ((size >> 21) & 0x03) | (exponent << 2) | (value < 0 ? 0x40 : 0)
  return [size & 0x7f, (size >> 7) & 0x7f, (size >> 14) & 0x7f, top]
}

/** Asks for the protocol version; a board says it unasked when it starts. */
export const encodeVersionRequest = (): Uint8Array => Uint8Array.of(REPORT_VERSION)

/** A driver that takes step and direction, whole steps as it counts them. */
export const encodeStepperConfig = (device: number, pins: { step: number; direction: number }): Uint8Array =>
  sysex(sub.config, device, config.driverWholeSteps, pins.step, pins.direction, 0)

/** The present position becomes 0; a motor that runs stops at once. */
export const encodeZero = (device: number): Uint8Array => sysex(sub.zero, device)

/** Runs to a position, steps from zero, up to ±2³¹. */
export const encodeTo = (device: number, steps: number): Uint8Array => sysex(sub.to, device, ...signed32(steps))

/** Comes to rest as fast as the acceleration allows. */
export const encodeStop = (device: number): Uint8Array => sysex(sub.stop, device)

export const encodePositionRequest = (device: number): Uint8Array => sysex(sub.report, device)

/** Steps/s², whole, up to 2²³ without its last zeros. */
export const encodeAcceleration = (device: number, stepsPerS2: number): Uint8Array =>
  sysex(sub.acceleration, device, ...wholeAsFloat(stepsPerS2))

/** Highest speed, steps/s, whole, up to 2²³. */
export const encodeSpeed = (device: number, stepsPerS: number): Uint8Array =>
  sysex(sub.speed, device, ...wholeAsFloat(stepsPerS))

/** A pin becomes an input with the board's own pull-up, and its port of eight is told with each change. */
export const encodeSwitch = (pin: number): Uint8Array =>
  Uint8Array.of(SET_PIN_MODE, pin, INPUT_PULLUP, REPORT_DIGITAL | (pin >> 3), 1)

/** What a board said. */
export type StepperMessage =
  | { kind: 'version' }
  | { kind: 'position'; device: number; steps: number }
  | { kind: 'port'; port: number; bits: number }

const positionOf = ([command, device, ...digits]: readonly number[]): StepperMessage | undefined => {
  if ((command !== sub.report && command !== sub.done) || device === undefined || digits.length !== 5) return undefined
  const [a = 0, b = 0, c = 0, d = 0, top = 0] = digits
  const size = a + b * 2 ** 7 + c * 2 ** 14 + d * 2 ** 21 + (top & 0x07) * 2 ** 28
  return { kind: 'position', device, steps: top & 0x08 ? -size : size }
}

const MAX_BODY_BYTES = 1024

/** Takes bytes in any fragmentation; what is no message is counted by `onDiscard`. */
export const stepperFramer = (events: { onMessage(message: StepperMessage): void; onDiscard(bytes: number): void }) => {
  let status = 0
  let body: number[] = []
  const drop = (): void => {
    if (status !== 0) events.onDiscard(1 + body.length)
    status = 0
    body = []
  }
  const end = (message: StepperMessage | undefined): void => {
    status = 0
    body = []
    if (message) events.onMessage(message)
  }
  const takeStatus = (byte: number): void => {
    if (byte === END_SYSEX && status === START_SYSEX) {
      const [name, ...rest] = body
      const message = name === ACCEL_STEPPER ? positionOf(rest) : undefined
      // Other messages of the board are whole, and nothing here needs them.
      if (name === ACCEL_STEPPER && !message) drop()
      else end(message)
      return
    }
    drop()
    if (byte === START_SYSEX || byte === REPORT_VERSION || (byte & 0xf0) === DIGITAL_MESSAGE) status = byte
    else events.onDiscard(1)
  }
  const takeData = (byte: number): void => {
    if (status === 0) {
      events.onDiscard(1)
      return
    }
    body.push(byte)
    if (body.length > MAX_BODY_BYTES) drop()
    if (status === START_SYSEX || body.length < 2) return
    const [low = 0, high = 0] = body
    end(
      status === REPORT_VERSION ? { kind: 'version' } : { kind: 'port', port: status & 0x0f, bits: low | (high << 7) },
    )
  }
  return {
    push: (bytes: Uint8Array): void => {
      for (const byte of bytes) {
        if (byte >= 0x80) takeStatus(byte)
        else takeData(byte)
      }
    },
    reset: drop,
  }
}
